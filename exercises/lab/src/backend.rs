//! The seam: one trait below everything that a handler can do to the world.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::codec::Bytes;
use crate::id::Id;
use crate::op::{Answer, Failure, Op, Reply};

/// A boxed future that may move between threads.
pub type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Whatever carries the operations of one process out: the search, tokio, a database.
///
/// A backend belongs to one process, so operations do not name the caller.
pub trait Backend: fmt::Debug + Send + Sync + 'static {
    /// Carries `op` out, asked for at `at`.
    fn call(&self, op: Op, at: &'static Location<'static>) -> Boxed<Reply>;

    /// An identifier that nobody else has. It costs no gate.
    fn fresh_id(&self) -> Id;

    /// The content of a named cell of the process's volatile memory, if it was written since the process started.
    fn recall(&self, name: &str) -> Option<Bytes>;

    /// Writes a named cell of the process's volatile memory.
    fn remember(&self, name: &str, value: Bytes);
}

/// One operation that waits to be let through. It is a future of `Result<T, Failure>`: write `.await?`.
///
/// Nothing happens before it is awaited. A process has one gate at a time: gates that are awaited together (`join!`,
/// `select!`) are reported, since their order would be up to the executor and not to the search.
#[must_use = "a gate does nothing until it is awaited"]
pub struct Gate<T> {
    state: Wait,
    decode: fn(Answer) -> T,
}

enum Wait {
    Asked { backend: Arc<dyn Backend>, op: Op, at: &'static Location<'static> },
    Pending(Boxed<Reply>),
    Over,
}

impl<T> Gate<T> {
    pub(crate) fn new(
        backend: &Arc<dyn Backend>,
        op: Op,
        at: &'static Location<'static>,
        decode: fn(Answer) -> T,
    ) -> Self {
        Gate { state: Wait::asked(backend, op, at), decode }
    }
}

impl Wait {
    #[inline(never)]
    fn asked(backend: &Arc<dyn Backend>, op: Op, at: &'static Location<'static>) -> Self {
        Wait::Asked { backend: backend.clone(), op, at }
    }

    #[inline(never)]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Reply> {
        loop {
            match std::mem::replace(self, Wait::Over) {
                Wait::Asked { backend, op, at } => *self = Wait::Pending(backend.call(op, at)),
                Wait::Pending(mut future) => match future.as_mut().poll(context) {
                    Poll::Pending => {
                        *self = Wait::Pending(future);
                        return Poll::Pending;
                    }
                    ready => return ready,
                },
                Wait::Over => panic!("a gate was awaited again after it had answered"),
            }
        }
    }
}

impl<T> Future for Gate<T> {
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.state.poll(context) {
            Poll::Ready(Ok(answer)) => Poll::Ready(Ok((self.decode)(answer))),
            Poll::Ready(Err(failure)) => Poll::Ready(Err(failure)),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> fmt::Debug for Gate<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            Wait::Asked { op, at, .. } => write!(f, "Gate({} at {at})", op.label()),
            Wait::Pending(_) => f.write_str("Gate(waiting)"),
            Wait::Over => f.write_str("Gate(over)"),
        }
    }
}
