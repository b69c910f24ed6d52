//! The store: items with conditional writes, as DynamoDB and Cosmos DB have them.
//!
//! It can do what both can do, and answers what both answer. Where they differ:
//!
//! | | here | DynamoDB | Cosmos DB (API for NoSQL) |
//! |---|---|---|---|
//! | largest item | [`ITEM_LIMIT_BYTES`], or as the scenario says; bytes of JSON | [400 KB][d-item], names of attributes counted | [2 MB][c-limits] of JSON in UTF-8 |
//! | several items at once | [`Batch`]: one partition, [`BATCH_MOST`] writes | [`TransactWriteItems`][d-tx]: 100 actions, 4 MB, any tables of one account and region, no item twice | [transactional batch][c-batch]: 100 operations, 2 MB, 5 seconds, one partition key |
//! | what that costs | a write | [two write units for one][d-item] | its request units, in one round trip |
//! | "only if nobody wrote" | [`replace`](Store::replace) with an [`Etag`], else `Conflict` | a [condition][d-lock] on a version attribute, else `ConditionalCheckFailedException` | [`If-Match`][c-etag] with the `_etag`, else `412` |
//! | "only if there is none" | [`create`](Store::create), else `Conflict` | `attribute_not_exists`, else the same exception | create, else [`409`][c-batch] |
//! | a batch that fails | `Conflict` or `NotFound`, of the first write that fails | [`TransactionCanceledException`][d-cancel] with a reason for each action | the error of one operation, [`424`][c-batch] for the others |
//! | forgetting by age | [`create_for`](Store::create_for): a fault of its own, at any time after | [TTL][d-ttl]: typically within a few days; [until then][d-expired] reads may still return the item | [TTL][c-ttl]: deleted in the background, as request units are left; queries no longer show it |
//! | a partition | as large as you like | as large as you like; 10 GB with a [local index][d-item] | [20 GB][c-limits] and 10,000 request units a second |
//! | a read | sees all that was answered before | [eventually consistent][d-read] unless `ConsistentRead` is set | as the account's consistency level says |
//!
//! Not modelled, so do not conclude from a search that your code survives it:
//!
//! - **Stale reads.** Each read here is strongly consistent. A deduplication store that is read eventually consistent (in DynamoDB
//!   the default) breaks exercise 11's answer.
//! - **A conflict without a write.** A conflict here proves that somebody has written. In DynamoDB a write can also be turned away because
//!   it meets a transaction that is [under way][d-conflict] (`TransactionConflict`), which may then fail as well: "refused" is then
//!   not "somebody else has done it".
//! - **Transactions over partitions.** DynamoDB has them, within one region and 100 items; the lab keeps to what both can do, and
//!   what a queue or another product can never be part of.
//! - **The client token** of `TransactWriteItems`, which makes a repeated call harmless for [ten minutes][d-tx-api].
//! - Throttling (it looks like `Unavailable`), the limits in bytes of a whole batch, pages of queries, secondary indexes, partial
//!   updates, copies of one database in several regions.
//!
//! The figures were looked up in the vendors' documentation; limits change, so look again before you build on one.
//!
//! [d-item]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
//! [d-tx]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
//! [d-tx-api]: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
//! [d-cancel]: https://docs.aws.amazon.com/botocore/latest/reference/services/dynamodb/client/exceptions/TransactionCanceledException.html
//! [d-conflict]: https://repost.aws/knowledge-center/dynamodb-transactwriteitems
//! [d-lock]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BestPractices_OptimisticLocking.html
//! [d-ttl]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
//! [d-expired]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html
//! [d-read]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
//! [c-limits]: https://learn.microsoft.com/azure/cosmos-db/concepts-limits
//! [c-batch]: https://learn.microsoft.com/azure/cosmos-db/nosql/transactional-batch
//! [c-etag]: https://learn.microsoft.com/azure/cosmos-db/nosql/database-transactions-optimistic-concurrency
//! [c-ttl]: https://learn.microsoft.com/azure/cosmos-db/time-to-live

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
use crate::op::{Answer, Etag, Key, Name, Op, Stored, Write, named};

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
    match stored.value.read() {
        Ok(value) => Item { value, etag: stored.etag },
        Err(error) => no_item(&error),
    }
}

#[cold]
#[inline(never)]
fn no_item(error: &str) -> ! {
    panic!("an item was read that is {error}")
}

#[cold]
#[inline(never)]
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
        Store { backend, name: named(name), items: PhantomData }
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
    /// Forgotten means: some time later, not at once. Source: [DynamoDB] says typically within a few days, [Cosmos DB] as request
    /// units are left.
    ///
    /// [DynamoDB]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
    /// [Cosmos DB]: https://learn.microsoft.com/azure/cosmos-db/time-to-live
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
/// Cosmos DB: [transactional batch], one partition key, 100 operations. DynamoDB's [`TransactWriteItems`] reaches over partitions
/// and tables of one account and region, for 100 operations and twice the price; the lab keeps to what both can do.
///
/// [transactional batch]: https://learn.microsoft.com/azure/cosmos-db/nosql/transactional-batch
/// [`TransactWriteItems`]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
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
