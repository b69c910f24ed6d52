//! What `check` says of exercises whose tests write reports.

use std::io::BufRead as _;

use crate::kit::Kit;
use crate::samples::{green, reporting};

fn kit(name: &str, id: &str, verdicts: &str) -> Kit {
    let kit = Kit::new(name, &[reporting(id)]);
    kit.write(&format!("exercises/{id}/verdict.txt"), verdicts);
    kit
}

#[test]
fn the_first_red_step_is_shown_and_the_rest_is_not_run() {
    let kit = kit("first red", "02-lost-or-ghost", "holds broken broken");
    let said = kit.says(&["check", "2"]);
    said.expect(1, &["✓ green        one_click_one_order", "✗ RED          a_crash_loses_nothing"]);
    said.expect(1, &["· not run yet  two_workers_agree"]).one_next_step();
    said.expect(1, &["Next: edit exercises/02-lost-or-ghost/src/lib.rs, then cargo xtask check 2"]);
    assert_eq!(said.complaints(), "");
    kit.says(&[]).expect(0, &["You are at 02 lost-or-ghost", "failed"]).one_next_step();
    kit.says(&[]).expect(0, &["Its task: cargo xtask read 2"]);
    kit.says(&["next"]).expect(0, &["Its task: cargo xtask read 2"]).one_next_step();
}

#[test]
fn a_pass_tells_what_was_searched_and_what_it_costs() {
    let kit = kit("pass", "40-passes", "holds ran holds");
    let said = kit.says(&["check", "40"]);
    said.expect(0, &["PASSED  40 passes", "2 searches went to the end: 2,400 executions, 690 states."]);
    said.expect(0, &["7 round trips (acknowledgements counted), 0 conflicts, 4,120 bytes kept"]).one_next_step();
    kit.write("solutions/40-passes/README.md", "why\n");
    kit.says(&["check", "40"]).expect(0, &["Next: cargo xtask debrief 40"]);
    std::fs::remove_dir_all(kit.root.join("solutions")).unwrap();
}

#[test]
fn an_unfinished_search_is_no_pass_and_ends_with_its_own_code() {
    let kit = kit("unknown", "41-unfinished", "holds unknown holds");
    kit.says(&["check"]).expect(5, &["✗ RED          a_crash_loses_nothing", "no pass"]).one_next_step();
}

#[test]
fn json_has_the_whole_ladder_and_nothing_else() {
    let kit = kit("json", "42-json", "holds broken ran");
    let said = kit.says(&["check", "42", "--json"]);
    said.expect(1, &[]);
    let [object] = &said.json()[..] else { panic!("{}", said.out) };
    assert_eq!((&object["exercise"], &object["state"]), (&"42-json".into(), &"failed".into()));
    assert!(object["millis"].is_u64());
    let text = |test: usize| {
        let mut test = object["tests"][test].clone();
        assert!(test["millis"].take().is_u64());
        test.to_string()
    };
    let expected = |name, state, verdict, rest| {
        format!(r#"{{"name":"{name}","state":"{state}","verdict":"{verdict}",{rest}}}"#)
            .parse::<serde_json::Value>()
            .unwrap()
            .to_string()
    };
    let none = r#""rule":null,"faults":null,"executions":1200,"states":345,"millis":null,"replay":null"#;
    let ran = r#""rule":null,"faults":null,"executions":1200,"states":null,"millis":null,"replay":null"#;
    let story = r#""rule":"no click is lost","faults":1,"executions":1200,"states":345,"millis":null,"replay":"c1""#;
    assert_eq!(text(0), expected("one_click_one_order", "green", "holds", none));
    assert_eq!(text(1), expected("a_crash_loses_nothing", "red", "broken", story));
    assert_eq!(text(2), expected("two_workers_agree", "green", "ran", ran));
}

#[test]
fn all_checks_what_is_there_one_line_each() {
    let kit = Kit::new("all", &[reporting("43-some"), green("44-green"), green("warm-up")]);
    kit.write("exercises/43-some/verdict.txt", "broken broken broken");
    let said = kit.says(&["check", "all"]);
    said.expect(1, &["43 some", "failed", "red: one_click_one_order", "44 green", "passed"]).one_next_step();
    said.expect(1, &["2 of 3 exercises pass.", "Next: cargo xtask check 43"]);
    let said = kit.says(&["check", "all", "--json"]);
    said.expect(1, &[]);
    let states: Vec<_> = said.json().iter().map(|object| object["state"].to_string()).collect();
    assert_eq!(states, ["\"passed\"", "\"failed\"", "\"passed\""]);
}

#[test]
fn all_names_the_mobs_halves_that_are_not_yet_done() {
    let kit = Kit::new("all mob", &[green("48-mob"), green("warm-up")]);
    let manifest = kit.read("exercises/48-mob/Cargo.toml");
    let rung = "\n[[package.metadata.exercise.mob]]\ntest = \"it_works\"\nshipped = \"red\"\nrule = \"it works\"\n";
    kit.write("exercises/48-mob/Cargo.toml", &(manifest + rung));
    kit.write("exercises/48-mob/tests/mob.rs", "#[test]\nfn it_works() {\n    panic!()\n}\n");
    kit.says(&["check", "all", "--mob"]).expect(1, &["Next: cargo xtask check 48 --mob"]).one_next_step();
    kit.write("exercises/48-mob/tests/mob.rs", "#[test]\nfn it_works() {}\n");
    let said = kit.says(&["check", "all"]);
    said.expect(0, &["Mob's halves not yet done: 48 (cargo xtask check 48 --mob)."]).one_next_step();
    kit.says(&["check", "48", "--mob"]).expect(0, &["PASSED"]);
    let said = kit.says(&["check", "all"]);
    said.expect(0, &["Next: cargo xtask compare"]).one_next_step();
    assert!(!said.out.contains("Mob's halves"), "{}", said.out);
}

#[test]
fn an_old_report_is_not_taken_for_a_new_one() {
    let kit = kit("old report", "45-old-report", "holds broken holds");
    kit.says(&["check", "45"]).expect(1, &["✗ RED          a_crash_loses_nothing"]);
    kit.write("exercises/45-old-report/verdict.txt", "holds nonsense holds");
    let said = kit.says(&["check", "45", "--json"]);
    said.expect(1, &[]);
    assert!(said.json()[0]["tests"][1]["verdict"].is_null());
}

#[test]
fn two_checks_at_once_both_end_and_both_are_recorded() {
    let kit = kit("at once", "46-at-once", "holds broken holds");
    let children: Vec<_> = (0..2)
        .map(|_| {
            let mut command = kit.xtask(&["check", "46", "--json"]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        let said = crate::kit::Said::from(child.wait_with_output().unwrap());
        said.expect(1, &[]);
        assert_eq!(said.json()[0]["tests"][1]["verdict"], "broken");
    }
    assert_eq!(kit.read(".progress/log.jsonl").lines().count(), 2);
}

#[test]
fn a_wait_for_another_cargo_is_told() {
    let kit = Kit::new("wait", &[green("47-wait")]);
    let target = kit.root.join("target");
    kit.write("target/debug/.cargo-lock", "");
    let lock = std::fs::File::options().write(true).open(target.join("debug/.cargo-lock")).unwrap();
    lock.lock().unwrap();
    let mut command = kit.xtask(&["check", "47"]);
    command.env("CARGO_TARGET_DIR", &target).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    std::io::BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "waiting for another cargo, often the editor's; cure: .vscode/settings.json\n");
    lock.unlock().unwrap();
    crate::kit::Said::from(child.wait_with_output().unwrap()).expect(0, &["PASSED  47 wait"]);
}
