//! `LAB_PLAY`: a test that is asked to play answers in a file, and neither searches nor fails.
//!
//! The tests marked "asked" do nothing unless another test runs them in a process of their own; each is run by one test only, since
//! the answer is in a file of its name.

use std::path::PathBuf;
use std::process::Command;

use lab::exam::{self, Ruling};
use lab::report::{Broke, Play, PlayRequest, Report, Verdict};
use lab::schedule::Schedule;
use lab::{Check, Scenario, client, play_asked};

use crate::desk;
use crate::shop::lost_order;

/// The answer of another test of this file to these steps, and whether it passed.
fn answer(test: &str, steps: &[&str]) -> (Option<Play>, bool) {
    let steps = steps.iter().map(|step| step.to_string()).collect();
    answer_to(test, &PlayRequest { steps, ..PlayRequest::default() })
}

fn answer_to(test: &str, asked: &PlayRequest) -> (Option<Play>, bool) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("played");
    let path = Play::path(&folder, env!("CARGO_PKG_NAME"), test);
    // Of an earlier run of these tests.
    std::fs::remove_file(&path).ok();
    let done = Command::new(std::env::current_exe().expect("a test is a program"))
        .args(["--exact", &format!("protocol::{test}"), "--test-threads=1"])
        .env("LAB_PLAY", serde_json::to_string(asked).expect("a request is plain data"))
        .env("LAB_REPORTS", &folder)
        .output()
        .expect("a test can be run");
    let play = Play::read(&path).ok();
    assert!(!Report::path(&folder, env!("CARGO_PKG_NAME"), test).exists(), "a report is not asked for");
    (play, done.status.success())
}

#[test]
fn asked_of_a_check() {
    if play_asked().is_some() {
        lost_order().check();
    }
}

#[test]
fn a_check_answers_where_the_choices_lead_and_fails_nothing() {
    let steps = ["step(\"customer\", \"POST /submit\")", "step(\"edge\", \"load cart-1\")"];
    let (play, passed) = answer("asked_of_a_check", &steps);
    let play = play.expect("there is an answer");
    assert!(passed);
    assert_eq!((play.steps.len(), play.choices[0].words.as_str()), (2, "replace cart-1"));
    assert_eq!((play.found, play.graded, play.stopped), (None, false, false));
}

#[test]
fn asked_of_a_grader() {
    if play_asked().is_some() {
        exam::breaks(&desk(1), &Schedule::new(), 2).judge();
    }
}

#[test]
fn a_grader_lets_the_person_play_what_it_grades() {
    let (play, passed) = answer("asked_of_a_grader", &[]);
    let play = play.expect("there is an answer");
    assert!(passed && play.graded);
    assert_eq!(play.choices[0].words, "deliver pay-1 to desk");
}

#[test]
fn asked_of_another_judge() {
    if play_asked().is_some() {
        Ruling::broken("a model", "a rule", "it was broken").judge();
    }
}

#[test]
fn asked_of_a_long_run() {
    if play_asked().is_some() {
        desk(1).check_long_run(7);
    }
}

#[test]
fn what_has_no_steps_to_choose_answers_nothing() {
    assert_eq!(answer("asked_of_another_judge", &[]), (None, true));
    assert_eq!(answer("asked_of_a_long_run", &[]), (None, true));
}

/// Loads once, and then never comes to another gate.
fn spins() -> Scenario {
    let script = client(
        |world| world.store::<u32>("counts"),
        async |counts: &lab::Store<u32>| {
            let found = counts.load(&lab::Id::new("a")).await;
            while found.is_ok() {
                std::hint::spin_loop();
            }
        },
    );
    Scenario::new("spins").client("clerk", script)
}

#[test]
fn asked_of_what_never_comes_back() {
    if play_asked().is_some() {
        spins().check();
    }
}

#[test]
fn code_that_never_comes_back_is_told_as_stopped() {
    let (play, passed) = answer("asked_of_what_never_comes_back", &["step(\"clerk\", \"load a\")"]);
    let play = play.expect("the watchdog answers");
    assert!(!passed && play.stopped);
    assert_eq!((play.report.verdict, play.report.broke), (Verdict::Broken, Some(Broke::Guard)));
    assert!(play.report.reason.is_some_and(|reason| reason.starts_with("after `load a")));
}

#[test]
fn asked_of_what_is_only_named() {
    if play_asked().is_some() {
        spins().check();
    }
}

#[test]
fn what_ends_the_process_can_be_named_without_being_tried() {
    let untried = PlayRequest { untried: true, ..PlayRequest::default() };
    let (play, passed) = answer_to("asked_of_what_is_only_named", &untried);
    let play = play.expect("nothing was tried");
    assert!(passed && !play.stopped);
    assert_eq!((play.choices[0].from.as_str(), play.choices[0].words.as_str()), ("clerk", "load a"));
}
