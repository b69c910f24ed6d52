//! A panic of a handler is a finding with a story, never the end of the search.

use std::collections::BTreeMap;

use lab::{Scenario, Store, client, consumer};

use crate::common::{Note, id, note};
use crate::says::{PANICS, guard, masked};

fn counts(world: &lab::World) -> Store<u32> {
    world.store("counts")
}

#[test]
fn a_panic_is_told_with_its_message_and_its_line() {
    let line = line!() + 3;
    let script = client(counts, async |counts: &Store<u32>| {
        let known = counts.load(&id("a")).await.unwrap_or_default();
        known.expect("the count is there");
    });
    let reason = guard(&Scenario::new("a script").client("clerk", script).search(), PANICS);
    assert!(reason.contains("the count is there"), "{reason}");
    assert!(reason.contains(&format!("panicked at exercises/lab/tests/guards/panics.rs:{line}")), "{reason}");
}

#[test]
fn a_panic_before_the_first_gate_is_told() {
    let script = client(counts, async |_: &Store<u32>| panic!("at once"));
    let reason = guard(&Scenario::new("a script").client("clerk", script).search(), PANICS);
    assert!(reason.contains("at once"), "{reason}");
}

#[test]
fn a_value_without_a_json_form_is_told_where_it_is_written() {
    let line = line!() + 3;
    let script = client(
        |world| world.store::<BTreeMap<(u8, u8), u8>>("pairs"),
        async |pairs: &Store<BTreeMap<(u8, u8), u8>>| drop(pairs.put(&id("a"), &BTreeMap::from([((1, 2), 3)])).await),
    );
    let reason = guard(&Scenario::new("a script").client("clerk", script).search(), PANICS);
    assert!(reason.contains("cannot be written as JSON"), "{reason}");
    assert!(reason.contains(&format!("guards/panics.rs:{line}")), "{reason}");
}

#[test]
fn an_item_of_another_type_is_told_with_the_gate_that_read_it() {
    let script = client(counts, async |counts: &Store<u32>| drop(counts.load(&id("a")).await));
    let scenario = Scenario::new("a script").given("counts", &id("a"), &"three").client("clerk", script);
    let reason = masked(&guard(&scenario.search(), PANICS));
    assert!(reason.contains("`load a at exercises/lab/tests/guards/panics.rs:LINE`"), "{reason}");
    assert!(reason.contains("\"three\""), "{reason}");
}

#[test]
fn a_panic_in_the_standard_library_names_no_path_of_this_machine() {
    let script = client(counts, async |counts: &Store<u32>| {
        let _ = counts.put(&id("a"), &1).await;
        // A method without `track_caller`: the panic's place is in the library.
        let known: std::collections::HashMap<u8, u8> = std::collections::HashMap::new();
        let _ = known[&1];
    });
    let reason = guard(&Scenario::new("a script").client("clerk", script).search(), PANICS);
    assert!(!reason.contains(" /") && !reason.contains("`/"), "{reason}");
    assert!(reason.contains("after `put a at"), "{reason}");
}

#[test]
fn a_panic_that_needs_a_second_delivery_is_found_with_one_crash() {
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        counts.create(&message.id, &1).await.expect("nobody made it before");
        Ok(())
    });
    let report = Scenario::new("a message")
        .given_message("notes", &note("n"))
        .consumer("clerk", "notes", 1, handler)
        .crashes(1)
        .search();
    let reason = guard(&report, PANICS);
    assert!(reason.contains("nobody made it before: Conflict"), "{reason}");
    assert_eq!(report.faults.len(), 1, "{:?}", report.faults);
}

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("dropped");
        }
    }
}

#[test]
fn a_panic_while_a_crashed_handler_is_dropped_is_no_panic_of_the_handler() {
    let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
        let bomb = Bomb;
        counts.put(&message.id, &1).await?;
        std::mem::forget(bomb);
        Ok(())
    });
    let report = Scenario::new("a message")
        .given_message("notes", &note("n"))
        .consumer("clerk", "notes", 1, handler)
        .crashes(1)
        .search();
    assert_eq!(report.verdict, lab::report::Verdict::Holds, "{report:#?}");
}
