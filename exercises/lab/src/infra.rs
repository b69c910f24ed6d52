//! The infrastructure as plain data: stores, queues, blob stores and the clock, and what each operation does to them.
//!
//! Both the search and live mode work on it, so they cannot disagree on what a conditional write is.

mod deliver;
mod flat;
mod queues;
mod shelf;
mod stores;

pub use deliver::Receipt;
pub use flat::Flat;
pub use queues::{Entry, QueueState};
pub use stores::StoreState;

use std::sync::Arc;
use std::time::Duration;

use crate::codec::Bytes;
use crate::event::Event;
use crate::hash::Mix;
use crate::id::Id;
use crate::op::{Answer, Envelope, Failure, Name, Op, Reply, Time};
use crate::store::ITEM_LIMIT_BYTES;
use shelf::{Shelf, Shelved};

/// What a scenario says of its infrastructure.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The item limit in bytes of the stores that do not have [`ITEM_LIMIT_BYTES`].
    pub item_limits: Flat<Name, usize>,
    /// The queues that get a copy of what is sent to a topic.
    pub topics: Flat<Name, Vec<Name>>,
    /// The queues that somebody consumes.
    pub consumed: Vec<Name>,
    /// How often a handler may fail by itself at a copy of a message before that goes to the dead-letter queue.
    pub redelivery_cap: u32,
    /// True where a delivery during which the process died counts as such a failure.
    pub crashes_count: bool,
    /// True where consumed messages are kept, so that they can be replayed.
    pub keep_consumed: bool,
    /// How far a clock jump goes.
    pub jump: Duration,
}

/// The blobs of one blob store.
#[derive(Clone, Debug, Default)]
pub struct BlobState {
    /// The blobs by name.
    pub blobs: Flat<Id, Bytes>,
}

impl Shelved for BlobState {
    fn mix(&self, mix: &mut Mix) {
        for (name, bytes) in self.blobs.iter() {
            mix.text(name.as_str()).hash(bytes.hash());
        }
    }

    fn bytes(&self) -> usize {
        self.blobs.bytes()
    }
}

/// The state of all infrastructure. Cheap to clone: what is not written is shared.
#[derive(Clone, Debug)]
pub struct Infra {
    /// What the scenario says.
    pub setup: Arc<Setup>,
    pub(crate) stores: Shelf<StoreState>,
    pub(crate) queues: Shelf<QueueState>,
    pub(crate) blobs: Shelf<BlobState>,
    /// The time.
    pub now: Time,
}

impl Infra {
    /// Empty infrastructure.
    pub fn new(setup: Arc<Setup>) -> Self {
        Infra {
            setup,
            stores: Shelf::default(),
            queues: Shelf::default(),
            blobs: Shelf::default(),
            now: Time::default(),
        }
    }

    /// Carries out an operation; `events` gets what happened. [`Op::Call`] and [`Op::Pick`] are not for infrastructure.
    ///
    /// # Errors
    /// As each operation of [`Store`](crate::Store), [`Queue`](crate::Queue), [`BlobStore`](crate::BlobStore) says;
    /// never `Unavailable` or `Timeout`, which are faults of the way there.
    pub fn apply(&mut self, op: &Op, events: &mut Vec<Event>) -> Reply {
        match op {
            Op::Load(store, key) => Ok(Answer::Item(self.stores.get(store).and_then(|state| state.load(key)))),
            Op::Query(store, partition) => {
                Ok(Answer::Items(self.stores.get(store).map(|state| state.query(partition)).unwrap_or_default()))
            }
            Op::Write(store, write) => {
                let limit = self.item_limit(store);
                let state = self.stores.get(store);
                StoreState::refusal(state, write, limit).map_or(Ok(()), Err)?;
                let now = self.now;
                Ok(self.stores.change(store, |state| state.write(store, write, now, events)))
            }
            Op::Batch(store, writes) => {
                let limit = self.item_limit(store);
                StoreState::batch_refusal(self.stores.get(store), writes, limit).map_or(Ok(()), Err)?;
                let now = self.now;
                self.stores.change(store, |state| {
                    for write in writes {
                        state.write(store, write, now, events);
                    }
                });
                Ok(Answer::Done)
            }
            Op::Send(queue, message) => {
                let setup = self.setup.clone();
                match setup.topics.get(queue) {
                    Some(subscribers) => {
                        subscribers.iter().for_each(|name| self.add_copy(name, message));
                    }
                    None => self.add_copy(queue, message),
                }
                events.push(Event::Sent { queue: queue.clone(), message: message.clone() });
                Ok(Answer::Done)
            }
            Op::GetBlob(store, name) => {
                Ok(Answer::Blob(self.blobs.get(store).and_then(|state| state.blobs.get(name).cloned())))
            }
            Op::PutBlob(store, name, bytes) => Ok(self.write_blob(store, name, Some(bytes.clone()), events)),
            Op::DeleteBlob(store, name) => Ok(self.write_blob(store, name, None, events)),
            Op::Now => Ok(Answer::Time(self.now)),
            Op::Call(..) | Op::Pick(_) => Err(Failure::Unavailable),
        }
    }

    /// Puts one more copy of a message into a queue.
    pub(crate) fn add_copy(&mut self, queue: &Name, message: &Envelope) {
        let consumed = self.setup.consumed.contains(queue);
        self.queues.change(queue, |state| state.send(message, consumed));
    }

    fn write_blob(&mut self, store: &Name, name: &Id, bytes: Option<Bytes>, events: &mut Vec<Event>) -> Answer {
        let before = self.blobs.change(store, |state| match &bytes {
            Some(bytes) => state.blobs.insert(name, bytes.clone()),
            None => state.blobs.remove(name),
        });
        events.push(Event::WroteBlob { store: store.clone(), blob: name.clone(), before, after: bytes });
        Answer::Done
    }

    fn item_limit(&self, store: &Name) -> usize {
        self.setup.item_limits.get(store).copied().unwrap_or(ITEM_LIMIT_BYTES)
    }

    /// The state of a queue, if anything ever was in it.
    pub fn queue(&self, name: &str) -> Option<&QueueState> {
        self.queues.get(name)
    }

    /// All bytes in stores and blob stores.
    pub fn bytes_kept(&self) -> u64 {
        let items = self.stores.iter().flat_map(|(_, store)| store.items().map(|(_, stored)| stored.value.len()));
        let blobs = self.blobs.iter().flat_map(|(_, store)| store.blobs.iter().map(|(_, bytes)| bytes.len()));
        items.chain(blobs).map(|length| length as u64).sum()
    }

    pub(crate) fn mix(&self, mix: &mut Mix) {
        self.stores.mix(mix);
        self.queues.mix(mix);
        self.blobs.mix(mix);
        mix.number(self.now.0.as_nanos() as u64);
    }
}
