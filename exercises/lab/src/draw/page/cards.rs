//! The run in words: a card for each event, with the state after it.

use std::fmt::Write;

use super::super::text::clean;
use super::super::verdict::{breaks, broken_word};
use super::super::words::{Told, path_words, tell};
use super::contents::table;
use super::html::safe;
use crate::report::{Cells, Report, Row, RowKind, Story};

/// All cards, the first of them for what is there before the first event.
pub(super) fn cards(report: &Report, story: &Story) -> String {
    let broken = broken_word(report);
    let mut cells = Cells::before(story);
    // A rule that breaks at no event is one about the whole run.
    let mut is_open = breaks(report);
    let mut out = first(story, &cells, rule(is_open));
    for (place, row) in story.rows.iter().enumerate() {
        let before = cells.clone();
        cells.follow(row);
        is_open &= row.kind != RowKind::Broken;
        let seen = report.reason.as_deref().filter(|_| row.kind == RowKind::Broken).unwrap_or_default();
        let card = Card { story, row, place, told: tell(story, row, broken, &clean), seen };
        card.write(&mut out, &table(story, &before, &cells, row), rule(is_open), broken);
    }
    out
}

/// How the rule stands: `open` as long as it is not broken.
fn rule(is_open: bool) -> &'static str {
    if is_open { "open" } else { "broken" }
}

fn first(story: &Story, cells: &Cells<'_>, rule: &str) -> String {
    let events = story.rows.len();
    let state = table(story, cells, cells, &Row::new(0, RowKind::Note, 0, None, "", ""));
    format!(
        "<article class=\"card edge\" data-rule=\"{rule}\" data-count=\"0 of {events}\">\n<h3>Before the first event</h3>\n\
         <p class=\"said\" hidden>Before the first of {events} events.</p>\n{state}</article>\n"
    )
}

struct Card<'a> {
    story: &'a Story,
    row: &'a Row,
    place: usize,
    told: Told,
    /// What was seen when the rule broke.
    seen: &'a str,
}

impl Card<'_> {
    fn write(&self, out: &mut String, state: &str, rule: &str, broken: &str) {
        let events = self.story.rows.len();
        let is_broken = self.row.kind == RowKind::Broken;
        let is_last = self.place + 1 == events;
        let class = format!("{}{}", if is_broken { " broken" } else { "" }, if is_last { " edge" } else { "" });
        let count = format!("{} of {events}", self.place + 1);
        let _ = writeln!(
            out,
            "<article class=\"card{class}\" data-rule=\"{rule}\" data-count=\"{count}\">\n<h3>{}</h3>\n{}{}\
             <p class=\"said\" hidden>{}</p>\n{state}</article>",
            self.heading(),
            self.what(),
            self.place(),
            safe(&self.said(&count, rule, broken)),
        );
    }

    /// `Step 4 edge → carts`
    fn heading(&self) -> String {
        let again = self.place > 0 && self.story.rows[self.place - 1].step == self.row.step;
        match self.row.kind {
            RowKind::Broken => format!("After step {}", self.row.step),
            _ => {
                let step = format!("Step {}{}", self.row.step, if again { ", continued" } else { "" });
                format!("{step} <span class=\"dim\">{}</span>", safe(&path_words(self.story, self.row)))
            }
        }
    }

    fn what(&self) -> String {
        let sentence = self.told.sentence();
        let rest = sentence.strip_prefix(self.told.alarm.as_str()).unwrap_or(&sentence);
        let sign = if self.told.alarm.is_empty() { "" } else { "✗ " };
        let refused = if self.row.refused { " refused" } else { "" };
        format!(
            "<p class=\"what\"><strong class=\"alarm\">{sign}{}</strong><span class=\"{}\">{}</span></p>\n{}",
            safe(&self.told.alarm),
            refused.trim_start(),
            safe(rest),
            if self.seen.is_empty() { String::new() } else { format!("<p>{}</p>\n", safe(self.seen)) }
        )
    }

    /// The whole path: the diagram has only the name of the file.
    fn place(&self) -> String {
        let place = self.row.at.as_ref().map(|at| safe(&format!("{}:{}", at.file, at.line)));
        place.map(|place| format!("<p class=\"place dim\">at {place}</p>\n")).unwrap_or_default()
    }

    /// All of it as one text, which is read aloud.
    fn said(&self, count: &str, rule: &str, broken: &str) -> String {
        let path = path_words(self.story, self.row).replace(" → ", " to ");
        let path = if self.row.kind == RowKind::Broken { String::new() } else { format!("{path}: ") };
        let mut said = format!("Event {count}, step {}. {path}{}", self.row.step, self.told.sentence());
        if !self.told.place.is_empty() {
            let _ = write!(said, ", at {}", self.told.place);
        }
        for change in &self.told.changes {
            let _ = write!(said, "; {change}");
        }
        if !self.seen.is_empty() {
            let _ = write!(said, ". {}", self.seen.trim_end_matches('.'));
        }
        said.push('.');
        if rule == "open" {
            let _ = write!(said, " The rule is not {} so far.", broken.to_lowercase());
        }
        said
    }
}
