//! A framework that holds sends back: what a handler sends goes out after the handler has returned `Ok`.
//!
//! Several message frameworks do so unless told otherwise, as `NServiceBus` with its batched dispatch, so that a handler that fails
//! has sent nothing. Not modelled: that some transports take all held messages in one step.

use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};

use crate::backend::{Backend, Boxed};
use crate::codec::Bytes;
use crate::id::Id;
use crate::op::{Answer, Failure, Op, Reply};
use crate::process::{OnMessage, consumer_over};
use crate::queue::Message;
use crate::world::World;

/// One operation and the place that asked for it.
type Asked = (Op, &'static Location<'static>);

/// A backend that keeps sends for later and answers at once; all else goes through.
#[derive(Debug)]
struct Holding {
    backend: Arc<dyn Backend>,
    held: Mutex<Vec<Asked>>,
}

impl Holding {
    fn held(&self) -> std::sync::MutexGuard<'_, Vec<Asked>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn let_go(&self) -> Result<(), Failure> {
        let held = std::mem::take(&mut *self.held());
        for (op, at) in held {
            self.backend.call(op, at).await?;
        }
        Ok(())
    }
}

impl Backend for Holding {
    fn call(&self, op: Op, at: &'static Location<'static>) -> Boxed<Reply> {
        if matches!(op, Op::Send(..)) {
            self.held().push((op, at));
            return Box::pin(std::future::ready(Ok(Answer::Done)));
        }
        self.backend.call(op, at)
    }

    fn fresh_id(&self) -> Id {
        self.backend.fresh_id()
    }

    fn recall(&self, name: &str) -> Option<Bytes> {
        self.backend.recall(name)
    }

    fn remember(&self, name: &str, value: Bytes) {
        self.backend.remember(name, value);
    }
}

/// A [`consumer`](crate::consumer) whose sends are held back until the handler has returned `Ok`, and go out then, in their order.
///
/// Where the handler fails, they are forgotten. Where a send fails at the end, the message is delivered again, though the
/// handler had returned `Ok`.
pub fn consumer_holding_sends<C, M, F>(context: fn(&World) -> C, handler: F) -> OnMessage
where
    C: 'static,
    M: Message + 'static,
    F: AsyncFn(&C, M) -> Result<(), Failure> + Clone + Send + Sync + 'static,
{
    consumer_over(async move |world: &World, message: M| {
        let holding = Arc::new(Holding { backend: world.backend(), held: Mutex::default() });
        handler(&context(&World::new(holding.clone())), message).await?;
        holding.let_go().await
    })
}
