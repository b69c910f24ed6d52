//! What stands below the diagram: the verdict, how little it takes, how much was searched.

use super::Style;
use super::glyphs::Glyphs;
use super::text::{Line, Paint, clean_for, ink, wrap};
use crate::report::{Broke, Effort, Least, Report, RowKind, Verdict, grouped};

const INDENT: usize = 9;

/// The word at the row where the story breaks.
pub(super) fn broken_word(report: &Report) -> &'static str {
    match report.broke {
        Some(Broke::Guard) => "STOPPED",
        _ => "BROKEN",
    }
}

/// The lines of the block.
pub(super) fn block(report: &Report, style: Style, glyphs: &Glyphs) -> Vec<Line> {
    let mut block = Block { style, lines: Vec::new() };
    match report.verdict {
        Verdict::Holds => {
            let is_told = report.least == Least::Faults || !report.budget.is_empty();
            let budget = if is_told { format!("budget: {}", budget(report)) } else { String::new() };
            let facts: Vec<String> = [effort(report), budget].into_iter().filter(|fact| !fact.is_empty()).collect();
            let colon = if facts.is_empty() { "" } else { ": " };
            block.headed("HOLDS", Paint::Bold, &format!("searched to the end{colon}{}", facts.join(", ")));
        }
        Verdict::Ran => {
            let text = "one long seeded run, not a search: it can only check bounds";
            block.headed("RAN", Paint::Bold, &format!("{text} ({})", count(report.effort.gates, "gate")));
        }
        Verdict::Unknown => {
            let limit = report.effort.limit.as_deref().unwrap_or("a limit was reached");
            block.headed("NOT FINISHED:", Paint::Alarm, limit);
            block.below("Nothing broke so far, but not everything was searched: this is no pass.");
            block.below(&report.reason.as_deref().map(seen).unwrap_or_default());
        }
        Verdict::Broken => block.broken(report),
    }
    report.notes.iter().for_each(|note| block.below(note));
    block.facts(report, glyphs);
    block.lines
}

struct Block {
    style: Style,
    lines: Vec<Line>,
}

impl Block {
    fn headed(&mut self, word: &str, paint: Paint, text: &str) {
        let mut line = ink(word, paint);
        // Wrapping makes one space of many, so the gap after the word is put in afterwards.
        line.extend(ink(&format!(" {}", clean_for(self.style, text)), Paint::Bold));
        let gap = (INDENT - 1).saturating_sub(word.len());
        let mut lines = wrap(&line, self.style.columns - gap, INDENT);
        let at = word.len().min(lines[0].len());
        lines[0].splice(at..at, vec![(' ', Paint::Plain); gap]);
        self.lines.extend(lines);
    }

    fn broken(&mut self, report: &Report) {
        let rule = report.rule.as_deref().unwrap_or("");
        let reason = report.reason.as_deref().unwrap_or("");
        match report.broke {
            Some(Broke::Witness) => {
                self.headed("MISSED", Paint::Alarm, &format!("No run at all reached: {rule}"));
                self.below("No run broke a rule, but some run must get there.");
                self.below(reason);
            }
            _ => {
                self.headed(broken_word(report), Paint::Alarm, rule);
                self.below(reason);
                self.below(&how_little(report));
            }
        }
    }

    fn below(&mut self, text: &str) {
        let text = clean_for(self.style, text);
        if text.trim().is_empty() {
            return;
        }
        for mut line in wrap(&ink(&text, Paint::Plain), self.style.columns - INDENT, 0) {
            line.splice(0..0, vec![(' ', Paint::Plain); INDENT]);
            self.lines.push(line);
        }
    }

    fn facts(&mut self, report: &Report, glyphs: &Glyphs) {
        let mut facts = Vec::new();
        if !matches!(report.verdict, Verdict::Holds | Verdict::Ran) {
            let effort = Some(effort(report)).filter(|effort| !effort.is_empty()).map(|it| format!("searched {it}"));
            // A judge that is no search may have no budget of faults at all.
            let is_told = report.least == Least::Faults || !report.budget.is_empty();
            let budget = is_told.then(|| format!("may fail: {}", budget(report)));
            let told: Vec<String> = [effort, budget].into_iter().flatten().collect();
            facts.extend(Some(told.join(&format!(" {} ", glyphs.dot))).filter(|told| !told.is_empty()));
        }
        facts.extend(report.replay.iter().map(|id| format!("replay id: {id}")));
        if !facts.is_empty() {
            self.lines.push(Line::new());
        }
        for fact in facts {
            let fact = clean_for(self.style, &fact);
            self.lines.extend(wrap(&ink(&fact, Paint::Dim), self.style.columns, 2));
        }
    }
}

fn breaks(report: &Report) -> bool {
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
