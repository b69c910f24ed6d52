//! What a report says in words: the verdict, how little it takes, how much was searched. The same for every form.

use crate::report::{Broke, Effort, Least, Report, RowKind, Verdict, grouped};

/// The words of a report, as they are in it: not yet cleaned for a display.
#[derive(Debug)]
pub(super) struct Words {
    /// The word that comes first, such as `BROKEN`.
    pub word: &'static str,
    /// True where it is no pass.
    pub alarm: bool,
    /// What stands behind the word: the rule, or how far it was searched.
    pub headline: String,
    /// More sentences; none is empty.
    pub below: Vec<String>,
    /// What stands last, smaller: a line each, in parts.
    pub facts: Vec<Vec<String>>,
}

impl Words {
    /// The word where nothing stands behind it in the same line.
    pub(super) fn bare_word(&self) -> &'static str {
        self.word.trim_end_matches(':')
    }
}

/// The word at the row where the story breaks.
pub(super) fn broken_word(report: &Report) -> &'static str {
    match report.broke {
        Some(Broke::Guard) => "STOPPED",
        _ => "BROKEN",
    }
}

/// The words of a report.
pub(super) fn words(report: &Report) -> Words {
    let (word, headline, mut below) = match report.verdict {
        Verdict::Holds => ("HOLDS", holds(report), Vec::new()),
        Verdict::Ran => ("RAN", ran(report), Vec::new()),
        Verdict::Unknown => {
            let limit = report.effort.limit.as_deref().unwrap_or("a limit was reached").to_string();
            let no_pass = "Nothing broke so far, but not everything was searched: this is no pass.".to_string();
            ("NOT FINISHED:", limit, vec![no_pass, report.reason.as_deref().map(seen).unwrap_or_default()])
        }
        Verdict::Broken => broken(report),
    };
    below.extend(report.notes.iter().cloned());
    below.retain(|sentence| !sentence.trim().is_empty());
    let alarm = matches!(report.verdict, Verdict::Broken | Verdict::Unknown);
    Words { word, alarm, headline, below, facts: facts(report) }
}

fn holds(report: &Report) -> String {
    let is_told = report.least == Least::Faults || !report.budget.is_empty();
    let budget = if is_told { format!("budget: {}", budget(report)) } else { String::new() };
    let facts: Vec<String> = [effort(report), budget].into_iter().filter(|fact| !fact.is_empty()).collect();
    let colon = if facts.is_empty() { "" } else { ": " };
    format!("searched to the end{colon}{}", facts.join(", "))
}

fn ran(report: &Report) -> String {
    let text = "one long seeded run, not a search: it can only check bounds";
    format!("{text} ({})", count(report.effort.gates, "gate"))
}

fn broken(report: &Report) -> (&'static str, String, Vec<String>) {
    let rule = report.rule.clone().unwrap_or_default();
    let reason = report.reason.clone().unwrap_or_default();
    match report.broke {
        Some(Broke::Witness) => {
            let none = "No run broke a rule, but some run must get there.".to_string();
            ("MISSED", format!("No run at all reached: {rule}"), vec![none, reason])
        }
        _ => (broken_word(report), rule, vec![reason, how_little(report)]),
    }
}

fn facts(report: &Report) -> Vec<Vec<String>> {
    let mut facts = Vec::new();
    if !matches!(report.verdict, Verdict::Holds | Verdict::Ran) {
        let effort = Some(effort(report)).filter(|effort| !effort.is_empty()).map(|it| format!("searched {it}"));
        // A judge that is no search may have no budget of faults at all.
        let is_told = report.least == Least::Faults || !report.budget.is_empty();
        let budget = is_told.then(|| format!("may fail: {}", budget(report)));
        let told: Vec<String> = [effort, budget].into_iter().flatten().collect();
        facts.extend(Some(told).filter(|told| !told.is_empty()));
    }
    facts.extend(report.replay.iter().map(|id| vec![format!("replay id: {id}")]));
    facts
}

/// True where the story has the row at which the rule breaks.
pub(super) fn breaks(report: &Report) -> bool {
    report.story.as_ref().is_some_and(|story| story.rows.iter().any(|row| row.kind == RowKind::Broken))
}

/// What was seen, as a sentence.
fn seen(reason: &str) -> String {
    let mut letters = reason.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

fn how_little(report: &Report) -> String {
    let guard = report.broke == Some(Broke::Guard);
    let ends = if guard { "gets here" } else { "breaks this rule" };
    let least = match report.least {
        Least::Faults => format!(" No run with fewer faults {ends}."),
        Least::Steps => format!(" No run with fewer steps {ends}."),
        Least::Unsaid => String::new(),
    };
    let faults: Vec<&str> = report.faults.iter().map(|fault| fault.trim_end_matches('.')).collect();
    match faults.as_slice() {
        [] if guard => "It takes no fault at all.".to_string(),
        // A story without a break, or none: there is nothing that took little.
        _ if !guard && !breaks(report) => String::new(),
        [] => "It takes no fault at all: this order of steps is enough.".to_string(),
        [fault] => format!("It takes 1 fault: {fault}.{least}"),
        faults => format!("It takes {} faults: {}.{least}", faults.len(), faults.join("; ")),
    }
}

/// What was looked at; empty where nothing was counted.
fn effort(report: &Report) -> String {
    let Effort { executions, states, .. } = report.effort;
    let counted = [(executions, "execution"), (states, "state")].into_iter().filter(|(number, _)| *number > 0);
    counted.map(|(number, noun)| count(number, noun)).collect::<Vec<_>>().join(", ")
}

fn budget(report: &Report) -> String {
    let kinds: Vec<String> =
        report.budget.iter().filter(|(_, most)| *most > 0).map(|(kind, most)| format!("{most} {kind}")).collect();
    if kinds.is_empty() { "nothing".to_string() } else { kinds.join(", ") }
}

/// A number with its noun, such as `28,815 states`.
fn count(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}
