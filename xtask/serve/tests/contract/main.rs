//! The database against the lab's own infrastructure: the same operations must have the same answers, and the same must be there.

mod both;
mod random;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lab::{Answer, BATCH_MOST, Backend as _, Bytes, Etag, Failure, Id, Key, Name, Op, Write};
use serve::backend::Process;
use serve::db::{Cannot, Db};
use tokio::runtime::{Builder, Runtime};

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
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 4);
    let name = Name::from("q");
    let get = one.call(Op::GetBlob(name, Id::new("b")), std::panic::Location::caller());
    assert_eq!(runtime().block_on(get), Err(Failure::Unavailable));
    drop((one, other, db));
    std::fs::remove_file(path).unwrap();
}
