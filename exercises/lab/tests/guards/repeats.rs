//! State that is hidden from the lab: the same input and answers, and yet something else happens.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use lab::report::{Report, Verdict};
use lab::{Failure, Id, Memory, Scenario, Store, consumer};

use crate::common::{Note, id, note};
use crate::says::{REPEATS, guard};

fn counts(world: &lab::World) -> Store<u32> {
    world.store("counts")
}

fn two_messages(handler: lab::process::OnMessage, workers: usize) -> Scenario {
    Scenario::new("two messages")
        .given_message("notes", &note("a"))
        .given_message("notes", &note("b"))
        .consumer("clerk", "notes", workers, handler)
}

fn says_so(report: &Report) {
    let reason = guard(report, REPEATS);
    assert!(reason.contains("tests/guards/repeats.rs:"), "{reason}");
    assert!(reason.contains("keep such state in Memory"), "{reason}");
    assert!(reason.starts_with("clerk"), "{reason}");
}

#[test]
fn a_static_counter_is_found_where_it_decides_what_is_written() {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        counts.load(&message.id).await?;
        counts.put(&message.id, &TURN.fetch_add(1, Ordering::Relaxed)).await.map(drop)
    });
    says_so(&two_messages(handler, 2).search());
}

#[test]
fn a_static_that_one_message_writes_and_another_reads_is_found() {
    static SEEN: Mutex<Vec<Id>> = Mutex::new(Vec::new());
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        if message.id == Id::new("b") && SEEN.lock().is_ok_and(|seen| seen.contains(&Id::new("a"))) {
            return Ok(());
        }
        counts.put(&message.id, &1).await?;
        SEEN.lock().expect("no one panics").push(message.id);
        Ok(())
    });
    says_so(&two_messages(handler, 1).search());
}

#[test]
fn a_static_store_of_handled_messages_is_found_without_any_branch() {
    static DONE: Mutex<Vec<Id>> = Mutex::new(Vec::new());
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        if DONE.lock().is_ok_and(|done| done.contains(&message.id)) {
            return Ok(());
        }
        DONE.lock().expect("no one panics").push(message.id.clone());
        counts.put(&message.id, &1).await.map(drop)
    });
    says_so(&two_messages(handler, 1).search());
}

#[test]
fn the_order_of_a_hash_map_is_found() {
    let handler = consumer(counts, async |counts: &Store<u32>, _: Note| {
        let both: HashSet<&str> = ["x", "y", "z", "v", "w"].into();
        for key in both {
            counts.put(&id(key), &1).await?;
        }
        Ok(())
    });
    says_so(&two_messages(handler, 2).search());
}

#[test]
fn random_numbers_are_found_in_a_single_straight_run() {
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        let random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0) as u32;
        counts.put(&message.id, &random).await.map(drop)
    });
    says_so(&two_messages(handler, 1).search());
}

#[test]
fn the_time_of_day_is_found() {
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let nanos = now.map(|now| now.subsec_nanos()).unwrap_or_default();
        counts.put(&message.id, &nanos).await.map(drop)
    });
    says_so(&two_messages(handler, 1).search());
}

#[test]
fn a_field_that_outlives_the_message_is_found() {
    static TOOLS: Mutex<Option<HashMap<String, u32>>> = Mutex::new(None);
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        let many = {
            let mut tools = TOOLS.lock().expect("no one panics");
            let known = tools.get_or_insert_default();
            *known.entry(message.id.to_string()).and_modify(|count| *count += 1).or_default()
        };
        match many {
            0 => Err(Failure::Unavailable),
            _ => counts.put(&message.id, &1).await.map(drop),
        }
    });
    says_so(&two_messages(handler, 1).search());
}

#[test]
fn a_static_that_decides_nothing_is_let_be() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        CALLS.fetch_add(1, Ordering::Relaxed);
        counts.put(&message.id, &1).await.map(drop)
    });
    let report = two_messages(handler, 2).crashes(1).search();
    assert_eq!(report.verdict, Verdict::Holds, "{report:#?}");
}

#[test]
fn the_same_state_in_memory_is_fine() {
    struct Desk {
        counts: Store<u32>,
        turn: Memory<u32>,
    }
    let desk = |world: &lab::World| Desk { counts: world.store("counts"), turn: world.memory("turn") };
    let handler = consumer(desk, async |desk: &Desk, message: Note| {
        let turn = desk.turn.update(|turn| {
            *turn += 1;
            *turn
        });
        desk.counts.put(&message.id, &turn).await.map(drop)
    });
    let report = two_messages(handler, 2).crashes(1).search();
    assert_eq!(report.verdict, Verdict::Holds, "{report:#?}");
}
