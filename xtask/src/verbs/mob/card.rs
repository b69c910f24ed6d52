//! What the room knows of its mob: verdict, intent, changes, roles. The card of a handover, and the plain form of `mob`.

use super::changes::{Changed, Files};
use super::{Context, check, names};
use crate::catalog::{Entry, Half};
use crate::clock;
use crate::markdown;
use crate::progress::{Failure, Run, Session, Verdict};
use crate::terminal::Paint;

/// How wide the labels are.
const LABEL: usize = 12;
/// So many of the changed files, and of the functions in them, are named.
const MOST_NAMED: usize = 4;

/// A mob at its exercise, at one moment.
pub struct Card<'a> {
    /// Where it is shown.
    pub context: &'a Context,
    /// The exercise.
    pub entry: &'a Entry,
    /// The mob.
    pub session: &'a Session,
    /// The files now.
    pub files: &'a Files,
    /// In milliseconds since 1970.
    pub now: u64,
}

/// One fact: a label, and what stands behind it.
pub struct Fact {
    /// In one word.
    label: &'static str,
    /// A paragraph each.
    lines: Vec<String>,
    /// The colour of the label.
    label_paint: Option<Paint>,
    /// The colour of what stands behind it.
    paint: Option<Paint>,
}

impl Fact {
    /// One without colours.
    pub fn new(label: &'static str, lines: Vec<String>) -> Fact {
        Fact { label, lines, label_paint: None, paint: None }
    }
}

impl Card<'_> {
    /// Which exercise, which half.
    pub fn head(&self) -> String {
        format!("{}{}", self.entry.name(), if self.session.mobs_half { ", the mob's half" } else { "" })
    }

    /// Where the work stands: the verdict, the intent, and what was changed since the files were as `before`, where they are known.
    pub fn state(&self, before: Option<&Files>) -> Vec<Fact> {
        let changed = before.map(|before| changed(&before.changes(self.files)));
        [self.verdict()].into_iter().chain(self.intent()).chain(changed).collect()
    }

    /// How the last check ended, and whether that still holds.
    fn verdict(&self) -> Fact {
        let Some(run) = self.session.runs.last() else {
            let lines = vec![format!("no check yet: {}", check(self.entry))];
            return Fact::new("not run", lines);
        };
        let (label, paint, mut lines) = match &run.verdict {
            Verdict::Passed => ("GREEN", Paint::Good, vec!["all steps passed".to_string()]),
            Verdict::Errors => ("RED", Paint::Bad, vec!["it does not compile, so nothing was run".to_string()]),
            Verdict::Failed(failure) => ("RED", Paint::Bad, self.failed(run, failure.as_deref())),
        };
        let ago = clock::length(self.now.saturating_sub(run.at));
        let half = if run.mobs_half { " --mob" } else { "" };
        let since = match &run.files {
            Some(mark) if *mark != self.files.mark() => "; the files have changed since",
            _ => "",
        };
        lines.push(format!("check {}{half}, {ago} ago{since}", self.entry.argument()));
        Fact { label_paint: Some(paint), ..Fact::new(label, lines) }
    }

    fn failed(&self, run: &Run, failure: Option<&Failure>) -> Vec<String> {
        let Some(failure) = failure else { return vec!["the last check failed".to_string()] };
        let half = if run.mobs_half { Half::Mob } else { Half::Alone };
        let rungs = self.entry.exercise().map(|exercise| exercise.rungs(half)).unwrap_or_default();
        let step = rungs.iter().position(|rung| rung.test == failure.test);
        let step = step.map(|at| format!(" (step {} of {})", at + 1, rungs.len())).unwrap_or_default();
        let why = failure.rule.clone().unwrap_or_else(|| match failure.outcome.as_str() {
            "unknown" => "no verdict: a limit was reached before the end".to_string(),
            "time-limit" => "it did not end in its time".to_string(),
            other => format!("how it ended: {other}"),
        });
        vec![format!("{}{step}", failure.test), why]
    }

    /// Whether all steps passed, with the files as they are.
    pub fn is_done(&self) -> bool {
        let run = self.session.passed();
        run.is_some_and(|run| run.files.as_ref().is_none_or(|mark| *mark == self.files.mark()))
    }

    /// What is to be done now.
    pub fn next(&self) -> String {
        match self.is_done() {
            true => "cargo xtask mob done, since all steps pass".to_string(),
            false if self.session.left(self.now).is_none() => "cargo xtask mob next".to_string(),
            false => check(self.entry),
        }
    }

    /// What the driver before would do next.
    fn intent(&self) -> Option<Fact> {
        let intent = self.session.turn().intent.as_ref()?;
        let before = self.session.turns.iter().rev().nth(1).map(|turn| turn.begin.driver.as_str()).unwrap_or_default();
        let before = names::shown(&self.context.terminal, before, 16);
        Some(Fact::new("intent", vec![format!("{intent} ({before})")]))
    }

    /// Who does what now, and until when.
    pub fn roles(&self) -> Vec<Fact> {
        let mut roles = self.names();
        let time = match self.session.left(self.now) {
            Some(left) => format!("{} left{}", clock::left(left), self.end(", until ")),
            None => format!("OVERTIME {}{}", clock::length(self.session.overtime(self.now)), self.end(", since ")),
        };
        if let Some(line) = roles[0].lines.first_mut() {
            line.push_str(&format!(", {time}"));
        }
        roles
    }

    /// When the turn ends on the clock on the wall, behind these words; nothing where that is not known.
    pub fn end(&self, words: &str) -> String {
        clock::on_the_wall(self.session.turn().end()).map(|wall| format!("{words}{wall}")).unwrap_or_default()
    }

    /// Who does what now: the driver first.
    pub fn names(&self) -> Vec<Fact> {
        let (terminal, session) = (&self.context.terminal, self.session);
        let fact = |label, line| Fact { paint: Some(Paint::Strong), ..Fact::new(label, vec![line]) };
        let name = |name| names::shown(terminal, name, 24);
        let mut facts = vec![fact("drives", name(session.driver())), fact("navigates", name(session.navigator()))];
        let others = session.others();
        if !others.is_empty() {
            facts.push(fact("mob", names::row(terminal, &others, terminal.text_columns() - LABEL - 2)));
        }
        facts
    }

    /// How the predictions came out, where there were some.
    pub fn predictions(&self) -> Option<Fact> {
        let (right, all) = self.session.predictions();
        let line = format!("{right} of {all} checks came out as the room said");
        (all > 0).then(|| Fact::new("predicted", vec![line]))
    }

    /// Prints a title and the number of the turn, and below them the groups of facts.
    pub fn print(&self, title: &str, groups: &[Vec<Fact>]) {
        let terminal = &self.context.terminal;
        let turn = format!("turn {}", self.session.turn().begin.number);
        let gap = terminal.text_columns().saturating_sub(title.chars().count() + turn.len()).max(2);
        terminal.line(format!("{}{}{turn}", terminal.paint(Paint::Strong, title), " ".repeat(gap)));
        for group in groups.iter().filter(|group| !group.is_empty()) {
            terminal.line("");
            group.iter().for_each(|fact| self.lines(fact).iter().for_each(|line| terminal.line(line)));
        }
        terminal.line("");
    }

    /// A fact in lines that fit.
    pub fn lines(&self, fact: &Fact) -> Vec<String> {
        let terminal = &self.context.terminal;
        let rest = " ".repeat(LABEL + 2);
        let label = format!("  {:<LABEL$}", fact.label);
        let paint = |paint: Option<Paint>, text: &str| {
            paint.map_or_else(|| text.to_string(), |paint| terminal.paint(paint, text))
        };
        let mut lines: Vec<String> = Vec::new();
        for (at, line) in fact.lines.iter().enumerate() {
            let first = if at == 0 { &label } else { &rest };
            for line in markdown::verbatim(line, terminal, first, &rest).lines() {
                // Cut behind the label, which is ASCII, or the space in its place.
                let (label, text) = line.split_at_checked(LABEL + 2).unwrap_or((line, ""));
                lines.push(format!("{}{}", paint(fact.label_paint, label), paint(fact.paint, text)));
            }
        }
        lines
    }
}

fn changed(changes: &[Changed]) -> Fact {
    let mut lines: Vec<String> = changes.iter().take(MOST_NAMED).map(told).collect();
    match changes.len() {
        0 => lines.push("nothing".to_string()),
        count if count > MOST_NAMED => lines.push(format!("and {} more files", count - MOST_NAMED)),
        _ => {}
    }
    Fact::new("changed", lines)
}

fn told(changed: &Changed) -> String {
    let Changed { path, added, removed, functions } = changed;
    let lines = if *added == 1 { "line" } else { "lines" };
    let mut text = format!("{path}: {added} {lines} added, {removed} removed");
    if !functions.is_empty() {
        let named = functions[..functions.len().min(MOST_NAMED)].join(", ");
        let more = if functions.len() > MOST_NAMED { ", ..." } else { "" };
        text.push_str(&format!(", in {named}{more}"));
    }
    text
}
