//! The steps of a run, and what stores and queues hold after each.

use lab::report::{Cells, Replay, Row, RowKind, Story};

use crate::markdown;
use crate::terminal::{Paint, Terminal};

/// Shows each step, and after each that changed something, the state.
pub fn steps(terminal: &Terminal, replay: &Replay) {
    let Some(story) = &replay.report.story else { return };
    terminal.line(terminal.paint(Paint::Strong, &format!("{}: the run step by step", replay.report.title)));
    terminal.line("");
    let mut cells = Cells::before(story);
    if cells.iter().any(|(_, _, content)| content.is_some()) {
        terminal.line("before the first step");
        state(terminal, &cells, &[]);
    }
    for row in story.rows.iter().filter(|row| row.kind != RowKind::Broken) {
        terminal.line(wrap(terminal, &format!("{:>3}  ", row.step), &head(story, row)));
        if row.changes.is_empty() {
            continue;
        }
        cells.follow(row);
        let changed: Vec<(&str, &str)> = row.changes.iter().map(|it| (it.lane.as_str(), it.cell.as_str())).collect();
        state(terminal, &cells, &changed);
    }
    terminal.line("");
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

fn state(terminal: &Terminal, cells: &Cells<'_>, changed: &[(&str, &str)]) {
    for (lane, cell, content) in cells.iter() {
        let is_new = changed.contains(&(lane, cell));
        let content = match content {
            Some(content) => content,
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
