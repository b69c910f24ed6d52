//! `compare`, with a program that says what it is told to say: how its figures are shown, replayed and compared with texts.

use lab::exam::Ruling;
use lab::report::{LaneKind, Replay, ReplayOutcome, Row, RowKind, Story};

use crate::kit::Kit;
use crate::samples::green;

const MANIFEST: &str = "[package]\nname = \"compare\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
const PROGRAM: &str = r#"fn main() {
    let asked = std::env::args().nth(1).unwrap_or_default();
    match std::fs::read_to_string(format!("said{asked}.json")) {
        Ok(text) => println!("{text}"),
        Err(error) => { eprintln!("it is broken: {error}"); std::process::exit(1) }
    }
}
"#;

fn kit(name: &str, verdict: &str) -> Kit {
    let kit = Kit::new(name, &[green("38-compare")]);
    kit.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"exercises/*\", \"solutions/compare\"]\n");
    kit.write("solutions/compare/Cargo.toml", MANIFEST);
    kit.write("solutions/compare/src/main.rs", PROGRAM);
    kit.write("said--json.json", &said(verdict));
    let _ = std::fs::remove_dir_all(kit.root.join("lectures"));
    kit
}

/// Two techniques, two columns; the first technique breaks in the first column, the second one ends as `verdict` says.
fn said(verdict: &str) -> String {
    let cell = |verdict: &str, faults: &str, rule: &str| {
        format!(
            r#"{{"column":"x","verdict":"{verdict}","states":9,"faults":[{faults}],"rule":{rule},"replay":{rule}}}"#
        )
    };
    let broken = cell("broken", r#""crash of loyalty""#, r#""ab12""#);
    let technique = |name: &str, cells: [&str; 2], end: i64| {
        let curve: Vec<String> = (0..=20).map(|message| (message * end / 20).to_string()).collect();
        let left = r#"{"verdict":"holds","states":3,"bytes":7}"#;
        format!(
            r#"{{"name":"{name}","exercise":"05","idea":"to do it","cells":[{}],"costs":{{"round_trips":6,"loads":2,
            "sends":1,"calls":0,"writes":3,"conditional":1,"items":3,"stored_bytes":[{}],"kept_bytes":39,"too_large_at":12,
            "garbage_after_crashes":{left},"garbage_after_copies":{left}}}}}"#,
            cells.join(","),
            curve.join(",")
        )
    };
    let survives = cell("holds", "", "null");
    let rows = [
        technique("naive", [&broken, &survives], 0),
        technique("tokens", [&survives, &cell(verdict, "", "null")], 800),
    ];
    format!(
        r#"{{"format":2,"columns":[{{"name":"a crash","short":"a crash","what":"one dies"}},{{"name":"late replay",
        "short":"late replay","what":"a copy of long ago"}}],"techniques":[{}],"run":{{"messages":20,"item_limit_bytes":512}}}}"#,
        rows.join(",")
    )
    .replace("\n", "")
}

#[test]
fn tables_are_shown_in_80_columns_and_say_what_they_are_not() {
    let kit = kit("compare-shown", "holds");
    let shown = kit.says(&["compare"]);
    shown.expect(
        0,
        &[
            "naive            1 fault  survives",
            "crash ab12",
            "6     2      3     1     1     0",
            "Not measured: latency",
        ],
    );
    shown.expect(0, &["not the exercises' solutions", "cargo xtask replay compare ID"]);
    assert!(shown.out.lines().all(|line| line.chars().count() <= 80), "{}", shown.out);
    assert!(!shown.out.contains('\u{1b}'), "{}", shown.out);
    let json = kit.says(&["compare", "--json"]);
    assert_eq!((json.code, json.out.trim_end()), (Some(0), said("holds").as_str()));
    let markdown = kit.says(&["compare", "--markdown"]);
    markdown.expect(0, &["| naive (05) | **1 fault** | survives |", "| naive | a crash | ab12 | `ab12` |"]);
    let picture = kit.says(&["compare", "--svg"]);
    picture.expect(0, &["role=\"img\"", "<desc>Stored bytes over 20 messages", "tokens 800"]);
    assert_eq!(picture.out, kit.says(&["compare", "--svg"]).out);
}

/// Eight columns do not fit side by side; the eighth means nothing to the first technique.
#[test]
fn what_cannot_go_wrong_is_no_survival_and_what_has_no_room_goes_below() {
    let kit = kit("compare-wide", "holds");
    let mut said: serde_json::Value = serde_json::from_str(&said("holds")).unwrap();
    let more = (2..8).map(|at| serde_json::json!({"name": format!("c{at}"), "short": format!("c{at}"), "what": "x"}));
    said["columns"].as_array_mut().unwrap().extend(more);
    for technique in 0..2 {
        let cells = said["techniques"][technique]["cells"].as_array_mut().unwrap();
        cells.extend(std::iter::repeat_n(cells[1].clone(), 6));
    }
    said["techniques"][0]["cells"][7]["verdict"] = serde_json::Value::Null;
    kit.write("said--json.json", &said.to_string());
    let shown = kit.says(&["compare"]);
    shown.expect(0, &["c6\n", "c7\n", "tokens           survives\n", "all others       -\n"]);
    assert!(shown.out.lines().all(|line| line.chars().count() <= 80), "{}", shown.out);
    let markdown = kit.says(&["compare", "--markdown"]);
    markdown.expect(0, &["| survives | survives | - |\n", "| survives | survives | survives |\n"]);
    assert!(!markdown.out.contains("**-**"), "{}", markdown.out);
}

#[test]
fn a_search_that_a_limit_has_ended_is_no_survival() {
    let kit = kit("compare-unknown", "unknown");
    let shown = kit.says(&["compare"]);
    shown.expect(5, &["tokens           survives unknown"]);
    kit.says(&["verify", "compare"]).expect(1, &["did not come to its end"]);
}

#[test]
fn a_program_that_fails_and_one_that_is_not_there_are_told() {
    let kit = kit("compare-fails", "holds");
    std::fs::remove_file(kit.root.join("said--json.json")).unwrap();
    kit.says(&["compare"]).expect(3, &["it is broken"]).one_next_step();
    std::fs::remove_file(kit.root.join("solutions/compare/Cargo.toml")).unwrap();
    kit.says(&["compare"]).expect(2, &["there is no solutions/compare"]).one_next_step();
}

#[test]
fn a_run_of_the_comparison_is_shown_step_by_step() {
    let kit = kit("compare-replay", "holds");
    let mut story = Story::default();
    let (loyalty, entities) = (story.lane("loyalty", LaneKind::Process), story.lane("entities", LaneKind::Store));
    let row = Row::new(1, RowKind::Operation, loyalty, Some(entities), "create ada", "");
    story.rows.push(row.changing("entities", "ada", None, Some("total 60")));
    let ruling = Ruling::broken("naive: crash", "no payment counts twice", "it did").story(story);
    let mut replay = Replay { outcome: ReplayOutcome::Broken, missing: Vec::new(), report: ruling.report().clone() };
    kit.write("said--replay.json", &serde_json::to_string(&replay).unwrap());
    let shown = kit.says(&["replay", "compare", "ab12"]);
    shown
        .expect(0, &["naive: crash", "loyalty to entities: create ada", "total 60", "no payment counts twice"])
        .one_next_step();
    replay.outcome = ReplayOutcome::OtherScenario;
    kit.write("said--replay.json", &serde_json::to_string(&replay).unwrap());
    kit.says(&["replay", "compare", "cd34"]).expect(2, &["the id of no scenario of compare"]).one_next_step();
    kit.says(&["replay", "compare"]).expect(2, &["Its id is missing"]).one_next_step();
}

#[test]
fn a_text_with_old_figures_is_stale_until_it_is_blessed() {
    let kit = kit("compare-stale", "holds");
    let page = "# Figures\n\nbefore\n\n<!-- compare: survives -->\nold\n<!-- compare: end -->\n\nafter\n";
    kit.write("lectures/src/figures.md", page);
    let red = kit.says(&["verify", "compare"]);
    red.expect(1, &["lectures/src/figures.md is stale", "lectures/src/pictures/stored-bytes.svg is missing"]);
    kit.says(&["verify", "compare", "--bless"]).expect(0, &["2 tables and pictures"]);
    kit.says(&["verify", "compare"]).expect(0, &["All of it holds"]);
    let blessed = kit.read("lectures/src/figures.md");
    assert!(blessed.contains("before\n\n<!-- compare: survives -->\n\n| technique |"), "{blessed}");
    assert!(blessed.ends_with("<!-- compare: end -->\n\nafter\n") && !blessed.contains("old"), "{blessed}");
    kit.write("lectures/src/figures.md", &page.replace("survives", "nonsense"));
    kit.says(&["verify", "compare"]).expect(1, &["there is no part `nonsense`"]);
}
