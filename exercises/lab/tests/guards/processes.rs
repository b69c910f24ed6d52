//! What ends the test process itself: seen from outside, in a second process.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use lab::report::{Broke, Report, Verdict};
use lab::{Check, Scenario, Store, WATCHDOG_EXIT, client};

use crate::common::id;

const CHILD: &str = "LAB_TEST_CHILD";

fn counts(world: &lab::World) -> Store<u32> {
    world.store("counts")
}

fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// Runs one test of this file in a process of its own; its exit status and its reports.
fn child(test: &str) -> (ExitStatus, PathBuf, String) {
    let reports = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&reports);
    let output = Command::new(std::env::current_exe().expect("a test has an executable"))
        .args(["--exact", &format!("processes::{test}"), "--nocapture"])
        .env(CHILD, "1")
        .env("LAB_REPORTS", &reports)
        .output()
        .expect("this executable starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status, reports.join("lab").join(format!("{test}.json")), said)
}

#[test]
fn a_loop_without_a_gate_ends_the_process_with_its_report() {
    if is_child() {
        let script = client(counts, async |counts: &Store<u32>| {
            let _ = counts.load(&id("a")).await;
            let mut turn = 0_u32;
            loop {
                turn = std::hint::black_box(turn.wrapping_add(1));
            }
        });
        return Scenario::new("a loop").client("clerk", script).check();
    }
    let (status, file, said) = child("a_loop_without_a_gate_ends_the_process_with_its_report");
    assert_eq!(status.code(), Some(WATCHDOG_EXIT), "{said}");
    let report = Report::read(&file).expect("the watchdog writes a report");
    assert_eq!((report.verdict, report.broke), (Verdict::Broken, Some(Broke::Guard)));
    assert_eq!(report.rule.as_deref(), Some("a handler comes to its next gate or its end"));
    let reason = report.reason.unwrap_or_default();
    assert!(reason.contains("after `load a at exercises/lab/tests/guards/processes.rs:"), "{reason}");
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("a handler comes to its next gate or its end"), "{said}");
}

struct Endless;

impl Drop for Endless {
    fn drop(&mut self) {
        while std::hint::black_box(true) {}
    }
}

#[test]
fn a_loop_in_a_drop_ends_the_process_too() {
    if is_child() {
        let script = client(counts, async |counts: &Store<u32>| {
            let _endless = Endless;
            let _ = counts.load(&id("a")).await;
            std::future::pending::<()>().await;
        });
        return Scenario::new("a loop in a drop").client("clerk", script).check();
    }
    let (status, file, said) = child("a_loop_in_a_drop_ends_the_process_too");
    assert_eq!(status.code(), Some(WATCHDOG_EXIT), "{said}");
    assert!(Report::read(&file).is_ok());
}

#[expect(unconditional_recursion, reason = "the stack must overflow")]
fn deep(turn: u64) -> u64 {
    let buffer = std::hint::black_box([turn; 64]);
    deep(turn + 1) + buffer[0]
}

#[test]
fn a_stack_that_overflows_ends_the_process_and_does_not_hang() {
    if is_child() {
        let script = client(counts, async |_: &Store<u32>| {
            std::hint::black_box(deep(0));
        });
        return Scenario::new("a deep stack").client("clerk", script).check();
    }
    let (status, _, said) = child("a_stack_that_overflows_ends_the_process_and_does_not_hang");
    assert!(!status.success() && status.code() != Some(WATCHDOG_EXIT), "{said}");
    assert!(said.contains("overflowed its stack"), "{said}");
}
