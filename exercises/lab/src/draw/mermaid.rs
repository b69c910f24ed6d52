//! The story as a Mermaid sequence diagram.

use std::fmt::Write;

use super::cells::Harm;
use super::text::clean;
use super::words::{Told, lane_words, tell};
use crate::report::{Row, RowKind, Story};

/// The story as a Mermaid sequence diagram, all rows of it.
pub fn mermaid(story: &Story) -> String {
    let mut out = String::from("sequenceDiagram\n");
    for (place, lane) in story.lanes.iter().enumerate() {
        out.push_str(&format!("    participant p{place} as {}\n", escape(&clean(&lane_words(lane)))));
    }
    for row in &story.rows {
        line(&mut out, story, row);
    }
    out
}

fn line(out: &mut String, story: &Story, row: &Row) {
    let told = tell(story, row, "BROKEN", &clean);
    let text = text(row, &told);
    let last = story.lanes.len().saturating_sub(1);
    let from = row.from.min(last);
    let to = row.to.filter(|&to| to != from && to <= last);
    let line = match (row.kind, to) {
        _ if story.lanes.is_empty() => format!("    %% {text}"),
        (RowKind::Broken, _) if last > 0 => format!("    Note over p0,p{last}: ✗ {text}"),
        (RowKind::Crash | RowKind::Broken, _) => format!("    Note over p{from}: ✗ {text}"),
        (RowKind::Note, _) | (_, None) => format!("    Note over p{from}: {text}"),
        (_, Some(to)) => format!("    p{from}{}p{to}: {text}", arrow(row)),
    };
    out.push_str(&line);
    out.push('\n');
}

fn arrow(row: &Row) -> &'static str {
    match (row.kind == RowKind::Response, Harm::of(row).arrives()) {
        (false, true) => "->>",
        (false, false) => "-x",
        (true, true) => "-->>",
        (true, false) => "--x",
    }
}

fn text(row: &Row, told: &Told) -> String {
    let mut text = format!("{}. {}", row.step, escape(&told.sentence()));
    if !told.place.is_empty() {
        let _ = write!(text, " ({})", escape(&told.place));
    }
    for change in &told.changes {
        let _ = write!(text, "<br/>{}", escape(change));
    }
    text
}

/// Everything that Mermaid or HTML could take for more than text becomes a numbered entity.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '.' | ',' | '-' | '_' | '/' | '(' | ')' | '=' | '?' | '!' => out.push(c),
            c if c.is_ascii_alphanumeric() || !c.is_ascii() => out.push(c),
            c => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out
}
