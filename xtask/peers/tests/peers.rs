//! Each tool finds the seeded bug, none finds anything in the right version, and lecture 7 says what they say.

use std::sync::OnceLock;

use peers::booking::Version;
use peers::measure::{Growth, Row, Timed, Times, Tool, growth};
use peers::{on_lab, on_stateright, page, pictures, table};

/// All searches, made once for all tests.
fn outcomes() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(peers::measure::outcomes)
}

fn grown() -> &'static [Growth] {
    static ROWS: OnceLock<Vec<Growth>> = OnceLock::new();
    ROWS.get_or_init(growth)
}

fn row(tool: Tool) -> &'static Row {
    outcomes().iter().find(|row| row.tool == tool.name()).expect("each tool has a row")
}

#[test]
fn every_tool_finds_the_seeded_bug() {
    for row in outcomes() {
        assert!(row.seeded_bug.found.is_some(), "{}: {:?}", row.tool, row.seeded_bug);
    }
}

#[test]
fn no_tool_finds_anything_in_the_right_version() {
    let random = Tool::ShuttleRandom.name();
    for row in outcomes() {
        assert_eq!(row.right.found, None, "{}", row.tool);
        assert_eq!(row.right.to_the_end, row.tool != random, "only the random search has no end: {}", row.tool);
    }
}

#[test]
fn lab_and_breadth_first_agree_on_the_smallest_run() {
    let lab = &row(Tool::Lab).seeded_bug;
    assert_eq!(lab.found, row(Tool::StaterightBreadthFirst).seeded_bug.found);
}

#[test]
fn the_model_can_come_to_its_end() {
    for version in [Version::Right, Version::SeededBug] {
        let steps = on_stateright::end(version.with_two()).expect("the end can be reached");
        assert!(steps.len() >= 9, "two messages, four and five steps: {}", steps.len());
    }
}

#[test]
fn the_story_of_the_lab_names_the_rule() {
    let report = on_lab::scenario(Version::SeededBug.with_two()).search();
    assert_eq!(report.rule.as_deref(), Some("a payment is booked once"));
}

#[test]
fn the_tables_fit_80_columns() {
    let slow = Times { median_ms: 1234.0, least_ms: 1234.0, most_ms: 12345.0, times_the_lab: 1234.0 };
    let times = Tool::ALL.map(|tool| Timed { tool: tool.name(), right: slow, seeded_bug: slow });
    let shown = table::terminal(outcomes(), grown(), &times, 11);
    for line in shown.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

const RENEW: &str = "stale; renew with `cargo run --release --manifest-path xtask/peers/Cargo.toml -- --bless`";

#[test]
fn the_pictures_are_what_is_drawn_now() {
    for (file, drawn) in pictures::files() {
        let there = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        assert!(there == drawn, "{}: {RENEW}", file.display());
    }
}

#[test]
fn lecture_7_shows_what_was_counted() {
    let text = std::fs::read_to_string(page::path()).expect("the lecture is there").replace("\r\n", "\n");
    assert_eq!(page::table(&text, "counts").expect("it has a table"), table::counts_markdown(outcomes()), "{RENEW}");
    assert_eq!(page::table(&text, "growth").expect("it has a table"), table::growth_markdown(grown()), "{RENEW}");
    let times = page::table(&text, "times").expect("it has a table of times");
    for tool in Tool::ALL {
        assert!(times.contains(&format!("| {} |", tool.name())), "{} has no time: {RENEW}", tool.name());
    }
}

/// The prose around the tables: "nearly 3,000", "more than every fourth", "a factor of several hundred".
#[test]
fn the_prose_of_lecture_7_is_still_true() {
    let breaking = row(Tool::ShuttleRandom).seeded_bug.breaking_runs.expect("it counts them");
    assert!((2_500..3_200).contains(&breaking), "{breaking} of 10,000");
    let (runs, states) = (row(Tool::ShuttleDepthFirst).right.looked_at, row(Tool::Lab).right.looked_at);
    assert!((300..1_000).contains(&(runs / states)), "{runs} runs, {states} states");
}
