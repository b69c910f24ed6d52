//! What each operation does to the table of items, within a transaction.

use std::collections::BTreeSet;
use std::time::Duration;

use lab::{Answer, BATCH_MOST, Bytes, Etag, Failure, ITEM_LIMIT_BYTES, Id, Key, Name, Reply, Stored, Write};
use redb::{Error, ReadOnlyTable, ReadableTable, Table, TableDefinition};

/// Store, partition, item.
type Place<'a> = (&'a str, &'a str, &'a str);
/// The number of the write that made it, when it may be forgotten in milliseconds of the clock, and the JSON.
type Cell<'a> = (u64, u64, &'a [u8]);

/// All items of all stores.
pub const ITEMS: TableDefinition<'_, Place<'static>, Cell<'static>> = TableDefinition::new("items");
/// Numbers by name: the constants below.
pub const META: TableDefinition<'_, &str, u64> = TableDefinition::new("meta");
/// When the database was made, in milliseconds since 1970.
pub const MADE: &str = "made";
/// How far the clock is ahead, in milliseconds.
pub const AHEAD: &str = "ahead";
/// How many writes there were: the next etag.
pub const WRITES: &str = "writes";

const NEVER: u64 = u64::MAX;

/// The table as a reader has it.
pub type Reader = ReadOnlyTable<Place<'static>, Cell<'static>>;
/// The table as the writer has it.
pub type Items<'t> = Table<'t, Place<'static>, Cell<'static>>;

/// An etag is opaque to all but the backend that gives it.
fn etag(write: u64) -> Etag {
    serde_json::from_value(write.into()).expect("an etag is a number")
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(NEVER)
}

fn live((write, expires, value): Cell<'_>, now: Duration) -> Option<Stored> {
    (expires == NEVER || millis(now) < expires).then(|| Stored { value: Bytes::new(value), etag: etag(write) })
}

/// The item under a key, unless its time has passed.
pub fn load(
    items: &impl ReadableTable<Place<'static>, Cell<'static>>,
    store: &str,
    key: &Key,
    now: Duration,
) -> Result<Option<Stored>, Error> {
    let cell = items.get((store, key.partition.as_str(), key.item.as_str()))?;
    Ok(cell.and_then(|cell| live(cell.value(), now)))
}

/// The items of a partition, in the order of their keys.
pub fn query(items: &Reader, store: &str, partition: &Id, now: Duration) -> Result<Vec<(Key, Stored)>, Error> {
    let mut found = Vec::new();
    for entry in items.range((store, partition.as_str(), "")..)? {
        let (place, cell) = entry?;
        let (of, part, item) = place.value();
        if (of, part) != (store, partition.as_str()) {
            break;
        }
        found.extend(live(cell.value(), now).map(|stored| (Key::within(partition, item), stored)));
    }
    Ok(found)
}

/// All items of all stores, in the order of stores and keys.
pub fn everything(items: &Reader, now: Duration) -> Result<Vec<(Name, Key, Stored)>, Error> {
    let mut found = Vec::new();
    for entry in items.iter()? {
        let (place, cell) = entry?;
        let (store, partition, item) = place.value();
        let stored = live(cell.value(), now);
        found.extend(stored.map(|stored| (Name::from(store), Key::within(partition, item), stored)));
    }
    Ok(found)
}

/// Does all writes or none; counts those that it does.
pub fn write(
    items: &mut Items<'_>,
    writes: &mut u64,
    store: &str,
    wanted: &[Write],
    is_batch: bool,
    now: Duration,
) -> Result<Reply, Error> {
    if let Some(failure) = batch_refusal(wanted) {
        return Ok(Err(failure));
    }
    for write in wanted {
        if let Some(failure) = refusal(write, load(items, store, write.key(), now)?) {
            return Ok(Err(failure));
        }
    }
    let mut answer = Answer::Done;
    for write in wanted {
        answer = write_one(items, writes, store, write, now)?;
    }
    Ok(Ok(if is_batch { Answer::Done } else { answer }))
}

fn batch_refusal(wanted: &[Write]) -> Option<Failure> {
    if wanted.len() > BATCH_MOST {
        return Some(Failure::TooLarge);
    }
    let mut keys = BTreeSet::new();
    wanted.iter().map(Write::key).find_map(|key| {
        let strays = key.partition != wanted[0].key().partition;
        let twice = || Failure::refused(format!("a batch writes {key} twice"));
        let stray = || strays.then(|| Failure::refused("a batch stays within one partition"));
        if keys.insert(key) { stray() } else { Some(twice()) }
    })
}

fn refusal(write: &Write, there: Option<Stored>) -> Option<Failure> {
    let value = value(write).map_or(0, Bytes::len);
    match (write, there) {
        _ if value > ITEM_LIMIT_BYTES => Some(Failure::TooLarge),
        (Write::Create(..), Some(_)) => Some(Failure::Conflict),
        (Write::Replace(..) | Write::Delete(_, Some(_)), None) => Some(Failure::NotFound),
        (Write::Replace(_, _, etag) | Write::Delete(_, Some(etag)), Some(there)) if there.etag != *etag => {
            Some(Failure::Conflict)
        }
        _ => None,
    }
}

fn value(write: &Write) -> Option<&Bytes> {
    match write {
        Write::Create(_, value, _) | Write::Replace(_, value, _) | Write::Put(_, value) => Some(value),
        Write::Delete(..) => None,
    }
}

fn write_one(
    items: &mut Items<'_>,
    writes: &mut u64,
    store: &str,
    write: &Write,
    now: Duration,
) -> Result<Answer, Error> {
    let place = (store, write.key().partition.as_str(), write.key().item.as_str());
    let Some(value) = value(write) else {
        // What is not there needs no write, and so no commit.
        *writes += u64::from(items.remove(place)?.is_some());
        return Ok(Answer::Done);
    };
    let expires = match write {
        Write::Create(_, _, Some(lives)) => millis(now.saturating_add(*lives)),
        _ => NEVER,
    };
    *writes += 1;
    items.insert(place, (*writes, expires, value.as_slice()))?;
    Ok(Answer::Written(etag(*writes)))
}

/// Forgets the items whose time has passed, and counts it as a write of each.
pub fn sweep(items: &mut Items<'_>, writes: &mut u64, now: Duration) -> Result<(), Error> {
    items.retain(|_, cell| {
        let stays = live(cell, now).is_some();
        *writes += u64::from(!stays);
        stays
    })?;
    Ok(())
}
