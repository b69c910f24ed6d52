//! The form of a check for programs.

use std::time::Duration;

use lab::report::{Report, Verdict};
use serde::Serialize;

use super::{Checked, Context};
use crate::catalog::Entry;
use crate::ladder::{Outcome, Step};

#[derive(Serialize)]
struct Object<'a> {
    exercise: &'a str,
    state: &'static str,
    millis: u64,
    tests: Vec<Test<'a>>,
}

#[derive(Serialize)]
struct Test<'a> {
    name: &'a str,
    state: &'static str,
    verdict: Option<Verdict>,
    rule: Option<&'a str>,
    faults: Option<usize>,
    executions: Option<u64>,
    states: Option<u64>,
    millis: u64,
    replay: Option<&'a str>,
}

/// One object on one line.
///
/// # Errors
/// Never in practice: the form is plain data.
pub fn print(context: &Context, checked: &Checked<'_>) -> anyhow::Result<()> {
    let state = match (&checked.errors, checked.passed()) {
        (Some(_), _) => "error",
        (None, true) => "passed",
        (None, false) => "failed",
    };
    let tests = checked.steps.iter().map(test).collect();
    context.terminal.json(&Object { exercise: &checked.entry.id, state, millis: millis(checked.took), tests })
}

/// The object of an exercise that could not be checked.
///
/// # Errors
/// Never in practice: the form is plain data.
pub fn print_error(context: &Context, entry: &Entry) -> anyhow::Result<()> {
    context.terminal.json(&Object { exercise: &entry.id, state: "error", millis: 0, tests: Vec::new() })
}

fn test(step: &Step) -> Test<'_> {
    let report = step.report.as_ref();
    Test {
        name: &step.test,
        state: if step.outcome == Outcome::Green { "green" } else { "red" },
        verdict: report.map(|report| report.verdict),
        rule: report.and_then(|report| report.rule.as_deref()),
        faults: report.filter(|report| report.story.is_some()).map(|report| report.faults.len()),
        executions: report.map(|report| report.effort.executions),
        states: report.filter(|report| was_search(report)).map(|report| report.effort.states),
        millis: millis(step.took),
        replay: report.and_then(|report| report.replay.as_deref()),
    }
}

/// One long run looks at no states.
fn was_search(report: &Report) -> bool {
    report.verdict != Verdict::Ran
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
