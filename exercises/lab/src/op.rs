//! The operations on infrastructure, their answers and their failures: all that ever crosses the seam.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::codec::Bytes;
use crate::id::Id;
use crate::plain;

/// The name of a store, a queue, a blob store or a service.
pub type Name = Arc<str>;

/// The name as it is kept.
#[inline(never)]
pub(crate) fn named(text: &str) -> Name {
    text.into()
}

/// Where an item stands: a partition, and an item key within it.
///
/// DynamoDB calls them partition key and sort key, Cosmos DB partition key and id. Operations on several items at
/// once ([`Store::query`](crate::Store::query), [`Batch`](crate::Batch)) stay within one partition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The partition key.
    pub partition: Id,
    /// The item key, unique within the partition.
    pub item: Id,
}

impl Key {
    /// The key of an item that has a partition for itself.
    pub fn new(id: impl Into<Id>) -> Self {
        let item = id.into();
        Key { partition: item.clone(), item }
    }

    /// The key of an item in a partition that others share.
    pub fn within(partition: impl Into<Id>, item: impl Into<Id>) -> Self {
        Key { partition: partition.into(), item: item.into() }
    }
}

impl From<&Id> for Key {
    fn from(id: &Id) -> Self {
        Key::new(id.clone())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.partition == self.item {
            write!(f, "{}", self.item)
        } else {
            write!(f, "{}/{}", self.partition, self.item)
        }
    }
}

/// The version of an item, made anew by each write of it. It goes on counting when the item was deleted and made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Etag(pub(crate) u64);

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "etag {}", self.0)
    }
}

/// A point in time: how long after the start of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Time(pub Duration);

/// One write to a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Makes the item; refused with [`Failure::Conflict`] where there is one. It may be evicted once its time to live has passed.
    Create(Key, Bytes, Option<Duration>),
    /// Replaces the item if it still has this etag.
    Replace(Key, Bytes, Etag),
    /// Makes or overwrites the item, whatever is there.
    Put(Key, Bytes),
    /// Deletes the item; with an etag, only if it still has that.
    Delete(Key, Option<Etag>),
}

impl Write {
    /// The key that is written.
    pub fn key(&self) -> &Key {
        match self {
            Write::Create(key, ..) | Write::Replace(key, ..) | Write::Put(key, _) | Write::Delete(key, _) => key,
        }
    }
}

/// A message on its way: its identifier and its body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Envelope {
    /// The message's identifier, the same in all its copies.
    pub id: Id,
    /// The body as JSON.
    pub body: Bytes,
}

/// An HTTP request or response as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// `POST /charges/7`, or `200 OK`.
    pub head: String,
    /// Headers in lower case, sorted by name.
    pub headers: Vec<(String, String)>,
    /// The body, possibly empty.
    pub body: Bytes,
}

/// An operation on infrastructure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Reads one item of a store.
    Load(Name, Key),
    /// Reads all items of one partition of a store.
    Query(Name, Id),
    /// Writes one item of a store.
    Write(Name, Write),
    /// Writes several items of one partition of a store: all or none.
    Batch(Name, Vec<Write>),
    /// Hands a message to a queue or topic.
    Send(Name, Envelope),
    /// Reads a blob.
    GetBlob(Name, Id),
    /// Writes a blob, whatever is there.
    PutBlob(Name, Id, Bytes),
    /// Deletes a blob, if it is there.
    DeleteBlob(Name, Id),
    /// Sends a request to a service and waits for the response.
    Call(Name, Wire),
    /// Reads the clock.
    Now,
    /// Takes one of these ways; only clients of a scenario do that.
    Pick(Vec<String>),
}

impl Op {
    /// True where the operation may change something: only then can it be ambiguous.
    pub fn is_effect(&self) -> bool {
        !matches!(self, Op::Load(..) | Op::Query(..) | Op::GetBlob(..) | Op::Now | Op::Pick(_))
    }

    /// The operation in one word, as stories and replays name it.
    pub fn verb(&self) -> &'static str {
        match self {
            Op::Load(..) => "load",
            Op::Query(..) => "query",
            Op::Write(_, Write::Create(..)) => "create",
            Op::Write(_, Write::Replace(..)) => "replace",
            Op::Write(_, Write::Put(..)) => "put",
            Op::Write(_, Write::Delete(..)) => "delete",
            Op::Batch(..) => "batch",
            Op::Send(..) => "send",
            Op::GetBlob(..) => "get blob",
            Op::PutBlob(..) => "put blob",
            Op::DeleteBlob(..) => "delete blob",
            Op::Call(..) => "call",
            Op::Now => "now",
            Op::Pick(_) => "pick",
        }
    }

    /// The operation with what it acts on, such as `replace cart-1`.
    pub fn label(&self) -> String {
        match self {
            Op::Load(_, key) => format!("load {key}"),
            Op::Query(_, partition) => format!("query {partition}"),
            Op::Write(_, write) => format!("{} {}", self.verb(), write.key()),
            Op::Batch(_, writes) => {
                let keys: Vec<String> = writes.iter().map(|write| write.key().to_string()).collect();
                format!("batch {}", keys.join(", "))
            }
            Op::Send(_, message) => format!("send {}", message.id),
            Op::GetBlob(_, name) | Op::PutBlob(_, name, _) | Op::DeleteBlob(_, name) => {
                format!("{} {name}", self.verb())
            }
            Op::Call(_, request) => request.head.clone(),
            Op::Now => "read the clock".into(),
            Op::Pick(ways) => ways.join(" or "),
        }
    }
}

impl Op {
    /// What the operation writes or says, as people read it.
    pub(crate) fn value_words(&self) -> String {
        let value = |write: &Write| match write {
            Write::Create(_, value, _) | Write::Replace(_, value, _) | Write::Put(_, value) => plain::words(value),
            Write::Delete(..) => "nothing".into(),
        };
        match self {
            Op::Write(_, write) => value(write),
            Op::Batch(_, writes) => writes.iter().map(value).collect::<Vec<_>>().join(" and "),
            Op::Send(_, message) => plain::words(&message.body),
            Op::Call(_, request) => plain::words(&request.body),
            Op::PutBlob(_, _, bytes) => plain::words(bytes),
            other => other.label(),
        }
    }
}

/// An item as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The value as JSON.
    pub value: Bytes,
    /// Its version.
    pub etag: Etag,
}

/// The answer to an [`Op`] that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done, and nothing more to say.
    Done,
    /// The item of a load, if there is one.
    Item(Option<Stored>),
    /// The items of a query, by item key.
    Items(Vec<(Key, Stored)>),
    /// The new version of a written item.
    Written(Etag),
    /// The blob, if there is one.
    Blob(Option<Bytes>),
    /// The response of a service.
    Response(Wire),
    /// The time.
    Time(Time),
    /// The way that was taken, from 0.
    Picked(u32),
}

/// Why an operation did not succeed, as far as the caller can know.
///
/// `DynamoDB` and Cosmos DB report the same: a failed condition (409 or 412), a missing item (404), an item over the limit
/// (413), an overloaded or unreachable service (429, 503), and no answer at all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Failure {
    /// The condition does not hold: somebody else wrote the item, or it is there already.
    Conflict,
    /// The item to replace or delete is not there.
    NotFound,
    /// The item or the batch is over the limit; nothing was written.
    TooLarge,
    /// The resource refused to work; nothing was done.
    Unavailable,
    /// No answer came: it was done, or it was not.
    Timeout,
    /// The code itself said no, with its reason; never said by infrastructure.
    Refused(String),
}

impl Failure {
    /// The code's own no.
    pub fn refused(why: impl Into<String>) -> Self {
        Failure::Refused(why.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Conflict => f.write_str("conflict"),
            Failure::NotFound => f.write_str("not found"),
            Failure::TooLarge => f.write_str("too large"),
            Failure::Unavailable => f.write_str("unavailable"),
            Failure::Timeout => f.write_str("timeout"),
            Failure::Refused(why) => write!(f, "refused: {why}"),
        }
    }
}

impl std::error::Error for Failure {}

/// What comes back over the seam.
pub type Reply = Result<Answer, Failure>;
