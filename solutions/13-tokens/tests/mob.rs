//! `mob/lib.rs`, the file after the mob's half, passes the tests of both halves. What it cannot prevent is in the debrief.
extern crate self as tokens;
#[path = "../../../exercises/13-tokens/tests/check.rs"]
mod check;
#[path = "../../../exercises/13-tokens/tests/mob.rs"]
mod mob;
#[path = "../mob/lib.rs"]
mod reference;
pub use reference::*;

use lab::draw::{Style, masked, terminal};
use lab::report::Verdict;

/// Two workers and one crash: what `a_crash_leaves_no_token_there` and `no_late_write_brings_a_token_back` leave out.
#[test]
fn the_debrief_shows_the_token_that_remains() {
    let scenario = mob::payment("two copies, two workers, and one dies", 2, 1).rule(mob::nothing_is_left());
    let report = scenario.crashes(1).search();
    assert_eq!(report.verdict, Verdict::Broken, "then the debrief promises too little");
    let story = terminal(&report, Style { columns: 80, unicode: true, color: false });
    let shown = masked(include_str!("../README.md")).contains(&masked(story.trim_end()));
    assert!(shown, "the debrief has to show this story:\n{story}");
}
