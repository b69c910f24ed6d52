//! `mob/lib.rs`, the file after the mob's half, passes the tests of both halves. What it cannot prevent is in the debrief.
extern crate self as no_big_transaction;
#[path = "../../../exercises/12-no-big-transaction/tests/check.rs"]
mod check;
#[path = "../../../exercises/12-no-big-transaction/tests/mob.rs"]
mod mob;
#[path = "../mob/lib.rs"]
mod reference;
pub use reference::*;

use std::collections::BTreeSet;

use lab::draw::{Style, masked, terminal};
use lab::report::Verdict;
use lab::{Id, Rule, Scenario, View, ensure};

/// Two workers and one crash: the one thing that `two_faults_leave_no_invoice_behind` and `two_workers_leave_no_invoice_behind` leave out.
fn orphan() -> Scenario {
    let sentence = "what a dead attempt has made can be found";
    let step = |heard: &mut BTreeSet<Id>, event: &lab::Event, view: &View<'_>| {
        if let lab::Event::Sent { queue, message } = event
            && **queue == *"events"
            && let Event::InvoiceAt(blob, _) = message.body.read::<Wire>()?.event
        {
            heard.insert(blob);
        }
        let staged = |name: &Id| view.keys("staged").iter().any(|key| key.item == *name);
        let lost = view.blobs("invoices").into_iter().find(|(name, _)| !heard.contains(name) && !staged(name));
        ensure(lost.is_none() || !matches!(event, lab::Event::Crashed { .. }), || {
            "an invoice lies there, no message will ever tell of it, and nothing says that it is there".into()
        })
    };
    let listed = Rule::fold(sentence, BTreeSet::new(), step, |_, _| Ok(()));
    mob::crashes(mob::invoices("two workers, and one dies", 2, 2).rule(listed), 1)
}

#[test]
fn the_debrief_shows_the_orphan_that_remains() {
    let report = orphan().search();
    assert_eq!(report.verdict, Verdict::Broken, "then the debrief promises too little");
    let story = terminal(&report, Style { columns: 80, unicode: true, color: false });
    let shown = masked(include_str!("../README.md")).contains(&masked(story.trim_end()));
    assert!(shown, "the debrief has to show this story:\n{story}");
}
