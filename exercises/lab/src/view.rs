//! What a rule may look at: the infrastructure as it is at one moment, typed.

use std::cell::Cell;
use std::rc::Rc;

use serde::de::DeserializeOwned;

use crate::codec::{Bytes, decoded};
use crate::fault::{Counts, Fault};
use crate::id::Id;
use crate::infra::Infra;
use crate::op::{Envelope, Key, Name, Time};

/// The world at one moment, seen by a rule. Handlers never get it.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub(crate) infra: &'a Infra,
    pub(crate) used: Counts,
    /// Told where somebody asks for the faults.
    asked: Option<&'a Cell<bool>>,
}

fn bodies<'e>(messages: impl Iterator<Item = &'e Envelope>) -> Vec<Bytes> {
    messages.map(|message| message.body.clone()).collect()
}

fn values<T: DeserializeOwned + 'static>(bytes: &[Bytes]) -> Vec<Rc<T>> {
    bytes.iter().map(decoded).collect()
}

impl<'a> View<'a> {
    /// The view of some infrastructure after so many faults.
    pub fn new(infra: &'a Infra, used: Counts) -> Self {
        View { infra, used, asked: None }
    }

    /// The same view; `asked` becomes true where somebody asks for the faults.
    pub(crate) fn watched(self, asked: &'a Cell<bool>) -> Self {
        View { asked: Some(asked), ..self }
    }

    /// All items of a store, in the order of their keys.
    ///
    /// # Panics
    /// Where an item is not a `T`; so for all that decode here.
    pub fn items<T: DeserializeOwned + 'static>(&self, store: &str) -> Vec<(Key, Rc<T>)> {
        self.all_stored(store).into_iter().map(|(key, value)| (key, decoded(&value))).collect()
    }

    #[inline(never)]
    fn all_stored(&self, store: &str) -> Vec<(Key, Bytes)> {
        let state = self.infra.stores.get(store);
        let items = state.into_iter().flat_map(|state| state.items());
        items.map(|(key, stored)| (key.clone(), stored.value.clone())).collect()
    }

    /// One item of a store, if it is there.
    pub fn item<T: DeserializeOwned + 'static>(&self, store: &str, key: impl Into<Key>) -> Option<Rc<T>> {
        self.stored(store, &key.into()).map(|value| decoded(&value))
    }

    #[inline(never)]
    fn stored(&self, store: &str, key: &Key) -> Option<Bytes> {
        Some(self.infra.stores.get(store)?.load(key)?.value)
    }

    /// The keys of all items of a store, in their order.
    pub fn keys(&self, store: &str) -> Vec<Key> {
        let state = self.infra.stores.get(store);
        state.into_iter().flat_map(|state| state.items()).map(|(key, _)| key.clone()).collect()
    }

    /// The names of all stores that hold an item, or have held one, in their order.
    pub fn stores(&self) -> Vec<Name> {
        self.infra.stores.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The length of the largest item of a store, in bytes of JSON; 0 where there is none.
    pub fn largest_item_bytes(&self, store: &str) -> usize {
        let state = self.infra.stores.get(store);
        state.into_iter().flat_map(|state| state.items()).map(|(_, stored)| stored.value.len()).max().unwrap_or(0)
    }

    /// All bytes in stores and blob stores.
    pub fn bytes_kept(&self) -> u64 {
        self.infra.bytes_kept()
    }

    /// The messages in a queue, waiting or held by a worker; one for each copy.
    pub fn messages<M: DeserializeOwned + 'static>(&self, queue: &str) -> Vec<Rc<M>> {
        values(&self.waiting(queue))
    }

    #[inline(never)]
    fn waiting(&self, queue: &str) -> Vec<Bytes> {
        let state = self.infra.queue(queue);
        bodies(state.into_iter().flat_map(|state| state.entries()).map(|entry| &entry.message))
    }

    /// The messages in a queue's dead-letter queue.
    pub fn dead_letters<M: DeserializeOwned + 'static>(&self, queue: &str) -> Vec<Rc<M>> {
        values(&self.dead(queue))
    }

    #[inline(never)]
    fn dead(&self, queue: &str) -> Vec<Bytes> {
        let state = self.infra.queue(queue);
        bodies(state.into_iter().flat_map(|state| state.dead_letters()))
    }

    /// The blobs of a blob store, in the order of their names.
    pub fn blobs(&self, store: &str) -> Vec<(Id, Bytes)> {
        let state = self.infra.blobs.get(store);
        state
            .into_iter()
            .flat_map(|state| state.blobs.iter())
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect()
    }

    /// The time.
    pub fn now(&self) -> Time {
        self.infra.now
    }

    /// How many faults of this kind have happened.
    pub fn faults(&self, fault: Fault) -> u32 {
        if let Some(asked) = self.asked {
            asked.set(true);
        }
        u32::from(self.used.of(fault))
    }

    /// How many processes have crashed.
    pub fn crashes(&self) -> u32 {
        self.faults(Fault::Crash)
    }
}
