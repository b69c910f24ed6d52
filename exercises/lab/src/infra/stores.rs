//! The state of one store.

use std::collections::BTreeSet;

use crate::event::Event;
use crate::hash::Mix;
use crate::id::Id;
use crate::op::{Answer, Etag, Failure, Key, Name, Stored, Time, Write};
use crate::store::BATCH_MOST;

use super::flat::Flat;
use super::shelf::Shelved;

/// What stands under a key: the count of its writes survives a deletion, else an old etag could match a new item.
#[derive(Clone, Debug, Default)]
struct Cell {
    writes: u64,
    stored: Option<Stored>,
    expires: Option<Time>,
}

/// The items of one store.
#[derive(Clone, Debug, Default)]
pub struct StoreState {
    cells: Flat<Key, Cell>,
}

impl Shelved for StoreState {
    fn mix(&self, mix: &mut Mix) {
        for (key, cell) in self.cells.iter() {
            mix.text(key.partition.as_str()).text(key.item.as_str()).number(cell.writes);
            mix.hash(cell.stored.as_ref().map_or(0, |stored| stored.value.hash()));
            mix.number(cell.expires.map_or(u64::MAX, |time| time.0.as_nanos() as u64));
        }
    }

    fn bytes(&self) -> usize {
        self.cells.bytes()
    }
}

impl StoreState {
    /// The item under a key.
    pub fn load(&self, key: &Key) -> Option<Stored> {
        self.cells.get(key)?.stored.clone()
    }

    /// The items of a partition in the order of their keys.
    pub fn query(&self, partition: &Id) -> Vec<(Key, Stored)> {
        let found = self.items().filter(|(key, _)| key.partition == *partition);
        found.map(|(key, stored)| (key.clone(), stored.clone())).collect()
    }

    /// All items in the order of their keys.
    pub fn items(&self) -> impl Iterator<Item = (&Key, &Stored)> {
        self.cells.iter().filter_map(|(key, cell)| Some((key, cell.stored.as_ref()?)))
    }

    /// How often each item was written, a deletion counted, too.
    pub fn writes(&self) -> impl Iterator<Item = (&Key, u64)> {
        self.cells.iter().map(|(key, cell)| (key, cell.writes))
    }

    /// The keys that may be evicted at `now`.
    pub fn expired(&self, now: Time) -> impl Iterator<Item = &Key> {
        let over = move |cell: &Cell| cell.stored.is_some() && cell.expires.is_some_and(|time| time <= now);
        self.cells.iter().filter(move |(_, cell)| over(cell)).map(|(key, _)| key)
    }

    /// Why a write is refused, if it is. A store that was never written has no state.
    pub(crate) fn refusal(state: Option<&Self>, write: &Write, limit: usize) -> Option<Failure> {
        let there = state.and_then(|state| state.cells.get(write.key())).and_then(|cell| cell.stored.as_ref());
        let value = match write {
            Write::Create(_, value, _) | Write::Replace(_, value, _) | Write::Put(_, value) => Some(value),
            Write::Delete(..) => None,
        };
        if value.is_some_and(|value| value.len() > limit) {
            return Some(Failure::TooLarge);
        }
        match (write, there) {
            (Write::Create(..), Some(_)) => Some(Failure::Conflict),
            (Write::Replace(..) | Write::Delete(_, Some(_)), None) => Some(Failure::NotFound),
            (Write::Replace(_, _, etag) | Write::Delete(_, Some(etag)), Some(stored)) if stored.etag != *etag => {
                Some(Failure::Conflict)
            }
            _ => None,
        }
    }

    /// Why a batch is refused, if it is.
    pub(crate) fn batch_refusal(state: Option<&Self>, writes: &[Write], limit: usize) -> Option<Failure> {
        if writes.len() > BATCH_MOST {
            return Some(Failure::TooLarge);
        }
        let mut keys = BTreeSet::new();
        for write in writes {
            if !keys.insert(write.key()) {
                return Some(Failure::refused(format!("a batch writes {} twice", write.key())));
            }
            if write.key().partition != writes[0].key().partition {
                return Some(Failure::refused("a batch stays within one partition"));
            }
        }
        writes.iter().find_map(|write| StoreState::refusal(state, write, limit))
    }

    /// Does a write that is not refused.
    pub(crate) fn write(&mut self, store: &Name, write: &Write, now: Time, events: &mut Vec<Event>) -> Answer {
        let (value, lives) = match write {
            Write::Create(_, value, lives) => (Some(value.clone()), *lives),
            Write::Replace(_, value, _) | Write::Put(_, value) => (Some(value.clone()), None),
            Write::Delete(..) => (None, None),
        };
        if value.is_none() && self.load(write.key()).is_none() {
            return Answer::Done;
        }
        let cell = self.cells.or_default(write.key());
        cell.writes += 1;
        let etag = Etag(cell.writes);
        let stored = value.clone().map(|value| Stored { value, etag });
        let before = std::mem::replace(&mut cell.stored, stored).map(|stored| stored.value);
        cell.expires = lives.map(|lives| Time(now.0.saturating_add(lives)));
        events.push(Event::Wrote { store: store.clone(), key: write.key().clone(), before, after: value.clone() });
        if value.is_some() { Answer::Written(etag) } else { Answer::Done }
    }
}
