//! What a guard must say.

use lab::Scenario;
use lab::report::{Broke, Report, RowKind, Verdict};

pub const FOREIGN: &str = "a handler waits only for what the lab controls";
pub const TWO_GATES: &str = "a handler has one gate at a time";
pub const ABANDONED: &str = "a handler waits for the answer of each gate";
pub const OTHER_THREAD: &str = "a handler stays on its own thread and spawns nothing";
pub const PANICS: &str = "no handler panics";
pub const ENDLESS: &str = "a handler comes to an end";
pub const REPEATS: &str = "a handler does the same again with the same input and the same answers";

/// The reason of a report in which this guard fired, with the story up to there.
pub fn guard(report: &Report, sentence: &str) -> String {
    assert_eq!(report.verdict, Verdict::Broken, "{report:#?}");
    assert_eq!(report.broke, Some(Broke::Guard), "{report:#?}");
    assert_eq!(report.rule.as_deref(), Some(sentence), "{report:#?}");
    let story = report.story.as_ref().expect("a guard shows the run up to it");
    let last = story.rows.last().expect("a story ends with what broke");
    assert_eq!((last.kind, last.label.as_str()), (RowKind::Broken, sentence));
    assert_eq!(story.rows.iter().filter(|row| row.kind == RowKind::Broken).count(), 1, "{story:#?}");
    let shown = Scenario::show(report, 80, true);
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(sentence), "{shown}");
    report.reason.clone().expect("a guard says what it saw")
}

/// `reason` without line numbers: they change with each edit of a test.
pub fn masked(reason: &str) -> String {
    let mut parts = reason.split(".rs:");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |text, part| {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{text}.rs:LINE{rest}")
    })
}
