//! The demonstration of two-phase commit comes to the verdicts that its lecture tells.

#[path = "../../examples/two-phase-commit/protocol.rs"]
mod protocol;

use lab::report::{RowKind, Verdict};

#[test]
fn both_rows_stay_locked_by_a_coordinator_that_forgets() {
    let report = protocol::forgets().search();
    assert_eq!(report.verdict, Verdict::Broken);
    assert_eq!(report.faults.len(), 1, "{:?}", report.faults);
    assert!(report.faults[0].starts_with("crash of coordinator"), "{:?}", report.faults);
    let reason = report.reason.expect("a broken rule says what was seen");
    assert!(reason.contains("order-1 is locked") && reason.contains("book is locked"), "{reason}");
}

#[test]
fn bob_is_refused_after_the_crash() {
    let story = protocol::forgets().search().story.expect("a broken rule has a story");
    let crash = story.rows.iter().position(|row| row.kind == RowKind::Crash).expect("somebody dies");
    let refused = |row: &lab::report::Row| row.refused && story.lanes[row.from].name == "bob";
    assert!(story.rows[crash..].iter().any(refused));
}

#[test]
fn without_a_crash_every_lock_is_released() {
    assert_eq!(protocol::forgets().crashes(0).search().verdict, Verdict::Holds);
}

#[test]
fn a_coordinator_with_a_log_releases_every_lock() {
    let report = protocol::recovers().search();
    assert_eq!(report.verdict, Verdict::Holds, "{:?}", report.reason);
}

#[test]
fn bob_is_refused_while_the_coordinator_with_a_log_is_away() {
    let played = protocol::recovers().play(&protocol::dies_decided()).expect("the run is possible");
    assert_eq!(played.broke, None);
    let bob = |row: &&lab::report::Row| row.refused && played.story.lanes[row.from].name == "bob";
    assert_eq!(played.story.rows.iter().filter(bob).count(), 1);
}
