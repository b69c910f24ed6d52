//! The test file of an exercise runs on live mode as it is, where `lab` is another name for it.

extern crate lab_live as lab;

#[path = "facade/check.rs"]
mod check;

use lab::Check;

#[test]
#[should_panic(expected = "a live run broke a rule")]
fn a_check_that_fails_was_made_by_live_runs() {
    check::two_count(check::counts_without_version).check();
}

#[test]
fn the_search_is_still_at_hand() {
    let report = check::two_count(check::counts_with_version).search();
    assert_eq!(report.verdict, lab::report::Verdict::Holds);
}
