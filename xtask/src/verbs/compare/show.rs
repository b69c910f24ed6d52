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

/// As many columns side by side as there is room for, then the next ones.
fn survives(terminal: &Terminal, table: &Table) {
    let columns: Vec<usize> = (0..table.columns.len()).collect();
    let room = terminal.text_columns().saturating_sub(NAME) / (CELL + 1);
    for (at, block) in columns.chunks(room.max(1)).enumerate() {
        if at > 0 {
            terminal.line("");
        }
        survives_of(terminal, table, block);
    }
}

/// A technique for which none of these columns means anything is left out.
fn survives_of(terminal: &Terminal, table: &Table, columns: &[usize]) {
    for line in 0..2 {
        let heads = columns.iter().map(|at| table.columns[*at].short.split(' ').nth(line).unwrap_or_default());
        let heads: Vec<String> = heads.map(|word| format!("{word:<CELL$}")).collect();
        let text = format!("{:<NAME$} {}", "", heads.join(" "));
        terminal.line(terminal.paint(Paint::Strong, text.trim_end()));
    }
    let means = |technique: &&Technique| columns.iter().any(|at| technique.cells[*at].verdict.is_some());
    for technique in table.techniques.iter().filter(means) {
        let mut line = format!("{:<NAME$}", technique.name);
        for cell in columns.iter().map(|at| &technique.cells[*at]) {
            let words = cell.words();
            let shown = match cell.verdict {
                None => words.clone(),
                Some(Verdict::Holds) => terminal.paint(Paint::Good, &words),
                Some(_) => terminal.paint(Paint::Bad, &words),
            };
            line += &format!(" {shown}{}", " ".repeat(CELL.saturating_sub(words.len())));
        }
        terminal.line(line.trim_end());
    }
    if !table.techniques.iter().all(|technique| means(&technique)) {
        let dashes = columns.iter().map(|_| format!("{:<CELL$}", "-")).collect::<Vec<_>>().join(" ");
        terminal.line(format!("{:<NAME$} {}", "all others", dashes.trim_end()));
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
    let row = |cells: [&str; 10]| {
        let [name, trips, loads, writes, conditional, sends, calls, kept, large, garbage] = cells;
        let left = format!("{name:<NAME$} {trips:>5} {loads:>5} {writes:>6} {conditional:>5}");
        format!("{left} {sends:>5} {calls:>5} {kept:>5} {large:>9} {garbage:>9}")
    };
    let heads = [
        ["", "round", "", "", "with", "", "", "bytes", "too large", "garbage"],
        ["", "trips", "loads", "writes", "cond.", "sends", "calls", "kept", "at no.", "in bytes"],
    ];
    for head in heads {
        terminal.line(terminal.paint(Paint::Strong, &row(head)));
    }
    for technique in &table.techniques {
        let costs = &technique.costs;
        let counts = [costs.round_trips, costs.loads, costs.writes, costs.conditional, costs.sends, costs.calls];
        let [trips, loads, writes, conditional, sends, calls] = counts.map(|count| count.to_string());
        let large = costs.too_large_at.map_or_else(|| "never".to_string(), |at| at.to_string());
        let garbage = format!("{} / {}", costs.garbage_after_crashes.words(), costs.garbage_after_copies.words());
        let kept = costs.kept_bytes.to_string();
        terminal.line(row([
            &technique.name,
            &trips,
            &loads,
            &writes,
            &conditional,
            &sends,
            &calls,
            &kept,
            &large,
            &garbage,
        ]));
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
        "round trips: one more message of a customer, where nothing fails; a batch is one. To send it, to receive it and \
         to acknowledge it is the same for all, and not counted"
            .to_string(),
        "calls: requests over HTTP with their responses; the other side's loads and writes stand in their own columns"
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
    "The deduplication store forgets an id after 30 days, and an idempotency key is forgotten then, too. If they never were, \
     the late replay would be survived, and the bytes would be kept for ever.",
];
