//! The database against the lab's own infrastructure: the same operations must have the same answers, and the same must be there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lab::infra::{Infra, Setup};
use lab::{Answer, BATCH_MOST, Backend as _, Bytes, Etag, Failure, ITEM_LIMIT_BYTES, Id, Key, Name, Op, Reply, Write};
use serve::backend::Process;
use serve::db::{Cannot, Db};
use serve::loss::Dice;
use tokio::runtime::{Builder, Runtime};

/// Programs are short, so that keys are met again and again.
const PROGRAMS: u64 = 30;
const STEPS: u64 = 60;

/// A database of this test, empty. In memory, where the system has such a folder: what a disk does is not tested here.
fn file(name: &str) -> PathBuf {
    let memory = Some(PathBuf::from("/dev/shm")).filter(|folder| folder.is_dir());
    let path = memory.unwrap_or(env!("CARGO_TARGET_TMPDIR").into()).join(format!("{name}-{}.redb", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

fn runtime() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

/// The lab and the database, side by side. Their etags are not the same, but must mean the same.
struct Both {
    infra: Infra,
    db: Option<Db>,
    path: PathBuf,
    runtime: Runtime,
    /// The etags that were given out for each item: the lab's, and the database's.
    etags: BTreeMap<(Name, Key), Vec<(Etag, Etag)>>,
    ahead: Duration,
    /// What was answered, in words, and how often.
    heard: BTreeMap<String, u32>,
}

impl Drop for Both {
    fn drop(&mut self) {
        self.db = None;
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Both {
    fn new(name: &str) -> Both {
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
    fn ask(&mut self, op: [Op; 2], said: &str) {
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
    fn an_hour_passes(&mut self) {
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
    fn restart(&mut self) {
        self.db = None;
        self.db = Some(Db::open(&self.path).unwrap());
    }

    fn compare(&self, said: &str) {
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

/// A random program: each step an operation on a few keys, with etags that were seen before.
struct Program {
    dice: Dice,
    both: Both,
}

impl Program {
    fn key(&mut self) -> Key {
        let (partition, item) = (self.dice.below(2), self.dice.below(3));
        Key::within(format!("p{partition}"), format!("i{item}"))
    }

    fn store(&mut self) -> Name {
        ["left", "right"][self.dice.below(2) as usize].into()
    }

    /// One value in twenty is too large.
    fn value(&mut self) -> Bytes {
        let length = if self.dice.below(20) == 0 { ITEM_LIMIT_BYTES } else { 3 };
        Bytes::of(&"x".repeat(length + self.dice.below(3) as usize))
    }

    /// A write for the lab, and the same for the database.
    fn write(&mut self, store: &Name) -> [Write; 2] {
        let (key, value) = (self.key(), self.value());
        let known = self.both.etags.get(&(store.clone(), key.clone())).map_or(&[][..], |known| known);
        // The latest ones, else nearly all would be stale.
        let back = self.dice.below(3) as usize + 1;
        let Some(&(lab, db)) = known.get(known.len().saturating_sub(back)) else {
            return [Write::Put(key.clone(), value.clone()), Write::Put(key, value)];
        };
        let lives = [None, Some(Duration::from_secs(1800)), Some(Duration::from_secs(5400))];
        let same = |write: Write| [write.clone(), write];
        match self.dice.below(6) {
            0 | 1 => same(Write::Create(key, value, lives[self.dice.below(3) as usize])),
            2 => [Write::Replace(key.clone(), value.clone(), lab), Write::Replace(key, value, db)],
            3 => same(Write::Put(key, value)),
            4 => same(Write::Delete(key, None)),
            _ => [Write::Delete(key.clone(), Some(lab)), Write::Delete(key, Some(db))],
        }
    }

    fn step(&mut self) -> [Op; 2] {
        let store = self.store();
        let same = |op: Op| [op.clone(), op];
        match self.dice.below(8) {
            0..=2 => self.write(&store).map(|write| Op::Write(store.clone(), write)),
            3 | 4 => {
                let writes: Vec<[Write; 2]> = (0..self.dice.below(4)).map(|_| self.write(&store)).collect();
                let side = |side: usize| writes.iter().map(|both| both[side].clone()).collect();
                [Op::Batch(store.clone(), side(0)), Op::Batch(store, side(1))]
            }
            5 | 6 => same(Op::Load(store, self.key())),
            _ => same(Op::Query(store, Id::new(format!("p{}", self.dice.below(2))))),
        }
    }
}

/// An etag that was given for one item is used for that one only: the lab counts the writes of each, the database all.
#[test]
fn random_programs_get_the_answers_that_the_lab_gives() {
    let mut heard: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..PROGRAMS {
        let mut program = Program { dice: Dice::new(seed), both: Both::new("random") };
        for step in 0..STEPS {
            let said = format!("program {seed}, step {step}");
            match program.dice.below(20) {
                0 => program.both.an_hour_passes(),
                1 => program.both.restart(),
                _ => {
                    let op = program.step();
                    program.both.ask(op, &said);
                }
            }
            program.both.compare(&said);
        }
        program.both.heard.iter().for_each(|(word, times)| *heard.entry(word.clone()).or_default() += times);
    }
    let expected = "batch: conflict, batch: done, batch: not found, batch: refused, batch: too large, create: conflict, \
                    create: done, create: too large, delete: conflict, delete: done, delete: not found, load: done, \
                    load: none, put: done, put: too large, query: done, replace: conflict, replace: done, \
                    replace: not found, replace: too large";
    assert_eq!(heard.into_keys().collect::<Vec<_>>().join(", "), expected);
}

fn put(key: &str, value: u32) -> Op {
    Op::Write("items".into(), Write::Put(Key::new(key), Bytes::of(&value)))
}

fn load(db: &Db, key: &str) -> Option<(u32, Etag)> {
    match runtime().block_on(db.call(Op::Load("items".into(), Key::new(key)))) {
        Ok(Answer::Item(item)) => item.map(|item| (item.value.read().unwrap(), item.etag)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_old_etag_matches_nothing_that_is_made_after_a_deletion_and_a_restart() {
    let path = file("etags");
    let db = Db::open(&path).unwrap();
    let write = |db: &Db, op: Op| runtime().block_on(db.call(op));
    write(&db, put("a", 1)).unwrap();
    let (_, old) = load(&db, "a").unwrap();
    write(&db, Op::Write("items".into(), Write::Delete(Key::new("a"), None))).unwrap();
    assert!(db.everything().unwrap().is_empty());
    drop(db);
    let db = Db::open(&path).unwrap();
    write(&db, put("a", 1)).unwrap();
    let replace = Op::Write("items".into(), Write::Replace(Key::new("a"), Bytes::of(&2), old));
    assert_eq!(write(&db, replace), Err(Failure::Conflict));
    drop(db);
    std::fs::remove_file(path).unwrap();
}

#[test]
fn many_who_count_up_at_once_lose_nothing() {
    const EACH: u32 = 25;
    let path = file("count");
    let db = Arc::new(Db::open(&path).unwrap());
    runtime().block_on(db.call(put("sum", 0))).unwrap();
    let adds = |db: Arc<Db>| {
        let mut left = EACH;
        while left > 0 {
            let (sum, etag) = load(&db, "sum").unwrap();
            let write = Write::Replace(Key::new("sum"), Bytes::of(&(sum + 1)), etag);
            match runtime().block_on(db.call(Op::Write("items".into(), write))) {
                Ok(_) => left -= 1,
                Err(failure) => assert_eq!(failure, Failure::Conflict),
            }
        }
    };
    let threads: Vec<_> = (0..4).map(|_| db.clone()).map(|db| std::thread::spawn(move || adds(db))).collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(load(&db, "sum").unwrap().0, 4 * EACH);
    drop(db);
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_batch_holds_at_most_100_writes() {
    let path = file("large");
    let db = Db::open(&path).unwrap();
    let batch = |size: usize| {
        let key = |number: usize| Key::within("p", number.to_string());
        let writes = (0..size).map(|number| Write::Put(key(number), Bytes::of(&1))).collect();
        runtime().block_on(db.call(Op::Batch("items".into(), writes)))
    };
    assert_eq!(batch(BATCH_MOST + 1), Err(Failure::TooLarge));
    assert!(db.everything().unwrap().is_empty());
    assert_eq!(batch(BATCH_MOST), Ok(Answer::Done));
    assert_eq!(db.everything().unwrap().len(), BATCH_MOST);
    drop(db);
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_database_is_open_in_one_place_only_and_its_clock_does_not_go_back() {
    let path = file("open");
    let db = Db::open(&path).unwrap();
    assert!(matches!(Db::open(&path), Err(Cannot::Taken)));
    let set = |db: &Db, seconds: u64| runtime().block_on(db.set_ahead(Duration::from_secs(seconds)));
    assert_eq!(set(&db, 7200), Ok(Answer::Done));
    assert_eq!(set(&db, 7200), Ok(Answer::Done));
    assert!(matches!(set(&db, 7199), Err(Failure::Refused(_))));
    drop(db);
    let db = Db::open(&path).unwrap();
    assert_eq!(db.ahead(), Duration::from_secs(7200));
    drop(db);
    std::fs::write(&path, "no database").unwrap();
    assert!(matches!(Db::open(&path), Err(Cannot::Open(_))));
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_process_has_memory_and_fresh_ids_of_its_own_and_no_queue() {
    let path = file("process");
    let db = Arc::new(Db::open(&path).unwrap());
    let [one, other] = [(); 2].map(|()| Process::new(db.clone()));
    one.remember("seen", Bytes::of(&1));
    assert_eq!((one.recall("seen"), other.recall("seen")), (Some(Bytes::of(&1)), None));
    let ids = [one.fresh_id(), one.fresh_id(), other.fresh_id(), other.fresh_id()];
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
    let name = Name::from("q");
    let get = one.call(Op::GetBlob(name, Id::new("b")), std::panic::Location::caller());
    assert_eq!(runtime().block_on(get), Err(Failure::Unavailable));
    drop((one, other, db));
    std::fs::remove_file(path).unwrap();
}
