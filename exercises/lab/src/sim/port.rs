//! The backend of the search: it parks each operation of one handler run until the search answers it.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::ThreadId;

use crate::backend::{Backend, Boxed};
use crate::codec::Bytes;
use crate::hash::Mix;
use crate::id::Id;
use crate::op::{Op, Reply};
use crate::process::{Code, LocalBoxed, Outcome, Task};
use crate::world::World;

use super::guard::{Oddity, place, quietly};
use super::watch;

/// The volatile memory of a process. Mostly empty, and then it takes no more than a word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Volatile(Option<Arc<Cells>>);

/// What a process remembers, with its hash.
#[derive(Clone, Debug, Default)]
struct Cells {
    cells: BTreeMap<String, Bytes>,
    hash: u128,
}

impl Volatile {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn hash(&self) -> u128 {
        self.0.as_ref().map_or(0, |cells| cells.hash)
    }

    fn read(&self, name: &str) -> Option<&Bytes> {
        self.0.as_ref()?.cells.get(name)
    }

    fn write(&mut self, name: &str, value: Bytes) {
        let Cells { cells, hash } = Arc::make_mut(self.0.get_or_insert_default());
        cells.insert(name.to_string(), value);
        let mut mix = Mix::new();
        for (name, value) in cells.iter() {
            mix.text(name).hash(value.hash());
        }
        *hash = mix.finish();
    }
}

/// What a handler is started with, as far as it can tell.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// The index of its pool.
    pub(crate) pool: usize,
    /// Its message, request or script.
    pub(crate) task: Task,
    /// A name for this one run of the handler: fresh identifiers follow from it.
    pub(crate) origin: u128,
    /// The memory of its process at the start.
    pub(crate) memory: Volatile,
}

/// What a handler does next.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// It waits at a gate.
    Gate(Arc<Op>, &'static Location<'static>),
    /// It has come to an end.
    Done(Outcome),
    /// It does what the lab cannot judge.
    Odd(Oddity),
}

impl Next {
    /// In words, to compare and to tell.
    pub(crate) fn words(&self) -> String {
        match self {
            Next::Gate(op, at) => gate_words(op, at),
            Next::Done(Ok(_)) => "end".into(),
            Next::Done(Err(failure)) => format!("end with {failure}"),
            Next::Odd(oddity) => oddity.reason(),
        }
    }

    /// This and another that is not the same, in words that differ.
    pub(crate) fn words_beside(&self, other: &Next) -> (String, String) {
        let (mine, others) = (self.words(), other.words());
        match (self, other) {
            (Next::Gate(one, _), Next::Gate(another, _)) if mine == others => {
                let with = |words, op: &Op| format!("{words} with {}", op.value_words());
                (with(mine, one), with(others, another))
            }
            _ => (mine, others),
        }
    }

    pub(crate) fn is_same(&self, other: &Next) -> bool {
        match (self, other) {
            (Next::Gate(op, at), Next::Gate(other, there)) => op == other && at == there,
            (Next::Done(outcome), Next::Done(other)) => outcome == other,
            (Next::Odd(oddity), Next::Odd(other)) => oddity == other,
            _ => false,
        }
    }
}

pub(crate) fn gate_words(op: &Op, at: &Location<'_>) -> String {
    format!("{} at {}", op.label(), place(at))
}

#[derive(Debug)]
struct Parked {
    asked: Option<(Op, &'static Location<'static>)>,
    open: bool,
    answer: Option<Reply>,
    last: Option<String>,
    odd: Option<Oddity>,
    closed: bool,
    fresh: u64,
    memory: Volatile,
}

/// The [`Backend`] of one handler run.
#[derive(Debug)]
pub(crate) struct Port {
    parked: Mutex<Parked>,
    thread: ThreadId,
    origin: u128,
}

impl Port {
    fn lock(&self) -> MutexGuard<'_, Parked> {
        self.parked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct Waiting {
    port: Backref,
    gate: String,
    answered: bool,
}

type Backref = std::sync::Weak<Port>;

impl Future for Waiting {
    type Output = Reply;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Reply> {
        let Some(port) = self.port.upgrade() else {
            return Poll::Pending;
        };
        let mut parked = port.lock();
        if std::thread::current().id() != port.thread {
            parked.odd.get_or_insert_with(|| Oddity::OtherThread { gate: self.gate.clone() });
            return Poll::Pending;
        }
        if parked.closed {
            return Poll::Pending;
        }
        match parked.answer.take() {
            Some(reply) => {
                parked.open = false;
                self.answered = true;
                Poll::Ready(reply)
            }
            None => Poll::Pending,
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(port) = self.port.upgrade().filter(|_| !self.answered) {
            let mut parked = port.lock();
            if !parked.closed {
                parked.odd.get_or_insert_with(|| Oddity::Abandoned { gate: self.gate.clone() });
            }
        }
    }
}

/// A [`Port`] as the process of one run sees it.
#[derive(Debug)]
struct Handle(Arc<Port>);

impl Backend for Handle {
    fn call(&self, op: Op, at: &'static Location<'static>) -> Boxed<Reply> {
        let gate = gate_words(&op, at);
        let mut parked = self.0.lock();
        if std::thread::current().id() != self.0.thread {
            parked.odd.get_or_insert_with(|| Oddity::OtherThread { gate: gate.clone() });
        } else if parked.open && !parked.closed {
            let first = parked.last.clone().unwrap_or_default();
            parked.odd.get_or_insert_with(|| Oddity::TwoGates { first, second: gate.clone() });
        } else if !parked.closed {
            parked.open = true;
            parked.last = Some(gate.clone());
            parked.asked = Some((op, at));
        }
        Box::pin(Waiting { port: Arc::downgrade(&self.0), gate, answered: false })
    }

    fn fresh_id(&self) -> Id {
        let mut parked = self.0.lock();
        parked.fresh += 1;
        Id::from_bits(Mix::new().hash(self.0.origin).number(parked.fresh).finish())
    }

    fn recall(&self, name: &str) -> Option<Bytes> {
        self.0.lock().memory.read(name).cloned()
    }

    fn remember(&self, name: &str, value: Bytes) {
        let mut parked = self.0.lock();
        if !parked.closed {
            parked.memory.write(name, value);
        }
    }
}

/// A handler that really runs, parked at a gate.
pub(crate) struct Running {
    port: Arc<Port>,
    future: LocalBoxed,
}

impl Running {
    /// Starts a handler and runs it to its first gate.
    pub(crate) fn start(code: &Code, input: &Input) -> (Running, Next) {
        let parked = Parked {
            asked: None,
            open: false,
            answer: None,
            last: None,
            odd: None,
            closed: false,
            fresh: 0,
            memory: input.memory.clone(),
        };
        let port =
            Arc::new(Port { parked: Mutex::new(parked), thread: std::thread::current().id(), origin: input.origin });
        let world = World::new(Arc::new(Handle(port.clone())));
        let future = code.start(world, input.task.clone());
        let mut running = Running { port, future };
        let next = running.poll();
        (running, next)
    }

    /// Answers the gate and runs on to the next one.
    pub(crate) fn answer(&mut self, reply: Reply) -> Next {
        self.port.lock().answer = Some(reply);
        self.poll()
    }

    /// True where it has drawn a fresh identifier.
    pub(crate) fn has_name(&self) -> bool {
        self.port.lock().fresh > 0
    }

    /// The memory of the process as it is now.
    pub(crate) fn memory(&self) -> Volatile {
        self.port.lock().memory.clone()
    }

    fn poll(&mut self) -> Next {
        let watched = watch::enter(self.port.lock().last.clone());
        let future = &mut self.future;
        let polled = quietly(|| future.as_mut().poll(&mut Context::from_waker(Waker::noop())));
        drop(watched);
        let mut parked = self.port.lock();
        if let Some(oddity) = parked.odd.take() {
            return Next::Odd(oddity);
        }
        match polled {
            Err(panic) => Next::Odd(Oddity::Panic { message: panic.message, at: panic.at, after: parked.last.clone() }),
            Ok(Poll::Ready(outcome)) => Next::Done(outcome),
            Ok(Poll::Pending) => match parked.asked.take() {
                Some((op, at)) => Next::Gate(Arc::new(op), at),
                None => Next::Odd(Oddity::ForeignAwait { after: parked.last.clone() }),
            },
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let after = {
            let mut parked = self.port.lock();
            parked.closed = true;
            parked.last.clone()
        };
        let _watched = watch::enter(after);
        // What a handler holds is dropped after this: its gates must not work any more.
        let empty: LocalBoxed = Box::pin(std::future::pending());
        let old = std::mem::replace(&mut self.future, empty);
        let _ = quietly(move || drop(old));
    }
}
