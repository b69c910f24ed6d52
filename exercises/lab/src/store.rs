//! The store: items with conditional writes, as DynamoDB and Cosmos DB have them.
//!
//! Not modelled: secondary indexes, stale reads (each read is strongly consistent), throughput limits, paging of queries,
//! partial updates, and transactions over several partitions.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::{Backend, Gate};
use crate::codec::Bytes;
use crate::id::Id;
use crate::op::{Answer, Etag, Key, Name, Op, Stored, Write};

/// How many writes a batch may hold: 100 in Cosmos DB's transactional batch and in DynamoDB's `TransactWriteItems`.
pub const BATCH_MOST: usize = 100;

/// How large an item may be unless the scenario says otherwise, in bytes of JSON: DynamoDB's 400 KB. (Cosmos DB: 2 MB.)
pub const ITEM_LIMIT_BYTES: usize = 400 * 1024;

/// An item that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<T> {
    /// Its value, a copy.
    pub value: T,
    /// The version that was read; give it back to `replace` what was read and nothing else.
    pub etag: Etag,
}

/// A view of one store as items of type `T`.
///
/// Each operation is atomic, durable once it has answered, and seen by all who read after it. Two views with the same name
/// are views of one store, so items of several types can stand in one partition and be written in one [`Batch`].
/// Operations that change something may end in [`Failure::Timeout`](crate::Failure::Timeout): done or not, the caller cannot know.
pub struct Store<T> {
    backend: Arc<dyn Backend>,
    name: Name,
    items: PhantomData<fn() -> T>,
}

impl<T> Clone for Store<T> {
    fn clone(&self) -> Self {
        Store { backend: self.backend.clone(), name: self.name.clone(), items: PhantomData }
    }
}

impl<T> fmt::Debug for Store<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.name)
    }
}

fn read<T: DeserializeOwned>(stored: &Stored) -> Item<T> {
    let value = stored.value.read().unwrap_or_else(|error| panic!("an item was read that is {error}"));
    Item { value, etag: stored.etag }
}

fn unexpected(answer: &Answer) -> ! {
    panic!("a backend answered {answer:?} to another question")
}

pub(crate) fn etag(answer: Answer) -> Etag {
    match answer {
        Answer::Written(etag) => etag,
        other => unexpected(&other),
    }
}

pub(crate) fn done(answer: Answer) {
    match answer {
        Answer::Done => (),
        other => unexpected(&other),
    }
}

impl<T: Serialize + DeserializeOwned> Store<T> {
    pub(crate) fn new(backend: Arc<dyn Backend>, name: &str) -> Self {
        Store { backend, name: name.into(), items: PhantomData }
    }

    /// Reads the item, none if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    #[track_caller]
    pub fn load(&self, key: impl Into<Key>) -> Gate<Option<Item<T>>> {
        let op = Op::Load(self.name.clone(), key.into());
        Gate::new(&self.backend, op, Location::caller(), |answer| match answer {
            Answer::Item(stored) => stored.as_ref().map(read),
            other => unexpected(&other),
        })
    }

    /// Reads all items of a partition, in the order of their item keys.
    ///
    /// # Errors
    /// `Unavailable`.
    #[track_caller]
    pub fn query(&self, partition: impl Into<Id>) -> Gate<Vec<(Key, Item<T>)>> {
        let op = Op::Query(self.name.clone(), partition.into());
        Gate::new(&self.backend, op, Location::caller(), |answer| match answer {
            Answer::Items(items) => items.iter().map(|(key, stored)| (key.clone(), read(stored))).collect(),
            other => unexpected(&other),
        })
    }

    /// Makes the item if there is none, and returns its version.
    ///
    /// DynamoDB: `PutItem` with `attribute_not_exists`; Cosmos DB: create.
    ///
    /// # Errors
    /// `Conflict` if there is one already, `TooLarge`, `Unavailable`, `Timeout`.
    #[track_caller]
    pub fn create(&self, key: impl Into<Key>, value: &T) -> Gate<Etag> {
        self.write(Write::Create(key.into(), Bytes::of(value), None), Location::caller())
    }

    /// Like [`create`](Store::create), for an item that the store may forget when `lives` has passed.
    ///
    /// Forgotten means: some time later, not at once (DynamoDB: "typically within a few days").
    ///
    /// # Errors
    /// As of [`create`](Store::create).
    #[track_caller]
    pub fn create_for(&self, key: impl Into<Key>, value: &T, lives: Duration) -> Gate<Etag> {
        self.write(Write::Create(key.into(), Bytes::of(value), Some(lives)), Location::caller())
    }

    /// Replaces the item if nobody wrote it since it was read, and returns its new version.
    ///
    /// DynamoDB: `PutItem` with a condition on a version attribute; Cosmos DB: replace with `If-Match`.
    ///
    /// # Errors
    /// `Conflict` if the version is another, `NotFound`, `TooLarge`, `Unavailable`, `Timeout`.
    #[track_caller]
    pub fn replace(&self, key: impl Into<Key>, value: &T, if_etag: Etag) -> Gate<Etag> {
        self.write(Write::Replace(key.into(), Bytes::of(value), if_etag), Location::caller())
    }

    /// Makes or overwrites the item, whatever is there, and returns its new version.
    ///
    /// # Errors
    /// `TooLarge`, `Unavailable`, `Timeout`.
    #[track_caller]
    pub fn put(&self, key: impl Into<Key>, value: &T) -> Gate<Etag> {
        self.write(Write::Put(key.into(), Bytes::of(value)), Location::caller())
    }

    /// Deletes the item; that there is none is no error.
    ///
    /// # Errors
    /// `Unavailable`, `Timeout`.
    #[track_caller]
    pub fn delete(&self, key: impl Into<Key>) -> Gate<()> {
        let op = Op::Write(self.name.clone(), Write::Delete(key.into(), None));
        Gate::new(&self.backend, op, Location::caller(), done)
    }

    /// Deletes the item if nobody wrote it since it was read.
    ///
    /// # Errors
    /// `Conflict` if the version is another, `NotFound`, `Unavailable`, `Timeout`.
    #[track_caller]
    pub fn delete_if(&self, key: impl Into<Key>, if_etag: Etag) -> Gate<()> {
        let op = Op::Write(self.name.clone(), Write::Delete(key.into(), Some(if_etag)));
        Gate::new(&self.backend, op, Location::caller(), done)
    }

    fn write(&self, write: Write, at: &'static Location<'static>) -> Gate<Etag> {
        Gate::new(&self.backend, Op::Write(self.name.clone(), write), at, etag)
    }

    /// Starts a batch of writes to this store.
    pub fn batch(&self) -> Batch {
        Batch { backend: self.backend.clone(), name: self.name.clone(), writes: Vec::new(), stray: None }
    }
}

/// Several writes within one partition of one store: all are done, or none.
///
/// Cosmos DB: transactional batch, one partition key, 100 operations. DynamoDB's `TransactWriteItems` reaches over partitions
/// and tables of one region, for 100 operations and twice the price; the lab keeps to what both can do.
#[must_use = "a batch does nothing until it is committed"]
#[derive(Debug)]
pub struct Batch {
    backend: Arc<dyn Backend>,
    name: Name,
    writes: Vec<Write>,
    stray: Option<Name>,
}

impl Batch {
    /// Adds a [`Store::create`].
    #[track_caller]
    pub fn create<T: Serialize>(self, store: &Store<T>, key: impl Into<Key>, value: &T) -> Self {
        self.add(store, Write::Create(key.into(), Bytes::of(value), None))
    }

    /// Adds a [`Store::create_for`].
    #[track_caller]
    pub fn create_for<T: Serialize>(self, store: &Store<T>, key: impl Into<Key>, value: &T, lives: Duration) -> Self {
        self.add(store, Write::Create(key.into(), Bytes::of(value), Some(lives)))
    }

    /// Adds a [`Store::replace`].
    #[track_caller]
    pub fn replace<T: Serialize>(self, store: &Store<T>, key: impl Into<Key>, value: &T, if_etag: Etag) -> Self {
        self.add(store, Write::Replace(key.into(), Bytes::of(value), if_etag))
    }

    /// Adds a [`Store::put`].
    #[track_caller]
    pub fn put<T: Serialize>(self, store: &Store<T>, key: impl Into<Key>, value: &T) -> Self {
        self.add(store, Write::Put(key.into(), Bytes::of(value)))
    }

    /// Adds a [`Store::delete`].
    pub fn delete<T>(self, store: &Store<T>, key: impl Into<Key>) -> Self {
        self.add(store, Write::Delete(key.into(), None))
    }

    fn add<T>(mut self, store: &Store<T>, write: Write) -> Self {
        if store.name != self.name {
            self.stray.get_or_insert_with(|| store.name.clone());
        }
        self.writes.push(write);
        self
    }

    /// Does all writes or none.
    ///
    /// # Errors
    /// `Conflict` and `NotFound` as the first write that fails would say, `TooLarge` for an item over the limit or more than
    /// [`BATCH_MOST`] writes, `Refused` for writes to several partitions or one key twice, `Unavailable`, `Timeout`.
    ///
    /// # Panics
    /// Where a write goes to another store than the batch: no cloud database has such an operation.
    #[track_caller]
    pub fn commit(self) -> Gate<()> {
        if let Some(stray) = &self.stray {
            panic!("a batch of store {} cannot write to store {stray}: a batch stays in one store", self.name);
        }
        Gate::new(&self.backend, Op::Batch(self.name, self.writes), Location::caller(), done)
    }
}
