//! The third backend of the lab, after the search and live mode: a worker thread, and a database for what must stay.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lab::{Backend, Boxed, Bytes, Id, Op, Reply};

use crate::db::Db;

/// What the handlers of one worker see, as long as it lives.
#[derive(Debug)]
pub struct Process {
    db: Arc<Db>,
    memory: Mutex<BTreeMap<String, Bytes>>,
    /// Two keyed hashes with keys of the system's randomness: the bits of fresh identifiers.
    keys: [RandomState; 2],
    made: AtomicU64,
}

impl Process {
    /// A process that has just started.
    pub fn new(db: Arc<Db>) -> Process {
        let keys = [RandomState::new(), RandomState::new()];
        Process { db, memory: Mutex::default(), keys, made: AtomicU64::new(0) }
    }
}

impl Backend for Process {
    fn call(&self, op: Op, _: &'static Location<'static>) -> Boxed<Reply> {
        let db = self.db.clone();
        Box::pin(async move { db.call(op).await })
    }

    fn fresh_id(&self) -> Id {
        let made = self.made.fetch_add(1, Ordering::Relaxed);
        let [left, right] = self.keys.each_ref().map(|key| u128::from(key.hash_one((std::process::id(), made))));
        Id::from_bits(left << 64 | right)
    }

    fn recall(&self, name: &str) -> Option<Bytes> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn remember(&self, name: &str, value: Bytes) {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).insert(name.into(), value);
    }
}
