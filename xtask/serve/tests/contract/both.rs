//! The lab and the database, asked the same.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lab::infra::{Infra, Setup};
use lab::{Answer, Bytes, Etag, Failure, Key, Name, Op, Reply};
use serve::db::Db;
use tokio::runtime::Runtime;

use crate::{file, runtime};

/// The lab and the database, side by side. Their etags are not the same, but must mean the same.
pub struct Both {
    infra: Infra,
    db: Option<Db>,
    path: PathBuf,
    runtime: Runtime,
    /// The etags that were given out for each item: the lab's, and the database's.
    pub etags: BTreeMap<(Name, Key), Vec<(Etag, Etag)>>,
    ahead: Duration,
    /// What was answered, in words, and how often.
    pub heard: BTreeMap<String, u32>,
}

impl Drop for Both {
    fn drop(&mut self) {
        self.db = None;
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Both {
    pub fn new(name: &str) -> Both {
        let path = file(name);
        let db = Some(Db::open(&path).unwrap());
        let setup = Setup { jump: Duration::from_secs(3600), ..Setup::default() };
        let infra = Infra::new(Arc::new(setup));
        Both {
            infra,
            db,
            path,
            runtime: runtime(),
            etags: BTreeMap::new(),
            ahead: Duration::ZERO,
            heard: BTreeMap::new(),
        }
    }

    fn db(&self, op: Op) -> Reply {
        self.runtime.block_on(self.db.as_ref().unwrap().call(op))
    }

    /// Asks both.
    pub fn ask(&mut self, op: [Op; 2], said: &str) {
        let [mine, theirs] = op;
        let item = item(&mine);
        let verb = mine.verb();
        let expected = self.infra.apply(&mine, &mut Vec::new());
        let found = self.db(theirs);
        let same = match (&expected, &found) {
            (Ok(Answer::Written(lab)), Ok(Answer::Written(db))) => {
                self.etags.entry(item.unwrap()).or_default().push((*lab, *db));
                true
            }
            (Ok(Answer::Item(lab)), Ok(Answer::Item(db))) => {
                let value = |item: &Option<lab::Stored>| item.as_ref().map(|item| item.value.clone());
                let pair = lab.as_ref().zip(db.as_ref()).map(|(lab, db)| (lab.etag, db.etag));
                self.etags.entry(item.unwrap()).or_default().extend(pair);
                value(lab) == value(db)
            }
            (Ok(Answer::Items(lab)), Ok(Answer::Items(db))) => {
                let values = |items: &[(Key, lab::Stored)]| -> Vec<(Key, Bytes)> {
                    items.iter().map(|(key, item)| (key.clone(), item.value.clone())).collect()
                };
                values(lab) == values(db)
            }
            (lab, db) => lab == db,
        };
        assert!(same, "{said}: to {verb} the lab says {expected:?}, the database {found:?}");
        let word = match found {
            Ok(Answer::Item(None)) => "none".into(),
            Ok(_) => "done".into(),
            Err(Failure::Refused(_)) => "refused".into(),
            Err(failure) => failure.to_string(),
        };
        *self.heard.entry(format!("{verb}: {word}")).or_default() += 1;
    }

    /// Both clocks go on by an hour, and what may be forgotten is forgotten.
    pub fn an_hour_passes(&mut self) {
        self.infra.jump(&mut Vec::new());
        let now = self.infra.now;
        let stores = self.infra.stores().map(|(name, store)| (name.clone(), store.expired(now).cloned().collect()));
        let over: Vec<(Name, Vec<Key>)> = stores.collect();
        for (store, keys) in over {
            keys.into_iter().for_each(|key| self.infra.evict(&store, key, &mut Vec::new()));
        }
        self.ahead += Duration::from_secs(3600);
        self.runtime.block_on(self.db.as_ref().unwrap().set_ahead(self.ahead)).unwrap();
    }

    /// The database is closed and opened again.
    pub fn restart(&mut self) {
        self.db = None;
        self.db = Some(Db::open(&self.path).unwrap());
    }

    pub fn compare(&self, said: &str) {
        let of = |(name, store): (&Name, &lab::infra::StoreState)| -> Vec<(Name, Key, Bytes)> {
            store.items().map(|(key, item)| (name.clone(), key.clone(), item.value.clone())).collect()
        };
        let expected: Vec<(Name, Key, Bytes)> = self.infra.stores().flat_map(of).collect();
        let found = self.db.as_ref().unwrap().everything().unwrap();
        let found: Vec<_> = found.into_iter().map(|(name, key, item)| (name, key, item.value)).collect();
        assert_eq!(expected, found, "{said}");
    }
}

/// The item that an operation on one item is about.
fn item(op: &Op) -> Option<(Name, Key)> {
    match op {
        Op::Load(store, key) => Some((store.clone(), key.clone())),
        Op::Write(store, write) => Some((store.clone(), write.key().clone())),
        _ => None,
    }
}
