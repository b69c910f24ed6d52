//! One scenario, two backends.

use lab::report::Verdict;
use lab::{Bytes, Failure, Id, Message, PROGRESS, Rule, Scenario, World, ensure};
use lab_live::many;
use serde::{Deserialize, Serialize};

/// How many live runs a contract must hold in.
const RUNS: u64 = 50;

/// How many live runs are made to see what need not happen in each.
const RUNS_TO_SEE: u64 = 500;

/// The contract holds in every run of the search and in all live runs.
pub fn holds(scenario: &Scenario) {
    let report = scenario.search();
    assert_eq!(report.verdict, Verdict::Holds, "in the search, {:?}: {:?}", report.rule, report.reason);
    let tally = many(scenario, RUNS, 1);
    assert_eq!(tally.failed, 0, "{tally}");
}

/// The contract holds, and each witness of the scenario is seen by both.
pub fn holds_and_is_seen(scenario: &Scenario) {
    holds(scenario);
    let tally = many(scenario, RUNS_TO_SEE, 1);
    assert_eq!(tally.failed, 0, "{tally}");
    assert!(tally.witnessed.values().all(|runs| *runs > 0), "{tally}");
}

/// Both find a run that breaks this promise.
pub fn breaks(scenario: &Scenario, sentence: &str) {
    let report = scenario.search();
    assert_eq!(report.verdict, Verdict::Broken);
    assert_eq!(report.rule.as_deref(), Some(sentence));
    let tally = many(scenario, RUNS_TO_SEE, 1);
    assert!(tally.by_rule.get(sentence).is_some_and(|runs| *runs > 0), "{tally}");
}

/// Both find a run in which somebody waits for ever, or a message is poison.
pub fn gets_stuck(scenario: &Scenario) {
    breaks(scenario, PROGRESS);
}

/// The usual body of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub id: Id,
}

impl Message for Note {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

/// A note with this identifier.
pub fn note(id: &str) -> Note {
    Note { id: id.into() }
}

/// What an operation came to, in words.
pub fn word<T: Serialize>(result: Result<T, Failure>) -> String {
    match result {
        Ok(value) => Bytes::of(&value).text(),
        Err(Failure::Refused(_)) => "refused".into(),
        Err(failure) => failure.to_string(),
    }
}

/// Keeps what a script saw, for [`saw`].
pub async fn keep(world: &World, seen: &[String]) {
    let kept = world.store::<Vec<String>>("seen").put(&Id::new("seen"), &seen.to_vec()).await;
    assert!(kept.is_ok() || kept == Err(Failure::Timeout) || kept == Err(Failure::Unavailable));
}

/// The script kept just this.
pub fn saw(expected: &[&str]) -> Rule {
    let expected: Vec<String> = expected.iter().map(|line| line.to_string()).collect();
    Rule::finally("the script saw what the contract says", move |view| {
        let seen = view.item::<Vec<String>>("seen", &Id::new("seen"));
        let seen = seen.map(|seen| seen.as_ref().clone()).unwrap_or_default();
        ensure(seen == expected, || format!("it saw {seen:?}, not {expected:?}"))
    })
}
