//! Several rungs run at a time; what is told is in the order of the ladder, and none outlives the check.

use crate::kit::{Kit, Said, Sample};
use crate::samples::{THREE, green};
use crate::signals::is_running;

/// The first rung is slow. The second is red, but not before the third has begun, where the machine runs two at a time. The third
/// never ends.
const TESTS: &str = r#"
use std::path::Path;
use std::time::Duration;

#[test]
fn one_click_one_order() {
    std::thread::sleep(Duration::from_millis(200));
}

#[test]
fn a_crash_loses_nothing() {
    let tries = if std::thread::available_parallelism().map_or(1, usize::from) > 1 { 3000 } else { 0 };
    let begun = (0..tries).any(|_| Path::new("begun").exists() || { std::thread::sleep(Duration::from_millis(10)); false });
    panic!("the third had begun: {begun}");
}

#[test]
fn two_workers_agree() {
    std::fs::write("begun", "").unwrap();
    let _ = std::process::Command::new("sleep").arg("4741").status();
}
"#;

#[test]
fn a_red_rung_ends_those_after_it_and_the_order_is_the_ladders() {
    let kit = Kit::new("ladder", &[Sample { ladder: THREE, tests: TESTS, ..green("93-ladder") }]);
    // Of an earlier run of this test.
    let begun = kit.root.join("exercises/93-ladder/begun");
    let _ = std::fs::remove_file(&begun);
    let several = std::thread::available_parallelism().map_or(1, usize::from) > 1;
    // Without a limit of time: a rung that is not ended would be waited for.
    let said = Said::from(kit.xtask(&["check", "93"]).env("LAB_CHECK_SECONDS", "100000").output().unwrap());
    said.expect(1, &[&format!("the third had begun: {several}")]).one_next_step();
    let (first, second) =
        (said.out.find("one_click_one_order").unwrap(), said.out.find("a_crash_loses_nothing").unwrap());
    assert!(first < second, "{}", said.out);
    said.expect(1, &["not run yet  two_workers_agree"]);
    assert!(!is_running("sleep 4741"), "a rung that nobody waits for is still there");
    assert_eq!(begun.exists(), several, "several run at a time");
}
