//! How far a search goes and how fast: `cargo bench -p lab`. Prints one table; each row is a process of its own, so that its peak
//! memory is its own. Compare rows of one run; single times on a shared machine mean little.

mod edge;
mod engine;
mod exchange;

use std::process::Command;
use std::time::Instant;

use lab::Scenario;
use lab::proof::{Enumerated, enumerate};
use lab::report::Verdict;

/// A row: its name, and what makes its scenario.
type Row = (&'static str, fn() -> Scenario);

const ROWS: &[Row] = &[
    ("02, 1 tab", || edge::scenario(1, 0, 0)),
    ("02, 1 tab, crash", || edge::scenario(1, 1, 0)),
    ("02, 2 tabs, crash", || edge::scenario(2, 1, 0)),
    ("02, 2 tabs, crash + ambiguous", || edge::scenario(2, 1, 1)),
    ("02, 2 tabs, 2 crashes + ambiguous", || edge::scenario(2, 2, 1)),
    ("engine, 1 message", || engine::scenario(1, 1, 0, 0)),
    ("engine, 2 messages", || engine::scenario(2, 1, 0, 0)),
    ("engine, 2 messages, crash", || engine::scenario(2, 1, 1, 0)),
    ("engine, 2 messages, crash + ambiguous", || engine::scenario(2, 1, 1, 1)),
    ("engine, 2 messages in 2 copies each, crash", || engine::scenario(2, 2, 1, 0)),
    ("engine, 3 messages, crash", || engine::scenario(3, 1, 1, 0)),
    ("engine, 2 messages, 2 crashes + ambiguous", || engine::scenario(2, 1, 2, 1)),
    ("exchange, 1 message", || exchange::scenario(1, 0, 0)),
    ("exchange, 1 message, crash", || exchange::scenario(1, 1, 0)),
    ("exchange, 1 message, crash + lost response", || exchange::scenario(1, 1, 1)),
    ("exchange, 2 messages, crash + lost response", || exchange::scenario(2, 1, 1)),
];

fn main() {
    let wanted = std::env::args().find_map(|argument| argument.strip_prefix("--row=").map(str::to_string));
    match wanted {
        Some(name) => one(&name),
        None => all(),
    }
}

fn all() {
    println!(
        "{:<46} {:>8} {:>9} {:>9} {:>8} {:>9} {:>9} {:>7}",
        "scenario", "verdict", "states", "runs", "handler", "ms", "gates/s", "MB"
    );
    for (name, _) in ROWS {
        row(name);
    }
    println!("\nbeside plain enumeration, in one process each:");
    println!(
        "{:<46} {:>12} {:>10} {:>12} {:>9} {:>9}",
        "scenario", "plain runs", "plain ms", "search runs", "search ms", "ratio"
    );
    row("plain: 02, 1 tab, crash");
    row("plain: 02, 2 tabs");
    row("plain: engine, 1 message, 1 worker, crash");
    row("plain: engine, 2 messages, crash");
}

fn row(name: &str) {
    let own = std::env::current_exe().expect("the bench knows its own file");
    let status = Command::new(own).arg(format!("--row={name}")).status().expect("the bench can start itself");
    assert!(status.success(), "row `{name}` failed");
}

fn one(name: &str) {
    if let Some(plain) = name.strip_prefix("plain: ") {
        return beside_plain(plain);
    }
    let (name, make) = ROWS.iter().find(|(known, _)| *known == name).expect("a row of the table");
    let scenario = make();
    let start = Instant::now();
    let report = scenario.search();
    let time = start.elapsed();
    let effort = &report.effort;
    let per_second = effort.gates as f64 / time.as_secs_f64();
    let verdict = match report.verdict {
        Verdict::Holds => "holds",
        Verdict::Broken => "broken",
        _ => "unknown",
    };
    println!(
        "{name:<46} {verdict:>8} {:>9} {:>9} {:>8} {:>9.1} {per_second:>9.0} {:>7.0}",
        effort.states,
        effort.executions,
        effort.handler_runs,
        time.as_secs_f64() * 1e3,
        peak_megabytes(),
    );
    if report.verdict == Verdict::Broken {
        println!("{}", Scenario::show(&report, 100, true));
    }
}

/// How many runs plain enumeration may make before its total is taken as a lower bound.
const PLAIN_MOST: u64 = 200_000;

fn beside_plain(name: &str) {
    let scenario = match name {
        "02, 1 tab, crash" => edge::scenario(1, 1, 0),
        "02, 2 tabs" => edge::scenario(2, 0, 0),
        "engine, 1 message, 1 worker, crash" => engine::with_workers(1, 1, 1, 1, 0),
        _ => engine::scenario(2, 1, 1, 0),
    };
    let start = Instant::now();
    let plain: Enumerated = enumerate(&scenario, PLAIN_MOST);
    let plain_time = start.elapsed();
    let start = Instant::now();
    let report = scenario.search();
    let time = start.elapsed();
    let more = if plain.complete { "" } else { ">" };
    println!(
        "{name:<46} {:>12} {:>10.1} {:>12} {:>9.1} {:>9}",
        format!("{more}{}", plain.executions),
        plain_time.as_secs_f64() * 1e3,
        report.effort.executions,
        time.as_secs_f64() * 1e3,
        format!("{more}{:.0}", plain_time.as_secs_f64() / time.as_secs_f64()),
    );
}

/// The most memory this process has had, in MB; 0 where the system does not tell.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|number| number.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
