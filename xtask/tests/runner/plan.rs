//! The days of a workshop: those of the kit itself, and of small kits where something is missing.

use std::process::{Command, Stdio};

use crate::kit::{Kit, Said, Sample, repository};
use crate::samples::{ONE, green};

/// The kit that is under test; only its manifests and texts are read.
fn itself(arguments: &[&str]) -> Said {
    Said::from(command(arguments).output().unwrap())
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments).current_dir(repository()).stdin(Stdio::null());
    command.env("LC_ALL", "C.UTF-8");
    command
}

/// Time and minutes of each row of a day, from the JSON.
fn rows(said: &Said, day: u64) -> Vec<(String, i64)> {
    let lines = said.json().into_iter().filter(|line| line["day"] == day);
    lines.map(|line| (line["at"].as_str().unwrap().to_string(), line["minutes"].as_i64().unwrap())).collect()
}

fn owned(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter().map(|(at, minutes)| (at.to_string(), *minutes)).collect()
}

#[test]
fn two_days_are_as_the_workshop_was_cut() {
    let said = itself(&["plan", "--json"]);
    let first = [
        ("9:30", 30),
        ("10:00", 30),
        ("10:30", 30),
        ("11:00", 15),
        ("11:15", 25),
        ("11:40", 15),
        ("11:55", 25),
        ("12:20", 60),
        ("13:20", 25),
        ("13:45", 25),
        ("14:10", 50),
        ("15:00", 15),
        ("15:15", 40),
        ("15:55", 55),
        ("16:50", 40),
    ];
    let second = [
        ("9:30", 10),
        ("9:40", 50),
        ("10:30", 15),
        ("10:45", 15),
        ("11:00", 35),
        ("11:35", 15),
        ("11:50", 40),
        ("12:30", 60),
        ("13:30", 15),
        ("13:45", 35),
        ("14:20", 20),
        ("14:40", 15),
        ("14:55", 40),
        ("15:35", 45),
        ("16:20", 40),
        ("17:00", 30),
    ];
    assert_eq!(rows(said.expect(0, &[]), 1), owned(&first));
    assert_eq!(rows(&said, 2), owned(&second));
    let core: Vec<String> =
        said.json().iter().filter(|line| line["core"] == true).map(|line| line["title"].to_string()).collect();
    for exercise in ["02", "04", "07", "11", "14"] {
        assert!(core.iter().any(|title| title.contains(&format!("{exercise} "))), "{exercise} in {core:?}");
    }
}

#[test]
fn the_table_says_what_goes_when_late_and_what_is_known_to_take_longer() {
    let said = itself(&["plan"]);
    said.expect(0, &["\n10:30 * 02 lost-or-ghost ", "* the core path: never dropped", "Reserve: 40 + 30 min."])
        .one_next_step();
    said.expect(
        0,
        &[
            "30 min  05 late-duplicate mob, 06 stable-ids mob, 03 local-queue mob (28 min)",
            "60 min  09 ",
            "90 min  13 ",
        ],
    );
    for arguments in [&["plan"][..], &["plan", "--days", "1"], &["plan", "--late", "90", "--at", "14:10", "--day", "2"]]
    {
        let said = itself(arguments);
        assert_eq!(said.out.lines().find(|line| line.chars().count() > 80), None, "{arguments:?}");
        assert!(!said.out.contains('\u{1b}'));
    }
    assert!(itself(&["plan", "--day", "1"]).out.lines().count() <= 23, "a day fits a small terminal");
    itself(&["plan", "--markdown", "--day", "2"])
        .expect(0, &["| 10:45 | *break* | 15 | | | |", "| 11:00 | **11 small-items** | 35 | | 20 | 15 |"]);
}

#[test]
fn shorter_days_drop_in_order_and_never_the_core_path() {
    let said = itself(&["plan", "--days", "1"]);
    said.expect(
        0,
        &["Left out, in this order:", "* 02 ", "* 04 ", "* the outbox in words; 07 ", "* 11 ", "* systems, HTTP; 14 "],
    );
    let at = |label: &str| said.out.find(label).unwrap_or_else(|| panic!("no `{label}` in {}", said.out));
    assert!(at("  05 late-duplicate mob (8 min)") < at("  06 stable-ids mob (10 min)"));
    assert!(at("  10 model-check (50 min)") < at("  09 thousand-paths (55 min)"), "{}", said.out);
    let said = itself(&["plan", "--days", "3", "--end", "16:30"]);
    assert!(!said.out.contains("Left out"), "{}", said.out);
    said.expect(0, &["chapters are told in full"]);
    let said = itself(&["plan", "--days", "3", "--lunch", "12:00", "--json"]).json();
    let lunches: Vec<_> =
        said.iter().filter(|line| line["kind"] == "lunch").map(|line| line["at"].as_str().unwrap()).collect();
    assert_eq!(lunches.len(), 3);
    assert!(lunches.iter().all(|at| ("11:30".."12:30").contains(at)), "{lunches:?}");
}

#[test]
fn days_that_cannot_be_are_refused_with_what_would_do() {
    let said = itself(&["plan", "--days", "1", "--end", "12:00"]);
    said.expect(2, &["the core path alone takes", "too much for 1 day from 9:30 to 12:00", "Next: cargo xtask plan"])
        .one_next_step();
    let next = said.err.lines().find_map(|line| line.strip_prefix("Next: cargo xtask ")).unwrap();
    itself(&next.split_whitespace().collect::<Vec<_>>()).expect(0, &["Day 1"]);
    for (arguments, word) in [
        (&["--start", "18:00"][..], "begin at 18:00 and end at 17:30"),
        (&["--start", "25:00"], "`25:00` is no time of the day"),
        (&["--days", "0"], "`0` is no number from 1 to 7"),
        (&["--days", "many"], "`many` is no number"),
        (&["--day", "3"], "there is no day 3 of 2"),
        (&["--lunch", "9:00"], "lunch at 9:00"),
        (&["--at", "14:10"], "--late"),
        (&["--late", "30", "--at", "18:00"], "it is 18:00, and day"),
        (&["--late", "-5"], "-5"),
        (&["--json", "--markdown"], "--markdown"),
    ] {
        let all: Vec<&str> = ["plan"].iter().chain(arguments).copied().collect();
        itself(&all).expect(2, &[word]).one_next_step();
    }
}

#[test]
fn without_a_time_a_late_day_goes_on_from_now() {
    const TEN_PAST_TWO: u64 = (14 * 60 + 10) * 60_000;
    let mut command = command(&["plan", "--late", "40", "--day", "1"]);
    let said = Said::from(command.env("XTASK_NOW", TEN_PAST_TWO.to_string()).env("TZ", "UTC").output().unwrap());
    assert_eq!(said.out, itself(&["plan", "--late", "40", "--at", "14:10", "--day", "1"]).out);
    said.expect(0, &["Day 1 from 14:10 on, 40 min late"]).one_next_step();
}

#[test]
fn the_rest_of_a_late_day_wins_back_what_it_may() {
    let said = itself(&["plan", "--late", "40", "--at", "14:10", "--day", "1"]);
    // 40 minutes late at 14:10: the room is where it should have been at 13:30, ten minutes into 05.
    said.expect(
        0,
        &[
            "Day 1 from 14:10 on, 40 min late",
            "\n14:10   05 late-duplicate (the rest)",
            "05 late-duplicate mob (8 min)",
        ],
    );
    said.expect(0, &["06 stable-ids mob (10 min)", "17:12   overrun", "Reserve: 18 min of 40."]).one_next_step();
    assert!(!said.out.contains("thousand-paths alone"), "{}", said.out);
    // At 60 more goes, and no more than is documented while there is a reserve.
    let said = itself(&["plan", "--late", "60", "--at", "15:30", "--day", "1"]);
    said.expect(0, &["09 thousand-paths alone (20 min)", "Reserve: 0 min of 40."]);
    // Lunch is still to come, or just going on.
    let said = itself(&["plan", "--late", "20", "--at", "12:30", "--day", "1"]);
    said.expect(0, &["12:30 * 04 create-once (the rest)", "12:40   lunch", "60\n13:40   identity; 05"]);
    itself(&["plan", "--late", "10", "--at", "12:40", "--day", "1"])
        .expect(0, &["\n12:40   lunch                                             50\n13:30"]);
    // What does not fit is said.
    let said = itself(&["plan", "--late", "120", "--at", "17:00", "--day", "2"]);
    said.expect(0, &["do not fit, and nothing that may go is left", "Next: ask the room: end at"]).one_next_step();
}

const CHAPTER: &str =
    "# A\n\n<details><summary>For the instructor</summary>\n\n**Eight minutes:** all.\n\n</details>\n";
const PLAN: &str = r#"
recap = { talk = "recap", minutes = 10 }
reserve = "questions"
last_reserve = "feedback"
[[block]]
parts = [{ lecture = "a-chapter", minutes = 5 }, { exercise = "81-first" }]
core = true
[[block]]
parts = [{ exercise = "82-second" }]
[[drop]]
exercise = "82-second"
half = "mob"
instead = "a vote"
late = 30
"#;

fn small(name: &str) -> Kit {
    let ladder = format!("mob_minutes = 200\n{ONE}");
    let kit = Kit::new(
        name,
        &[Sample { ladder: &ladder, ..green("81-first") }, Sample { ladder: &ladder, ..green("82-second") }],
    );
    kit.write("lectures/src/a-chapter.md", CHAPTER);
    kit.write("lectures/plan.toml", PLAN);
    kit
}

#[test]
fn the_day_is_the_one_with_the_next_exercise() {
    let kit = small("plan day");
    kit.says(&["plan", "--late", "30", "--at", "10:30"]).expect(0, &["Day 1 from 10:30"]);
    kit.write(
        ".progress/log.jsonl",
        "{\"v\":1,\"id\":\"a\",\"n\":1,\"at\":1,\"exercise\":\"81-first\",\"event\":\"passed\"}\n",
    );
    kit.says(&["plan", "--late", "30", "--at", "10:30"]).expect(0, &["Day 2 from 10:30", "82 second"]);
}

#[test]
fn verify_notices_what_the_plan_forgets() {
    let kit = small("plan verify");
    for id in ["81-first", "82-second"] {
        kit.write(&format!("exercises/{id}/README.md"), "# T\n\n10 minutes. Module 1.\n");
    }
    let guide = "# Guide\n\n<!-- plan: table -->\nold\n<!-- plan: end -->\n<!-- exercise: 81-first a -->\n<!-- exercise: end -->\n";
    kit.write("lectures/src/guide.md", guide);
    kit.write(
        "solutions/81-first/wrong-turns/a.patch",
        "An idea\n\nWhy it tempts: it is\nshort.\nWhat breaks it: a crash.\nbreaks: t: r: 1 faults\n\n--- a/src/lib.rs\n",
    );
    kit.says(&["verify", "plan"]).expect(1, &["lectures/src/guide.md is stale", "cargo xtask verify plan --bless"]);
    kit.says(&["verify", "plan", "--bless"]).expect(0, &["2 parts"]);
    let blessed = kit.read("lectures/src/guide.md");
    assert!(blessed.contains("| 9:30 | **a chapter; 81 first** | 218 | 8 | 10 | 200 |"), "{blessed}");
    assert!(
        blessed.contains("- **An idea** (`a`). It tempts: it is short. It breaks: a crash. *One fault is enough.*"),
        "{blessed}"
    );
    kit.says(&["verify", "plan"]).expect(0, &[]);

    kit.write("exercises/81-first/README.md", "# T\n\n11 minutes. Module 1.\n");
    kit.says(&["verify", "plan"]).expect(1, &["exercises/81-first/README.md does not say its 10 minutes"]);
    kit.write("exercises/81-first/README.md", "# T\n\n10 minutes. Module 1.\n");
    kit.write("lectures/src/another.md", CHAPTER);
    kit.says(&["verify", "plan"]).expect(1, &["`another` is in no block of the plan"]);
    std::fs::remove_file(kit.root.join("lectures/src/another.md")).unwrap();
    kit.write("lectures/plan.toml", &PLAN.replace("82-second\" }]", "81-first\" }]"));
    kit.says(&["verify", "plan"]).expect(1, &["`82-second` is to be dropped, and stands in no block"]);
    kit.write("lectures/plan.toml", &PLAN.replace("half = \"mob\"", "half = \"some\""));
    kit.says(&["plan"]).expect(2, &["`half` is `some`", "mend lectures/plan.toml"]).one_next_step();
    kit.write("lectures/plan.toml", &PLAN.replace("82-second\"\nhalf = \"mob\"", "81-first\""));
    kit.says(&["plan"]).expect(2, &["`81-first` is to be dropped, and is on the core path"]);
    std::fs::remove_file(kit.root.join("lectures/plan.toml")).unwrap();
    kit.says(&["plan"]).expect(3, &["cannot read lectures/plan.toml"]).one_next_step();
}
