//! The steps of a run, and what stores and queues hold after each.

use std::collections::BTreeMap;

use lab::report::{Replay, Row, RowKind, Story};

use crate::markdown;
use crate::terminal::{Paint, Terminal};

/// What a cell holds; none where it is not there.
type Cells = BTreeMap<(String, String), Option<String>>;

/// Shows each step, and after each that changed something, the state.
pub fn steps(terminal: &Terminal, replay: &Replay) {
    let Some(story) = &replay.report.story else { return };
    terminal.line(terminal.paint(Paint::Strong, &format!("{}: the run step by step", replay.report.title)));
    terminal.line("");
    let mut cells = start(story);
    if cells.values().any(Option::is_some) {
        terminal.line("before the first step");
        state(terminal, &cells, &[]);
    }
    for row in story.rows.iter().filter(|row| row.kind != RowKind::Broken) {
        terminal.line(wrap(terminal, &format!("{:>3}  ", row.step), &head(story, row)));
        if row.changes.is_empty() {
            continue;
        }
        for change in &row.changes {
            cells.insert((change.lane.clone(), change.cell.clone()), change.after.clone());
        }
        let changed: Vec<(&str, &str)> = row.changes.iter().map(|it| (it.lane.as_str(), it.cell.as_str())).collect();
        state(terminal, &cells, &changed);
    }
    terminal.line("");
}

/// The state before the first step, as far as the run touches it.
fn start(story: &Story) -> Cells {
    let mut cells = Cells::new();
    for change in story.rows.iter().flat_map(|row| &row.changes) {
        cells.entry((change.lane.clone(), change.cell.clone())).or_insert_with(|| change.before.clone());
    }
    cells
}

/// A step in words: `edge to carts: replace cart-1, conflict (lib.rs:79)`
pub fn head(story: &Story, row: &Row) -> String {
    let lane = |at: usize| story.lanes.get(at).map_or("?", |lane| lane.name.as_str());
    let way = match row.to {
        Some(to) => format!("{} to {}", lane(row.from), lane(to)),
        None => lane(row.from).to_string(),
    };
    let what = match (row.label.is_empty(), row.outcome.is_empty()) {
        (false, false) => format!("{}, {}", row.label, row.outcome),
        (false, true) => row.label.clone(),
        (true, _) => row.outcome.clone(),
    };
    let what = match (&row.fault, what.is_empty()) {
        (Some(fault), true) => format!("FAULT {fault}"),
        (Some(fault), false) => format!("FAULT {fault}: {what}"),
        (None, _) => what,
    };
    let file = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
    let place = row.at.as_ref().map(|at| format!(" ({}:{})", file(&at.file), at.line)).unwrap_or_default();
    format!("{way}: {what}{place}")
}

fn state(terminal: &Terminal, cells: &Cells, changed: &[(&str, &str)]) {
    for ((lane, cell), content) in cells {
        let is_new = changed.contains(&(lane.as_str(), cell.as_str()));
        let content = match content {
            Some(content) => content.as_str(),
            None if is_new => "(gone)",
            None => continue,
        };
        let mark = if is_new { "*" } else { " " };
        let line = wrap(terminal, &format!("     {mark} "), &format!("{lane} {cell}: {content}"));
        terminal.line(if is_new { line } else { terminal.paint(Paint::Faint, &line) });
    }
}

/// Text behind its beginning, such as a number; the lines after the first are indented, if it has one.
pub fn wrap(terminal: &Terminal, first: &str, text: &str) -> String {
    let rest = if first.is_empty() { 0 } else { 9 };
    markdown::verbatim(text, terminal, first, &" ".repeat(rest))
}
