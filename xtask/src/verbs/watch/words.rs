//! A result in a few words, and the places in the code that it is about.

use lab::report::{Place, Report, Row};

use crate::catalog::Entry;
use crate::compile::plain;
use crate::ladder::{Outcome, Step};
use crate::terminal::Paint;
use crate::verbs::check::{self, Checked};

/// A result in a few words.
#[derive(Clone, Debug)]
pub struct Words {
    /// The state as one word, or three.
    pub state: &'static str,
    /// Its colour.
    pub paint: Paint,
    /// Which test fails first, or how many are green.
    pub rung: String,
    /// The rule that is broken, or what else is wrong.
    pub rule: String,
}

impl Words {
    /// What was found.
    pub fn of(checked: &Checked<'_>) -> Words {
        if let Some(errors) = &checked.errors {
            let rule = problems(&errors.text).find(|problem| problem.is_error).map(|problem| problem.message);
            let rung = String::new();
            return Words { state: "does not compile", paint: Paint::Bad, rung, rule: rule.unwrap_or_default() };
        }
        match checked.first_red() {
            None => {
                let rung = format!("{} of {} green", checked.steps.len(), checked.steps.len());
                Words { state: "passed", paint: Paint::Good, rung, rule: String::new() }
            }
            Some(step) => {
                let unknown = matches!(step.outcome, Outcome::Unknown | Outcome::TimeLimit(_));
                let state = if unknown { "no verdict" } else { "not yet" };
                Words { state, paint: Paint::Bad, rung: step.test.clone(), rule: rule(step) }
            }
        }
    }

    /// On one line: `02-lost-or-ghost: not yet, the_test: the rule`.
    pub fn line(&self, entry: &Entry) -> String {
        let mut line = format!("{}: {}", entry.id, self.state);
        if !self.rung.is_empty() && self.state != "passed" {
            line = format!("{line}, {}", self.rung);
        }
        if !self.rule.is_empty() {
            line = format!("{line}: {}", self.rule);
        }
        line
    }
}

fn rule(step: &Step) -> String {
    let told = step.told().and_then(|report| report.rule.clone().or_else(|| report.reason.clone()));
    let said = || step.output.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("thread '"));
    let ended = || match &step.outcome {
        Outcome::Failed => said().map(str::to_string),
        outcome => check::words(outcome),
    };
    told.or_else(ended).unwrap_or_default()
}

/// Something to mend, and where.
pub struct Problem {
    /// As the compiler gives it: `path:line:column`.
    place: String,
    is_error: bool,
    message: String,
}

impl Problem {
    /// In the compiler's short form, which editors know.
    pub fn line(&self) -> String {
        format!("{}: {}: {}", self.place, if self.is_error { "error" } else { "warning" }, self.message)
    }
}

/// What is to be mended, each with its place.
pub fn places(checked: &Checked<'_>) -> Vec<Problem> {
    if let Some(errors) = &checked.errors {
        return problems(&errors.text).collect();
    }
    let story = checked.first_red().and_then(|step| Some((step, step.report.as_ref()?)));
    let Some((step, place)) = story.and_then(|(step, report)| Some((step, telling(report)?))) else {
        return Vec::new();
    };
    let Place { file, line } = place;
    let faults = step.report.as_ref().map(|report| report.faults.join("; ")).unwrap_or_default();
    let after = if faults.is_empty() { String::new() } else { format!(" ({faults})") };
    let message = format!("{}{after}", rule(step));
    vec![Problem { place: format!("{file}:{line}:1"), is_error: true, message }]
}

/// Where in the exercise's own code the story turns: at its last fault, else at its last step.
fn telling(report: &Report) -> Option<&Place> {
    let rows = &report.story.as_ref()?.rows;
    let own = |row: &&Row| row.at.as_ref().is_some_and(|at| at.file.contains("/src/"));
    let fault = rows.iter().rev().filter(own).find(|row| row.fault.is_some());
    fault.or_else(|| rows.iter().rev().find(own))?.at.as_ref()
}

/// What cargo said, as far as it has a place: a line such as `error[E0425]: no such thing`, and below it `  --> path:line:column`.
fn problems(text: &str) -> impl Iterator<Item = Problem> {
    let text = plain(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut problems = Vec::new();
    let mut head: Option<(bool, &str)> = None;
    for line in lines {
        let word = |word: &str| line.starts_with(word).then_some(line);
        if let Some(line) = word("error") {
            head = Some((true, line));
        } else if let Some(line) = word("warning") {
            head = Some((false, line));
        } else if let (Some(place), Some((is_error, line))) = (line.trim_start().strip_prefix("--> "), head) {
            head = None;
            let message = line.split_once(": ").map_or(line, |(_, message)| message);
            let code = line.split_once(['[', ':']).filter(|(word, _)| line[word.len()..].starts_with('['));
            let code = code.and_then(|(_, rest)| rest.split_once(']')).map(|(code, _)| format!(" [{code}]"));
            let message = format!("{message}{}", code.unwrap_or_default());
            problems.push(Problem { place: place.to_string(), is_error, message });
        }
    }
    problems.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_says_becomes_one_line_a_problem() {
        let text = "warning: unused import: `x`\n --> a/src/lib.rs:1:5\n  |\n1 | use x;\n\n\
                    \u{1b}[1m\u{1b}[91merror[E0425]\u{1b}[0m: cannot find `y`\n   \u{1b}[94m--> \u{1b}[0ma/src/lib.rs:2:10\n    \
                    ::: b.rs:3:4\n\nerror: aborting due to 1 previous error\n\nerror: could not compile `a` (lib)\n";
        let lines: Vec<String> = problems(text).map(|problem| problem.line()).collect();
        assert_eq!(
            lines,
            ["a/src/lib.rs:1:5: warning: unused import: `x`", "a/src/lib.rs:2:10: error: cannot find `y` [E0425]"]
        );
    }
}
