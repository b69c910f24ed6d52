//! A mob over several processes, on a clock that the test sets.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::kit::{Kit, Said};
use crate::rough;
use crate::samples::{fill_solution, green, reporting};

/// 08:00 on a day in 2027, UTC.
const EIGHT: u64 = 1_800_000_000_000;

const MOB: &str = r#"
[[package.metadata.exercise.mob]]
test = "one_click_one_order"
shipped = "red"
rule = "no click is lost"
[[package.metadata.exercise.mob]]
test = "a_crash_loses_nothing"
shipped = "red"
rule = "no click is lost"
"#;

/// The runner, so many seconds after eight.
pub fn at(kit: &Kit, seconds: u64, arguments: &[&str]) -> Command {
    let mut command = kit.xtask(arguments);
    command.env("XTASK_NOW", (EIGHT + 1000 * seconds).to_string()).env("TZ", "UTC");
    command
}

pub fn says(kit: &Kit, seconds: u64, arguments: &[&str]) -> Said {
    Said::from(at(kit, seconds, arguments).output().unwrap())
}

/// How often this happened.
pub fn count(kit: &Kit, event: &str) -> usize {
    rough::count(&rough::log(kit), event)
}

pub fn turn(kit: &Kit, seconds: u64) -> u64 {
    says(kit, seconds, &["mob", "--json"]).json()[0]["turn"].as_u64().unwrap()
}

/// Three people at an exercise that is never built.
pub fn three(name: &str, id: &str) -> Kit {
    let kit = Kit::new(name, &[green(id)]);
    says(&kit, 0, &["mob", "start", id, "--with", "ada, bob ,cy"])
        .expect(0, &["turn 1", "ada, 4:00 left, until 08:04"]);
    kit
}

#[test]
fn a_mob_from_its_start_to_its_end() {
    let id = "63-a-mob";
    let (lib, verdict) = (format!("exercises/{id}/src/lib.rs"), format!("exercises/{id}/verdict.txt"));
    let kit = Kit::new("a mob", &[reporting(id), green("warm-up")]);
    kit.write(&format!("exercises/{id}/Cargo.toml"), &(kit.read(&format!("exercises/{id}/Cargo.toml")) + MOB));
    kit.write(&format!("exercises/{id}/tests/mob.rs"), &kit.read(&format!("exercises/{id}/tests/check.rs")));
    fill_solution(&kit, id, "//! As shipped.\n", "//! The answer.\n");
    let said = says(&kit, 0, &["mob", "start", "63", "--with", "ada,bob,cy"]);
    said.expect(0, &["A mob at 63 a-mob, the mob's half", "drives      ada, 4:00 left, until 08:04"]).one_next_step();
    said.expect(
        0,
        &["Next: cargo xtask solution 63 --unlock --apply, or with your own file: cargo xtask check 63 --mob"],
    );

    says(&kit, 1, &["check", "all", "--predict", "pass"])
        .expect(2, &["a prediction is about one exercise"])
        .one_next_step();
    says(&kit, 1, &["read"]).expect(0, &["A task"]);

    kit.write(&verdict, "holds broken holds");
    let said = says(&kit, 60, &["check", "--predict", "pass"]);
    said.expect(1, &["mob, turn 1: ada drives, bob navigates, 3:00 left", "63 a-mob: a_mob, the mob's half"]);
    said.expect(1, &["You said pass, and it came out otherwise"]).one_next_step();
    assert!(!said.out.contains("OVERTIME") && said.complaints().is_empty(), "{}\n{}", said.out, said.err);

    kit.write(&lib, "//! Ours.\n\n/// Makes.\npub fn make() {}\n");
    let said = says(&kit, 200, &["mob", "next", "--intent", " name the\tblob "]);
    said.expect(
        0,
        &["Handover: 63 a-mob, the mob's half", "turn 2", "RED         a_crash_loses_nothing (step 2 of 2)"],
    );
    said.expect(0, &["no click is lost", "check 63 --mob, 2:20 ago; the files have changed since"]).one_next_step();
    said.expect(0, &["intent      name the blob (ada)", "changed     src/lib.rs: 4 lines added, 1 removed, in make"]);
    said.expect(0, &["drives      bob, 4:00 left, until 08:07", "navigates   cy", "mob         ada"]);
    said.expect(0, &["Next: bob takes the keyboard, then cargo xtask check 63 --mob"]);

    kit.write(&verdict, "holds holds holds");
    keys(&kit);
    let said = says(&kit, 500, &["check", "63", "--mob"]);
    said.expect(0, &["PASSED  63 a-mob, the mob's half"]).one_next_step();
    let over = "OVERTIME 1:00: bob's turn is over, cy drives next\n";
    assert_eq!(said.out.matches(over).count(), 2, "{}", said.out);
    assert!(said.out.starts_with('━') && said.out.trim_end().ends_with('━'), "{}", said.out);
    said.expect(0, &[&format!("{over}First: cargo xtask mob done")]);
    says(&kit, 500, &["mob"]).expect(0, &["OVERTIME 1:00, since 08:07", "Next: cargo xtask mob done"]).one_next_step();

    let said = says(&kit, 510, &["mob", "next"]);
    said.expect(
        0,
        &[
            "GREEN       all steps passed",
            "check 63 --mob, 0:10 ago",
            "changed     verdict.txt: 1 line added, 1 removed",
        ],
    );
    assert!(!said.out.contains("intent") && !said.out.contains("changed since"), "{}", said.out);
    let said = says(&kit, 570, &["mob", "done"]);
    said.expect(0, &["The mob at 63 a-mob has ended: 3 turns in 9:30 minutes", "1 turn      5:10  bob"])
        .one_next_step();
    said.expect(0, &["4 checks, 3 green; the last one GREEN", "turn 1: a_crash_loses_nothing failed"]);
    said.expect(0, &["2 checks predicted, 1 came out as the room said", "cargo xtask debrief 63 --mob --unlock"]);
    let again = says(&kit, 9000, &["mob", "done"]);
    again.expect(0, &["ended before: 3 turns in 9:30"]);
    assert_eq!((count(&kit, "mob-turn"), count(&kit, "mob-ended")), (2, 1));
    assert!(!says(&kit, 9000, &["check", "63", "--mob"]).out.contains("mob, turn"), "it is over");
}

#[test]
fn who_catches_up_in_a_mob_is_led_to_its_half() {
    let id = "63-caught-up";
    let kit = Kit::new("caught up", &[green(id)]);
    kit.write(&format!("exercises/{id}/Cargo.toml"), &(kit.read(&format!("exercises/{id}/Cargo.toml")) + MOB));
    fill_solution(&kit, id, "//! As shipped.\n", "//! The answer.\n");
    says(&kit, 0, &["mob", "start", "63", "--with", "ada,bob,cy"]);
    for words in [&["solution", "63", "--unlock", "--apply", "--yes"][..], &["read", "63"]] {
        says(&kit, 1, words).expect(0, &["Next: cargo xtask check 63 --mob"]).one_next_step();
    }
}

/// On a terminal the room is asked for a key, but in `watch`, which has the banner at its foot.
#[cfg(unix)]
fn keys(kit: &Kit) {
    let mut tty = crate::pty::Tty::start(at(kit, 300, &["check"]), 24);
    tty.shows("will it pass? (p pass, f fail, Enter: no prediction)");
    tty.types("xp");
    tty.shows("You said pass, and so it is. So far 1 of 2 came out as you said.");
    assert_eq!(tty.ends(), Some(0));
    tty.gives_back();
    let mut tty = crate::pty::Tty::start(at(kit, 480, &["watch"]), 24);
    tty.shows("63 a-mob, the mob's half  PASSED");
    tty.shows("OVERTIME 0:40: bob's turn is over, cy drives next");
    tty.quits();
}

#[cfg(not(unix))]
fn keys(kit: &Kit) {
    says(kit, 300, &["check", "--predict", "pass"]).expect(0, &["You said pass, and so it is. So far 1 of 2"]);
    says(kit, 480, &["check"]).expect(0, &["OVERTIME"]);
}

#[test]
fn code_that_does_not_compile_is_red_for_the_mob_and_no_prediction_counts() {
    let kit = Kit::new("mob errors", &[green("64-mob-errors")]);
    says(&kit, 0, &["mob", "start", "64", "--with", "ada,bob"]).expect(0, &["its mob's half has no tests"]);
    kit.write("exercises/64-mob-errors/src/lib.rs", "fn broken( {}\n");
    says(&kit, 10, &["check", "--predict", "fail"]).expect(1, &["the prediction does not count: nothing was run"]);
    let said = says(&kit, 250, &["check"]);
    said.expect(1, &["OVERTIME 0:10: ada's turn is over, bob drives next\nFirst: cargo xtask mob next\n"])
        .one_next_step();
    let said = says(&kit, 260, &["mob", "next"]);
    said.expect(0, &["RED         it does not compile, so nothing was run", "check 64, 0:10 ago"]);
    says(&kit, 270, &["mob", "done"]).expect(0, &["the last one RED, it does not compile"]);
    kit.write("exercises/64-mob-errors/src/lib.rs", "//! Nothing to edit.\n");
}

#[test]
fn names_are_two_to_twelve_distinct_and_can_be_shown() {
    let kit = Kit::new("mob names", &[green("65-mob-names")]);
    let start = |with: &str| says(&kit, 0, &["mob", "start", "65", &format!("--with={with}")]);
    start("ada").expect(2, &["a mob is 2 to 12 people, and --with names 1"]).one_next_step();
    start("ada, ADA ,bob").expect(2, &["two of the mob are called ADA"]).one_next_step();
    start("ada,b\u{1b}[2Job").expect(2, &["a name has a character that cannot be shown: \\u{1b}"]).one_next_step();
    start("ada,b\u{202e}ob").expect(2, &["\\u{202e}"]);
    start(&format!("ada,{}", "x".repeat(61))).expect(2, &["a name has 61 characters, and 60 are the most"]);
    start("a,b,c,d,e,f,g,h,i,j,k,l,m").expect(2, &["--with names 13"]);
    says(&kit, 0, &["mob", "start", "65", "--with", "a,b", "--turn", "0"])
        .expect(2, &["0 is not in 1..=60"])
        .one_next_step();
    says(&kit, 0, &["mob", "start", "65"])
        .expect(2, &["who is there?", "mob start 65 --with ada,bob,cy"])
        .one_next_step();
    assert_eq!(kit.read(".progress/log.jsonl"), "");
    let said = start(&format!("-ada, {},,José \"<b>\" \\n", "x".repeat(60)));
    said.expect(0, &["drives      -ada, ", "navigates   xxxxxxxxxxxxxxxxxxxxxxx…", "José \"<b>\" \\n"]);
    assert!(said.out.lines().all(|line| line.chars().count() <= 80), "{}", said.out);
}

#[test]
fn one_mob_at_a_time_and_none_is_told() {
    let kit = Kit::new("mob one", &[green("66-mob-one")]);
    says(&kit, 0, &["mob"]).expect(0, &["No mob is at work."]).one_next_step();
    assert_eq!(says(&kit, 0, &["mob", "--json"]).out, "null\n");
    for verb in [&["mob", "next"][..], &["mob", "done"], &["mob", "add", "dan"], &["mob", "leave", "dan"]] {
        says(&kit, 0, verb).expect(2, &["no mob is at work"]).one_next_step();
    }
    let start = ["mob", "start", "--with", "ada,", "bob", "cy", "66", "--turn", "10"];
    says(&kit, 0, &start).expect(0, &["ada, 10:00 left, until 08:10"]);
    let said = says(&kit, 1, &start);
    said.expect(4, &["a mob is at work already: 66 mob-one, turn 1", "cargo xtask mob to go on", "mob done to end it"]);
    said.one_next_step();
    assert_eq!(count(&kit, "mob-started"), 1);
    says(&kit, 2, &["mob", "done"]).expect(0, &["No check was run."]);
    says(&kit, 3, &start).expect(0, &["turn 1"]);
}

#[test]
fn a_handover_counts_once_however_often_it_is_asked_for() {
    let kit = three("mob once", "67-mob-once");
    let children: Vec<_> = (0..6)
        .map(|_| at(&kit, 240, &["mob", "next"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
        .collect();
    for mut child in children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    assert_eq!((turn(&kit, 241), count(&kit, "mob-turn")), (2, 1));
    says(&kit, 244, &["mob", "next"]).expect(0, &["Turn 2 began only 0:04 ago", "nothing was changed"]).one_next_step();
    says(&kit, 244, &["mob", "next", "--from", "1"]).expect(0, &["Turn 1 was handed over already: it is turn 2"]);
    says(&kit, 244, &["mob", "next", "--from", "3"]).expect(2, &["turn 3 has not begun: it is turn 2"]).one_next_step();
    assert_eq!(turn(&kit, 244), 2);
    says(&kit, 244, &["mob", "next", "--from", "2", "--turn", "7"]).expect(0, &["drives      cy, 7:00 left"]);
    // Only a person at a terminal is asked for a line.
    let mut command = at(&kit, 100, &["mob", "next"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may be over already.
    let _ = child.stdin.as_mut().unwrap().write_all(b"of somebody else\n");
    let said = Said::from(child.wait_with_output().unwrap());
    said.expect(0, &["drives      ada, 7:00 left", "turn 4"]);
    assert!(!said.out.contains("somebody") && !said.out.contains("intent"), "{}", said.out);
}

#[test]
fn people_come_and_go() {
    let kit = three("mob people", "68-mob-people");
    says(&kit, 10, &["mob", "add", " dan "]).expect(0, &["drives      ada, 3:50 left", "mob         cy, dan"]);
    says(&kit, 11, &["mob", "add", "Dan"]).expect(2, &["dan is in the mob already"]).one_next_step();
    says(&kit, 12, &["mob", "leave", "BOB"]).expect(0, &["navigates   cy", "mob         dan"]).one_next_step();
    says(&kit, 13, &["mob", "leave", "eve"])
        .expect(2, &["nobody in the mob is called eve", "Next: one of: dan, ada, cy"]);
    says(&kit, 20, &["mob", "leave", "ada"]).expect(0, &["turn 2", "drives      cy, 4:00 left", "navigates   dan"]);
    says(&kit, 21, &["mob", "leave", "dan"]).expect(2, &["two is the least"]).one_next_step();
}

#[test]
fn a_torn_log_a_clock_that_is_set_and_a_long_lunch_lose_no_mob() {
    let kit = three("mob rough", "69-mob-rough");
    says(&kit, 240, &["mob", "next", "--intent", "sweep first"]).expect(0, &["turn 2"]);
    let log = kit.read(".progress/log.jsonl");
    kit.write(".progress/log.jsonl", &format!("{log}{}", &log.lines().last().unwrap()[..60]));
    says(&kit, 300, &["mob"]).expect(0, &["turn 2", "bob, 3:00 left", "intent      sweep first (ada)"]);
    says(&kit, 481, &["mob", "next"]).expect(0, &["turn 3", "drives      cy"]);
    let mut elsewhere = at(&kit, 490, &["mob"]);
    elsewhere.env("TZ", "XST-5:30");
    Said::from(elsewhere.output().unwrap()).expect(0, &["cy, 3:51 left, until 13:42"]);
    std::fs::remove_dir_all(kit.root.join(".progress/mob")).unwrap();
    says(&kit, 0, &["mob"]).expect(0, &["cy, 4:00 left, until 08:12"]);
    let said = says(&kit, 9_000, &[]);
    said.expect(0, &["the mob's turn ended long ago", "You are at 69 mob-rough: mob_rough (10 min)"]).one_next_step();
    says(&kit, 9_000, &["mob", "next"]).expect(0, &["turn 4", "drives      ada, 4:00 left, until 10:34"]);
    says(&kit, 9_241, &[]).expect(0, &["OVERTIME 0:01", "with a mob", "Next: cargo xtask mob next"]).one_next_step();
}

#[test]
fn whoever_is_killed_during_a_handover_leaves_one_turn_or_the_next() {
    let kit = three("mob killed", "70-mob-killed");
    let began = std::time::Instant::now();
    turn(&kit, 1);
    let span = began.elapsed();
    let mut now = 1;
    for round in 0..12 {
        let from = now.to_string();
        let mut command = at(&kit, 1, &["mob", "next", "--from", &from]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(span.mul_f64((f64::from(round) * 0.618).fract()));
        child.kill().unwrap();
        child.wait().unwrap();
        let after = turn(&kit, 1);
        assert!(after == now || after == now + 1, "from {now} to {after}");
        now = after;
    }
    says(&kit, 1, &["mob", "next", "--from", &now.to_string()]).expect(0, &[&format!("turn {}", now + 1), "changed"]);
}

#[test]
fn what_cannot_be_recorded_does_not_begin() {
    let kit = Kit::new("mob not written", &[green("71-mob-not-written")]);
    kit.write(".progress", "in the way\n");
    let said = says(&kit, 0, &["mob", "start", "71", "--with", "ada,bob"]);
    said.expect(6, &["nothing was changed, since it cannot be recorded"]).one_next_step();
    says(&kit, 0, &["mob"]).expect(0, &["No mob is at work."]);
}
