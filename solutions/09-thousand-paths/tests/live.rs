//! The reference exam on real threads: what holds in all runs holds in each, and what breaks in all breaks in each.
extern crate thousand_paths_solution as thousand_paths;

#[path = "../../../exercises/09-thousand-paths/tests/given/mod.rs"]
mod given;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use given::runs::{Day, scenario};
use given::systems::EIGHT;
use lab::consumer;
use lab::process::OnMessage;
use lab_live::{Tally, many};
use thousand_paths::{Desk, exam, right};

fn fifty(name: &str, desk: fn() -> OnMessage, carts: &[usize]) -> Tally {
    let flags: Vec<_> = exam().promises.iter().map(|_| Arc::new(AtomicBool::new(false))).collect();
    many(&scenario(&exam(), name, desk, Day::Bad, carts, &flags), 50, 1)
}

#[test]
fn the_right_system_passes_on_threads() {
    for carts in [&[1][..], &[1, 1], &[1, 2], &[1, 2, 1], &[1, 2, 3, 4]] {
        let tally = fifty("right", || consumer(Desk::new, right), carts);
        assert_eq!((tally.runs, tally.failed), (50, 0), "{tally}");
    }
}

#[test]
fn ghosts_are_seen_in_each_run_on_threads() {
    let tally = fifty(EIGHT[2].name, EIGHT[2].desk, &[1]);
    assert_eq!((tally.runs, tally.failed), (50, 50), "{tally}");
}
