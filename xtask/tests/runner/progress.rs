//! The log of what was done, whole and damaged.

use crate::kit::Kit;
use crate::samples::{green, reporting};

#[test]
fn a_pass_and_a_later_failure_are_both_remembered() {
    let kit = Kit::new("later failure", &[reporting("80-later-failure")]);
    kit.write("exercises/80-later-failure/verdict.txt", "holds holds holds");
    kit.says(&["check", "80"]).expect(0, &[]);
    kit.says(&["list"]).expect(0, &["  passed"]);
    kit.write("exercises/80-later-failure/verdict.txt", "holds holds broken");
    kit.says(&["check", "80"]).expect(1, &[]);
    kit.says(&["list"]).expect(0, &["failed (passed before)"]);
    assert!(
        kit.says(&["list", "--json"])
            .out
            .contains(r#""slug":"later-failure","title":"later_failure","module":1,"minutes":10,"state":"failed""#)
    );
    let log = kit.read(".progress/log.jsonl");
    let first: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["v"], &first["exercise"], &first["event"]),
        (&1.into(), &"80-later-failure".into(), &"passed".into())
    );
    assert!(first["at"].as_u64().unwrap() > 1_600_000_000_000 && first["id"].is_string());
}

#[test]
fn a_damaged_log_costs_the_damaged_lines_only_and_loses_none() {
    let kit = Kit::new("damaged", &[green("81-damaged"), green("03-local-queue")]);
    let good = r#"{"v":1,"id":"a","at":1,"exercise":"03-local-queue","event":"passed"}"#;
    let later = r#"{"v":2,"id":"b","at":2,"exercise":"03-local-queue","event":"praised","by":"mob"}"#;
    kit.write(".progress/log.jsonl", &format!("garbage\n{good}\n\n{later}\n{{\"v\":1,\"id\":\"c\",\"at"));
    kit.says(&["list"]).expect(0, &["03 local-queue", "passed"]);
    kit.says(&["check", "81"]).expect(0, &["PASSED"]);
    let log = kit.read(".progress/log.jsonl");
    assert_eq!(log.lines().take(2).collect::<Vec<_>>(), [good, later]);
    assert!(log.lines().count() == 3 && log.ends_with('\n') && log.contains("81-damaged"), "{log}");
    assert_eq!(kit.read(".progress/bad.jsonl"), "garbage\n{\"v\":1,\"id\":\"c\",\"at\n");
}

#[test]
fn bytes_that_are_no_text_do_not_stop_anything() {
    let kit = Kit::new("no text", &[green("82-no-text")]);
    std::fs::create_dir_all(kit.root.join(".progress")).unwrap();
    std::fs::write(kit.root.join(".progress/log.jsonl"), b"\xff\xfe\x00\n\n\x80").unwrap();
    kit.says(&[]).expect(0, &["You are at 82 no-text"]);
    kit.says(&["check", "82"]).expect(0, &["PASSED"]);
    kit.says(&["list"]).expect(0, &["  passed"]);
}

#[test]
fn a_result_that_cannot_be_recorded_keeps_its_code_and_warns() {
    let kit = Kit::new("not recorded", &[green("83-not-recorded")]);
    kit.write(".progress", "in the way\n");
    let said = kit.says(&["check", "83"]);
    said.expect(0, &["PASSED", "warning: this result is not recorded", ".progress"]).one_next_step();
    kit.says(&[]).expect(0, &["You are at 83 not-recorded"]);
}
