//! `mob/lib.rs`, the file after the mob's half, passes the tests of both halves. What it cannot prevent is in the debrief.
extern crate self as full_exchange;
#[path = "../../../exercises/15-full-exchange/tests/check.rs"]
mod check;
#[path = "../../../exercises/15-full-exchange/tests/mob.rs"]
mod mob;
#[path = "../mob/lib.rs"]
mod reference;
pub use reference::*;

use lab::draw::{Style, masked, terminal};
use lab::report::Verdict;
use lab::{Id, Scenario, View, ensure};

fn is_known(view: &View<'_>, charge: &Id) -> bool {
    view.items::<Stored>("bills").iter().any(|(_, stored)| match &**stored {
        Stored::Bill(envelope) => envelope.outbox.values().any(|attempt| attempt.id == *charge),
        Stored::Attempt(attempt) => attempt.id == *charge,
    })
}

/// Two workers *and* a crash: what `two_faults_leave_nothing` and `two_workers_leave_nothing` leave out.
fn orphan() -> Scenario {
    let scenario = check::shop("two workers, and one dies; the answers wait", &[check::ADA], [2, 0, 1], &["billing"]);
    let scenario = scenario.given_message("to-billing", &check::requested(check::ADA)).crashes(1);
    scenario.finally("what is at Payments can be found from Billing", |view| {
        let mut charges = view.keys("payments").into_iter().filter(|key| key.partition != key.item);
        let lost = charges.find(|key| !is_known(view, &key.item));
        ensure(lost.is_none(), || "a charge is at Payments, and nothing at Billing says so".into())
    })
}

#[test]
fn the_debrief_shows_the_request_that_remains() {
    let report = orphan().search();
    assert_eq!(report.verdict, Verdict::Broken, "then the debrief promises too little");
    let story = terminal(&report, Style { columns: 80, unicode: true, color: false });
    let shown = masked(include_str!("../README.md")).contains(&masked(story.trim_end()));
    assert!(shown, "the debrief has to show this story:\n{story}");
}
