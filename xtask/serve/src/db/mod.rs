//! The stores of the lab in a database file: redb, one transaction a group of writes, on the disk before it is answered.
//!
//! It answers as the search and live mode do; a test holds it against [`lab::infra::Infra`]. Two things differ, and a handler
//! cannot see them: an etag counts all writes of the database, not those of one item, so that a deleted item leaves nothing at all;
//! and an item is gone for readers as soon as its time has passed. Not modelled: queues, topics and blobs, which 14 does not have.

mod clock;
mod table;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lab::{Answer, Failure, Key, Name, Op, Reply, Stored, Time};
use redb::{Database, DatabaseError, Error, ReadableDatabase, ReadableTable};

use clock::Clock;
use table::{ITEMS, META};
use writer::Writer;

/// An open database. Only one process can have it open.
#[derive(Debug)]
pub struct Db {
    database: Arc<Database>,
    clock: Arc<Clock>,
    writer: Writer,
}

/// Why a database cannot be opened.
#[derive(Debug)]
pub enum Cannot {
    /// Another process has it.
    Taken,
    /// What the system or redb says.
    Open(String),
}

impl From<DatabaseError> for Cannot {
    fn from(error: DatabaseError) -> Cannot {
        match error {
            DatabaseError::DatabaseAlreadyOpen => Cannot::Taken,
            other => Cannot::Open(other.to_string()),
        }
    }
}

impl From<Error> for Cannot {
    fn from(error: Error) -> Cannot {
        Cannot::Open(error.to_string())
    }
}

impl Db {
    /// Opens the file; makes it, and its folder, where there is none. After a crash redb repairs it first.
    ///
    /// # Errors
    /// Where another process has it open, or it cannot be read or made.
    pub fn open(path: &Path) -> Result<Db, Cannot> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.map_or(Ok(()), std::fs::create_dir_all).map_err(|error| Cannot::Open(error.to_string()))?;
        let database = Arc::new(Database::create(path)?);
        let clock = Arc::new(prepare(&database)?);
        let writer = Writer::start(database.clone(), clock.clone());
        Ok(Db { database, clock, writer })
    }

    /// Carries an operation out.
    ///
    /// # Errors
    /// As each operation of [`lab::Store`] says. `Unavailable` where the database failed before it did anything, and for all that
    /// is no operation of a store; `Timeout` where the commit failed: it may have been done.
    pub async fn call(&self, op: Op) -> Reply {
        match op {
            Op::Load(store, key) => self.read(|table, now| table::load(table, &store, &key, now)).map(Answer::Item),
            Op::Query(store, partition) => {
                let found = self.read(|table, now| table::query(table, &store, &partition, now));
                found.map(Answer::Items)
            }
            Op::Write(store, write) => self.writer.write(store, vec![write], false).await,
            Op::Batch(store, writes) => self.writer.write(store, writes, true).await,
            Op::Now => Ok(Answer::Time(Time(self.clock.now()))),
            Op::Send(..) | Op::GetBlob(..) | Op::PutBlob(..) | Op::DeleteBlob(..) | Op::Call(..) | Op::Pick(_) => {
                eprintln!("`{}` was refused: this server has stores, and nothing else", op.label());
                Err(Failure::Unavailable)
            }
        }
    }

    /// All items with the names of their stores, in the order of names and keys.
    ///
    /// # Errors
    /// `Unavailable` where the database cannot be read.
    pub fn everything(&self) -> Result<Vec<(Name, Key, Stored)>, Failure> {
        self.read(table::everything)
    }

    /// How far the clock is ahead of the machine's.
    pub fn ahead(&self) -> Duration {
        self.clock.ahead()
    }

    /// Sets how far the clock is ahead, for good, and forgets the items whose time has passed then.
    ///
    /// # Errors
    /// `Refused` where the clock would go back; else as of [`call`](Db::call).
    pub async fn set_ahead(&self, ahead: Duration) -> Reply {
        self.writer.set_ahead(ahead).await
    }

    fn read<T>(&self, read: impl FnOnce(&table::Reader, Duration) -> Result<T, Error>) -> Result<T, Failure> {
        let now = self.clock.now();
        let open = || Ok::<_, Error>(self.database.begin_read()?.open_table(ITEMS)?);
        open().and_then(|table| read(&table, now)).map_err(|error| {
            eprintln!("the database cannot be read: {error}");
            Failure::Unavailable
        })
    }
}

/// Makes the tables and reads the clock; the time of the database begins when it is made.
fn prepare(database: &Database) -> Result<Clock, Error> {
    let transaction = database.begin_write()?;
    let clock = {
        transaction.open_table(ITEMS)?;
        let mut meta = transaction.open_table(META)?;
        let made = meta.get(table::MADE)?.map(|made| made.value());
        let made = made.map(Duration::from_millis).unwrap_or_else(Clock::machine);
        meta.insert(table::MADE, made.as_millis() as u64)?;
        let ahead = meta.get(table::AHEAD)?.map_or(0, |ahead| ahead.value());
        Clock::new(made, Duration::from_millis(ahead))
    };
    transaction.commit()?;
    Ok(clock)
}
