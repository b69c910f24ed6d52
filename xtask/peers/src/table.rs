//! How the outcomes and times are shown: for a terminal of 80 columns, and as Markdown.

use crate::measure::{Growth, Row, Timed, Times};
use lab::report::grouped;

use crate::outcome::Outcome;

const HEADS: [&str; 4] = ["tool", "right version", "seeded bug after", "steps"];
const TIME_HEADS: [&str; 5] = ["tool", "right version, ms", "× lab", "seeded bug, ms", "× lab"];

const GROWTH_HEADS: [&str; 4] = ["tool", "2 and 2", "3 and 3", "4 and 4"];

/// What `*` stands for.
pub const NOTE: &str = "* with the workers taken for alike";

fn right(outcome: &Outcome) -> String {
    format!("{}{}", outcome.unit.count(outcome.looked_at), if outcome.to_the_end { ", all" } else { "" })
}

fn found(outcome: &Outcome) -> String {
    let after = outcome.unit.count(outcome.looked_at);
    match (&outcome.found, outcome.breaking_runs) {
        (None, _) => format!("not in {after}"),
        (Some(_), None) => after,
        (Some(_), Some(breaking)) => format!("{after} ({} break)", grouped(breaking)),
    }
}

fn steps(outcome: &Outcome) -> String {
    outcome
        .found
        .as_ref()
        .map_or("-".into(), |found| format!("{}{}", found.steps, if found.smallest { ", smallest" } else { "" }))
}

fn cells(row: &Row) -> [String; 4] {
    [row.tool.into(), right(&row.right), found(&row.seeded_bug), steps(&row.seeded_bug)]
}

fn growth_cells(growth: &Growth) -> [String; 4] {
    let cell = |outcome: &Outcome| if outcome.to_the_end { right(outcome) } else { format!("{}, cut", right(outcome)) };
    let [two, three, four] = &growth.right;
    [growth.tool.into(), cell(two), cell(three), cell(four)]
}

/// Three digits that count: 0.0123, 1.23, 123.
fn figure(number: f64) -> String {
    let digits = match number {
        _ if number >= 100.0 => 0,
        _ if number >= 10.0 => 1,
        _ => 2,
    };
    format!("{number:.digits$}")
}

fn time_cells(timed: &Timed) -> [String; 5] {
    let ms =
        |times: &Times| format!("{} ({}-{})", figure(times.median_ms), figure(times.least_ms), figure(times.most_ms));
    let ratio = |times: &Times| figure(times.times_the_lab);
    [timed.tool.into(), ms(&timed.right), ratio(&timed.right), ms(&timed.seeded_bug), ratio(&timed.seeded_bug)]
}

fn columns<const N: usize>(heads: [&str; N], rows: Vec<[String; N]>) -> String {
    let mut all = vec![heads.map(String::from)];
    all.extend(rows);
    let width = |n: usize| all.iter().map(|row| row[n].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    all.iter().map(line).collect()
}

fn markdown<const N: usize>(heads: [&str; N], rows: Vec<[String; N]>) -> String {
    let line = |row: &[String; N]| format!("| {} |\n", row.join(" | "));
    let head = line(&heads.map(String::from));
    let body: String = rows.iter().map(line).collect();
    format!("{head}|{}\n{body}", "---|".repeat(N))
}

/// All tables for a terminal.
pub fn terminal(rows: &[Row], growth: &[Growth], times: &[Timed], repeats: usize) -> String {
    format!(
        "two workers, two copies of a message, no faults\n\n{}\nthe right version, so many workers and copies\n\n{}\nmedians of {repeats} (least-most)\n\n{}\n{NOTE}\n",
        columns(HEADS, rows.iter().map(cells).collect()),
        columns(GROWTH_HEADS, growth.iter().map(growth_cells).collect()),
        columns(TIME_HEADS, times.iter().map(time_cells).collect()),
    )
}

/// What does not differ from machine to machine, as Markdown.
pub fn counts_markdown(rows: &[Row]) -> String {
    markdown(HEADS, rows.iter().map(cells).collect())
}

/// How the searches grow, as Markdown.
pub fn growth_markdown(growth: &[Growth]) -> String {
    markdown(GROWTH_HEADS, growth.iter().map(growth_cells).collect())
}

/// The times as Markdown.
pub fn times_markdown(times: &[Timed]) -> String {
    markdown(TIME_HEADS, times.iter().map(time_cells).collect())
}
