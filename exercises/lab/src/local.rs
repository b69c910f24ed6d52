//! What a process has besides infrastructure: a clock, fresh identifiers, volatile memory, and, for clients, a will of their own.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::{Backend, Gate};
use crate::codec::Bytes;
use crate::id::Id;
use crate::op::{Answer, Op, Time};

/// The clock. It stands still unless a fault moves it: no code may count on how long anything takes.
#[derive(Clone, Debug)]
pub struct Clock(pub(crate) Arc<dyn Backend>);

impl Clock {
    /// The time since the start of the scenario.
    ///
    /// # Errors
    /// None of its own; a gate like all others, so that the clock may move before it.
    #[track_caller]
    pub fn now(&self) -> Gate<Time> {
        Gate::new(&self.0, Op::Now, Location::caller(), |answer| match answer {
            Answer::Time(time) => time,
            other => panic!("a backend answered {other:?} to a look at the clock"),
        })
    }
}

/// Identifiers that nobody else has.
#[derive(Clone, Debug)]
pub struct Ids(pub(crate) Arc<dyn Backend>);

impl Ids {
    /// A new identifier, another one at each call, each delivery and each process.
    pub fn fresh(&self) -> Id {
        self.0.fresh_id()
    }
}

/// A variable of a process that lives from message to message, and dies with the process.
///
/// Each worker has its own. It is the only place for such state: a `static` or a field with interior mutability is hidden
/// from the search and reported.
pub struct Memory<T> {
    backend: Arc<dyn Backend>,
    name: &'static str,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Memory<T> {
    fn clone(&self) -> Self {
        Memory { backend: self.backend.clone(), name: self.name, value: PhantomData }
    }
}

impl<T> fmt::Debug for Memory<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Memory({})", self.name)
    }
}

impl<T: Serialize + DeserializeOwned + Default> Memory<T> {
    pub(crate) fn new(backend: Arc<dyn Backend>, name: &'static str) -> Self {
        Memory { backend, name, value: PhantomData }
    }

    /// The value; the default of its type after a start or a crash.
    pub fn get(&self) -> T {
        let known = self.backend.recall(self.name);
        known
            .map(|bytes| bytes.read().unwrap_or_else(|error| panic!("memory `{}` is {error}", self.name)))
            .unwrap_or_default()
    }

    /// Sets the value.
    #[track_caller]
    pub fn set(&self, value: &T) {
        self.backend.remember(self.name, Bytes::of(value));
    }

    /// Changes the value in place and returns what the change returns.
    #[track_caller]
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.get();
        let result = change(&mut value);
        self.set(&value);
        result
    }
}

/// The will of a client: what a person or another system may do or not do. The search takes every way.
#[derive(Clone, Debug)]
pub struct Will(pub(crate) Arc<dyn Backend>);

impl Will {
    /// One of these ways, each in a few words such as `add a gift`; its index.
    ///
    /// # Errors
    /// None of its own.
    #[track_caller]
    pub fn pick(&self, ways: &[&str]) -> Gate<usize> {
        let ways = ways.iter().map(|way| way.to_string()).collect();
        Gate::new(&self.0, Op::Pick(ways), Location::caller(), |answer| picked(&answer))
    }

    /// Whether to do what may be done or left, in a few words such as `add a gift`.
    ///
    /// # Errors
    /// None of its own.
    #[track_caller]
    pub fn maybe(&self, what: &str) -> Gate<bool> {
        let ways = vec![format!("not to {what}"), format!("to {what}")];
        Gate::new(&self.0, Op::Pick(ways), Location::caller(), |answer| picked(&answer) == 1)
    }
}

fn picked(answer: &Answer) -> usize {
    match answer {
        Answer::Picked(way) => *way as usize,
        other => panic!("a backend answered {other:?} to a choice"),
    }
}
