//! The tables in a terminal of 80 columns.

use lab::report::Verdict;

use super::table::{Table, Technique};
use crate::markdown::verbatim;
use crate::terminal::{Paint, Terminal};

const NAME: usize = 16;
const CELL: usize = 8;

/// Both tables, with what the columns mean and the ids of the runs that break.
pub fn show(terminal: &Terminal, table: &Table) {
    terminal.line(terminal.paint(Paint::Strong, "What each technique survives"));
    terminal.line("");
    survives(terminal, table);
    terminal.line("");
    say(
        terminal,
        "survives: all was searched, and nothing broke. n faults: it breaks, and no run with fewer faults does.",
    );
    for column in &table.columns {
        terminal.line(verbatim(&column.what, terminal, &format!("  {:<14}", column.short), &" ".repeat(16)));
    }
    terminal.line("");
    terminal.line(terminal.paint(Paint::Strong, "The runs that break, step by step: cargo xtask replay compare ID"));
    terminal.line("");
    for technique in &table.techniques {
        replays(terminal, table, technique);
    }
    terminal.line("");
    terminal.line(terminal.paint(Paint::Strong, "What a message costs"));
    terminal.line("");
    costs(terminal, table);
    terminal.line("");
    notes(terminal, table);
}

fn say(terminal: &Terminal, text: &str) {
    terminal.line(verbatim(text, terminal, "", ""));
}

fn survives(terminal: &Terminal, table: &Table) {
    for line in 0..2 {
        let heads = table.columns.iter().map(|column| column.short.split(' ').nth(line).unwrap_or_default());
        let heads: Vec<String> = heads.map(|word| format!("{word:<CELL$}")).collect();
        let text = format!("{:<NAME$} {}", "", heads.join(" "));
        terminal.line(terminal.paint(Paint::Strong, text.trim_end()));
    }
    for technique in &table.techniques {
        let mut line = format!("{:<NAME$}", technique.name);
        for cell in &technique.cells {
            let words = cell.words();
            let paint = if cell.verdict == Verdict::Holds { Paint::Good } else { Paint::Bad };
            let room = CELL.saturating_sub(words.len());
            line += &format!(" {}{}", terminal.paint(paint, &words), " ".repeat(room));
        }
        terminal.line(line.trim_end());
    }
}

/// `technique  column id, column id, ...`; no line ends between a column and its id.
fn replays(terminal: &Terminal, table: &Table, technique: &Technique) {
    let own = table.broken().filter(|(of, _, _)| of.name == technique.name);
    let mut line = format!("  {:<NAME$}", technique.name);
    let mut is_empty = true;
    for (_, head, cell) in own {
        let run = format!("{} {}", head.short, cell.replay.as_deref().unwrap_or("?"));
        if line.chars().count() + 2 + run.chars().count() > terminal.text_columns() {
            terminal.line(&line);
            line = " ".repeat(NAME + 2);
        }
        line += &format!("  {run}");
        is_empty = false;
    }
    terminal.line(if is_empty { format!("{line}  none") } else { line });
}

fn costs(terminal: &Terminal, table: &Table) {
    let row = |cells: [&str; 9]| {
        let [name, trips, loads, writes, conditional, sends, kept, large, garbage] = cells;
        let left = format!("{name:<NAME$} {trips:>6} {loads:>6} {writes:>6} {conditional:>5}");
        format!("{left} {sends:>6} {kept:>7} {large:>9} {garbage:>10}")
    };
    let heads = [
        ["", "round", "", "", "with", "", "bytes", "too large", "garbage"],
        ["", "trips", "loads", "writes", "cond.", "sends", "kept", "at no.", "in bytes"],
    ];
    for head in heads {
        terminal.line(terminal.paint(Paint::Strong, &row(head)));
    }
    for technique in &table.techniques {
        let costs = &technique.costs;
        let counts = [costs.round_trips, costs.loads, costs.writes, costs.conditional, costs.sends];
        let [trips, loads, writes, conditional, sends] = counts.map(|count| count.to_string());
        let large = costs.too_large_at.map_or_else(|| "never".to_string(), |at| at.to_string());
        let garbage = format!("{} / {}", costs.garbage_after_crashes.words(), costs.garbage_after_copies.words());
        let kept = costs.kept_bytes.to_string();
        terminal.line(row([&technique.name, &trips, &loads, &writes, &conditional, &sends, &kept, &large, &garbage]));
    }
}

fn notes(terminal: &Terminal, table: &Table) {
    for text in legend(table) {
        terminal.line(verbatim(&text, terminal, "- ", "  "));
    }
    terminal.line("");
    for text in LIMITS {
        terminal.line(verbatim(text, terminal, "", ""));
    }
}

/// What the columns of the second table mean.
pub fn legend(table: &Table) -> Vec<String> {
    let (messages, limit) = (table.run.messages, table.run.item_limit_bytes);
    vec![
        "round trips: one more message of a customer, where nothing fails; a batch is one. To receive and to acknowledge \
         is the same for all, and not counted"
            .to_string(),
        format!("bytes kept: what each of {messages} messages leaves in the stores, keys counted; the ids are UUIDs"),
        format!("too large at no.: the message of these {messages} at which an item is over {limit} bytes"),
        "garbage: the most bytes that are left at rest, over those that a run without faults leaves: with one worker and \
         two crashes / with two workers and two copies"
            .to_string(),
    ]
}

/// What must stand beside the figures, wherever they stand.
pub const LIMITS: [&str; 3] = [
    "These are not the exercises' solutions: the domain is smaller, and each technique is written as short as it can be.",
    "Not measured: latency, throughput, money. A round trip to a queue is not one to a database, and nobody's price list \
     is in here.",
    "The deduplication store forgets an id after 30 days. If it never did, the late replay would be survived, and the bytes \
     would be kept for ever.",
];
