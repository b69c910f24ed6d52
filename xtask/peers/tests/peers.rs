//! Each tool finds the seeded bug, none finds anything in the right version, and lecture 7 says what they say.

use peers::booking::Version;
use peers::measure::{Row, Tool, outcomes};
use peers::{on_lab, on_stateright, page, pictures, table};

fn row(rows: &[Row], tool: Tool) -> &Row {
    rows.iter().find(|row| row.tool == tool.name()).expect("each tool has a row")
}

#[test]
fn every_tool_finds_the_seeded_bug() {
    for row in outcomes() {
        assert!(row.seeded_bug.found.is_some(), "{}: {:?}", row.tool, row.seeded_bug);
    }
}

#[test]
fn no_tool_finds_anything_in_the_right_version() {
    let rows = outcomes();
    for row in &rows {
        assert_eq!(row.right.found, None, "{}", row.tool);
    }
    let random = Tool::ShuttleRandom.name();
    for row in rows {
        assert_eq!(row.right.to_the_end, row.tool != random, "only the random search has no end: {}", row.tool);
    }
}

#[test]
fn lab_and_breadth_first_agree_on_the_smallest_run() {
    let rows = outcomes();
    let lab = &row(&rows, Tool::Lab).seeded_bug;
    assert_eq!(lab.found, row(&rows, Tool::StaterightBreadthFirst).seeded_bug.found);
}

#[test]
fn the_model_can_come_to_its_end() {
    for version in [Version::Right, Version::SeededBug] {
        let steps = on_stateright::end(version).expect("the end can be reached");
        assert!(steps.len() >= 9, "two messages, four and five steps: {}", steps.len());
    }
}

#[test]
fn two_searches_come_to_the_same() {
    let both = [(); 2].map(|()| outcomes().into_iter().map(|row| (row.right, row.seeded_bug)).collect::<Vec<_>>());
    assert_eq!(both[0], both[1]);
}

#[test]
fn the_story_of_the_lab_names_the_rule() {
    let report = on_lab::scenario(Version::SeededBug).search();
    assert_eq!(report.rule.as_deref(), Some("a payment is booked once"));
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
    assert_eq!(page::table(&text, "counts").expect("it has a table"), table::counts_markdown(&outcomes()), "{RENEW}");
    let times = page::table(&text, "times").expect("it has a table of times");
    for tool in Tool::ALL {
        assert!(times.contains(&format!("| {} |", tool.name())), "{} has no time: {RENEW}", tool.name());
    }
}
