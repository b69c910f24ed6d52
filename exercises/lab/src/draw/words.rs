//! A row in words, the same for every form that is drawn.

use super::changes::changes;
use crate::report::{Lane, LaneKind, Row, RowKind, Story};

/// The texts of one row, cleaned for the display.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The fault or the break in capitals, or empty.
    pub alarm: String,
    /// What is asked.
    pub label: String,
    /// What came of it; says `refused` where it was.
    pub outcome: String,
    /// File and line, or empty.
    pub place: String,
    /// What changed.
    pub changes: Vec<String>,
}

/// Tells a row; `clean` makes any text harmless, `broken` is the word at the row where the rule breaks.
pub(super) fn tell(story: &Story, row: &Row, broken: &str, clean: &dyn Fn(&str) -> String) -> Told {
    let alarm = match (&row.fault, row.kind) {
        (_, RowKind::Broken) => broken.to_string(),
        (Some(fault), _) => fault.to_uppercase(),
        (None, RowKind::Crash) => "CRASH".to_string(),
        (None, _) => String::new(),
    };
    let label = if row.label.to_uppercase() == alarm { "" } else { row.label.as_str() };
    Told {
        alarm: clean(&alarm),
        label: clean(label),
        outcome: clean(&outcome(row)),
        place: clean(&place(row)),
        changes: changes(story, row).iter().map(|change| clean(change)).collect(),
    }
}

impl Told {
    /// Everything but the changes, such as `LOST REQUEST: POST /orders → timeout`.
    pub(super) fn sentence(&self) -> String {
        let mut text = self.alarm.clone();
        let silent = self.label.is_empty() && self.outcome.is_empty();
        if !text.is_empty() && !silent {
            text.push_str(": ");
        }
        text.push_str(&self.label);
        if !self.label.is_empty() && !self.outcome.is_empty() {
            text.push_str(" → ");
        }
        text.push_str(&self.outcome);
        text
    }
}

/// The word under the name of a lane; processes have none, and neither have names that end in it.
pub(super) fn kind_word(lane: &Lane) -> Option<&'static str> {
    let word = match lane.kind {
        LaneKind::Process => return None,
        LaneKind::Store => "store",
        LaneKind::Queue => "queue",
        LaneKind::Blobs => "blobs",
    };
    let is_named = lane.name.strip_suffix(word).is_some_and(|rest| rest.ends_with(' '));
    (!is_named).then_some(word)
}

/// A lane in words, such as `carts (store)`.
pub(super) fn lane_words(lane: &Lane) -> String {
    match kind_word(lane) {
        Some(kind) => format!("{} ({kind})", lane.name),
        None => lane.name.clone(),
    }
}

/// The lanes of a row in words, such as `carts 1 → carts`.
pub(super) fn path_words(story: &Story, row: &Row) -> String {
    let name = |lane: usize| story.lanes.get(lane).map_or("?", |lane| lane.name.as_str());
    match row.to {
        Some(to) if to != row.from => format!("{} → {}", name(row.from), name(to)),
        _ => name(row.from).to_string(),
    }
}

fn outcome(row: &Row) -> String {
    // A response says with its status that it is a refusal.
    match (row.refused && row.kind != RowKind::Response, row.outcome.as_str()) {
        (true, "") => "refused".to_string(),
        (true, outcome) if !outcome.to_lowercase().contains("refused") => format!("refused: {outcome}"),
        (_, outcome) => outcome.to_string(),
    }
}

fn place(row: &Row) -> String {
    row.at.as_ref().map_or(String::new(), |at| {
        let name = at.file.rsplit(['/', '\\']).next().unwrap_or(&at.file);
        format!("{name}:{}", at.line)
    })
}
