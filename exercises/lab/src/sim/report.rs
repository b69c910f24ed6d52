//! Puts together what a test found, and publishes it.

use std::path::PathBuf;

use crate::draw::{Style, terminal};
use crate::exam;
use crate::fault::Fault;
use crate::report::{Broke, Cost, Effort, Least, Play, Replay, Report, Verdict};
use crate::scenario::Scenario;

use super::cheapest::Run;
use super::guard::Oddity;
use super::record::{Told, tell, words};
use super::replay;
use super::state::Breach;

/// The folder of the reports: `LAB_REPORTS`, else `target/lab` beside the test's own executable.
fn folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("LAB_REPORTS") {
        return folder.into();
    }
    let own = std::env::current_exe().unwrap_or_default();
    // target/debug/deps/check-1234
    own.ancestors().nth(3).map(|target| target.join("lab")).unwrap_or_else(|| "target/lab".into())
}

/// Writes the report to its file. A test is judged all the same if that fails.
pub(crate) fn publish(report: &Report) {
    if let Err(error) = report.write(&folder()) {
        eprintln!("warning: {error}");
    }
}

/// Writes what became of a replay to its file.
pub(crate) fn publish_replay(replay: &Replay) {
    if let Err(error) = replay.write(&folder()) {
        eprintln!("warning: {error}");
    }
}

/// Writes where the choices of a person lead to its file.
pub(crate) fn publish_play(play: &Play) {
    if let Err(error) = play.write(&folder()) {
        eprintln!("warning: {error}");
    }
}

/// The report as a plain `cargo test` shows it: no colour, since the output is captured.
pub(crate) fn drawn(report: &Report) -> String {
    let known = |name| std::env::var(name).unwrap_or_default().to_uppercase();
    let unicode = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().map(known).find(|value| !value.is_empty());
    let unicode = unicode.is_some_and(|value| value.contains("UTF-8") || value.contains("UTF8"));
    terminal(report, Style { columns: 80, unicode, color: false })
}

/// The faults that a scenario allows, as a report names them.
pub(crate) fn budget(scenario: &Scenario) -> Vec<(String, u32)> {
    let each = scenario.budget().each;
    let kinds = Fault::ALL.into_iter().filter(|fault| each.of(*fault) > 0);
    kinds.map(|fault| (fault.word().to_string(), u32::from(each.of(fault)))).collect()
}

/// A report on a scenario in which nothing is said yet.
pub(crate) fn blank(scenario: &Scenario, verdict: Verdict, effort: Effort) -> Report {
    Report {
        budget: budget(scenario),
        effort,
        least: Least::Faults,
        ..exam::blank(scenario.title().to_string(), verdict)
    }
}

/// The report of a run that breaks something.
pub(crate) fn of_run(scenario: &Scenario, run: &Run, effort: Effort) -> Report {
    let mut told = tell(scenario, &run.moves);
    let breach = match &run.breach {
        known @ Breach::Odd(_, Oddity::NotRepeatable { .. } | Oddity::Vanished { .. }) => known.clone(),
        known if told.breach.as_ref() == Some(known) => known.clone(),
        known => vanished(scenario, run, known),
    };
    told.end_with(&breach, scenario);
    let mut report = blank(scenario, Verdict::Broken, effort);
    report.broke = Some(kind(&breach));
    (report.rule, report.reason) = told.broke(scenario).unzip();
    report.faults = told.faults;
    report.replay = Some(replay::name(scenario, &run.moves));
    report.story = Some(told.story);
    report
}

/// A run that ends otherwise when it is made again: some state escaped the lab.
fn vanished(scenario: &Scenario, run: &Run, known: &Breach) -> Breach {
    let seen = words::breach_words(known, scenario).1;
    let last = run.moves.iter().rev().find_map(|chosen| chosen.process());
    Breach::Odd(last.unwrap_or(0), Oddity::Vanished { seen })
}

/// The report of a breach that a search met once and never again; the story is the run without a fault, for want of that run.
pub(crate) fn of_vanished(scenario: &Scenario, effort: Effort) -> Report {
    let seen = "a rule was broken".into();
    let run = Run { moves: replay::canonical(scenario), breach: Breach::Odd(0, Oddity::Vanished { seen }) };
    of_run(scenario, &run, effort)
}

/// A guard, or a rule.
pub(crate) fn kind(breach: &Breach) -> Broke {
    if matches!(breach, Breach::Odd(..)) { Broke::Guard } else { Broke::Rule }
}

/// What the run without faults costs; none if it breaks something or does not end.
pub(crate) fn cost(scenario: &Scenario) -> Option<Cost> {
    let told = canonical(scenario);
    told.breach.is_none().then(|| Cost {
        round_trips: told.round_trips,
        conflicts: told.conflicts,
        bytes_kept: told.end.infra.bytes_kept(),
    })
}

/// The run without a fault and without a needless switch.
pub(crate) fn canonical(scenario: &Scenario) -> Told {
    tell(scenario, &replay::canonical(scenario))
}
