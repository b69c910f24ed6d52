//! The table: one row for each thing that was looked at, with what is wrong and what to do.

use crate::terminal::{Paint, Terminal};

/// One thing that was looked at.
#[derive(Debug)]
pub struct Row {
    /// The exercise, or `texts` for what belongs to all.
    pub of: String,
    /// What was looked at, such as `wrong turns`.
    pub what: &'static str,
    /// What is true if nothing is wrong.
    pub good: String,
    /// All that is wrong.
    pub reds: Vec<Red>,
}

/// One thing that is wrong.
#[derive(Debug)]
pub struct Red {
    /// What is wrong, with names and values.
    pub reason: String,
    /// What to do about it.
    pub next: String,
}

impl Red {
    /// One thing that is wrong, and what to do about it.
    pub fn new(reason: impl Into<String>, next: impl Into<String>) -> Red {
        Red { reason: reason.into(), next: next.into() }
    }
}

impl Row {
    /// A row with what was found.
    pub fn new(of: &str, what: &'static str, good: impl Into<String>, reds: Vec<Red>) -> Row {
        Row { of: of.to_string(), what, good: good.into(), reds }
    }
}

/// Prints all rows. The name of an exercise stands at its first row only.
pub fn print(terminal: &Terminal, rows: &[Row]) {
    let first = rows.iter().map(|row| row.of.chars().count()).max().unwrap_or(0);
    let mut before = "";
    for row in rows {
        let of = if row.of == before { "" } else { &row.of };
        before = &row.of;
        let lead = format!("{of:<first$}  {:<12}", row.what);
        if row.reds.is_empty() {
            terminal.line(format!("{lead}  {}   {}", terminal.paint(Paint::Good, "ok"), row.good));
        }
        for (at, red) in row.reds.iter().enumerate() {
            let lead = if at == 0 { lead.clone() } else { " ".repeat(first + 14) };
            let indent = " ".repeat(first + 21);
            let reason = red.reason.trim_end().replace('\n', &format!("\n{indent}"));
            terminal.line(format!("{lead}  {}  {reason}", terminal.paint(Paint::Bad, "RED")));
            terminal.line(format!("{indent}do: {}", red.next));
        }
    }
}
