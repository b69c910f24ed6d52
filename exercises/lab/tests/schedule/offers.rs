//! What a person may choose, step by step: named, told as the story will tell it, and found again by a replay id.

use std::collections::BTreeSet;

use lab::report::{Choice, Play, PlayRequest, Verdict};
use lab::{Fault, Id, Scenario};

use crate::shop::{charged_twice, ghost_order, lost_order, poison};
use crate::{Payment, desk};

fn after(scenario: &Scenario, steps: &[&str]) -> Play {
    let steps = steps.iter().map(|step| step.to_string()).collect();
    scenario.offer(&PlayRequest { steps, ..PlayRequest::default() })
}

fn all() -> [Scenario; 6] {
    [lost_order(), ghost_order(), charged_twice(true), poison(), desk(1), desk(2).faults(Fault::Duplicate, 1)]
}

/// A run whose choices are made by a number; it ends where nothing is left, or a rule breaks.
fn by_number(scenario: &Scenario, mut seed: usize, mut look: impl FnMut(&Play)) -> Play {
    let mut play = after(scenario, &[]);
    while !play.choices.is_empty() && play.steps.len() < 40 {
        look(&play);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let name = play.choices[(seed >> 33) % play.choices.len()].name.clone();
        let steps: Vec<&str> = play.steps.iter().chain([&name]).map(String::as_str).collect();
        play = after(scenario, &steps);
    }
    play
}

#[test]
fn the_run_that_a_search_finds_can_be_walked_along() {
    for scenario in all() {
        let report = scenario.search();
        let play = scenario.offer(&PlayRequest { search: true, ..PlayRequest::default() });
        let found = play.found.expect("it was asked for");
        assert_eq!((found.verdict, found.faults as usize), (Verdict::Broken, report.faults.len()));
        let walked = scenario.offer(&PlayRequest { steps: found.steps.clone(), ..PlayRequest::default() });
        assert_eq!((walked.refused, &walked.steps), (None, &found.steps));
        assert_eq!((&walked.report.rule, &walked.report.reason), (&report.rule, &report.reason));
        assert_eq!((&walked.report.story, &walked.report.replay), (&report.story, &report.replay));
        assert!(walked.choices.is_empty(), "a broken run goes no further");
    }
}

#[test]
fn a_run_that_a_person_broke_is_found_again_by_its_id() {
    let mut broken = 0;
    for scenario in all() {
        for seed in 0..12 {
            let play = by_number(&scenario, seed, |_| ());
            let Some(id) = &play.report.replay else { continue };
            let replayed = scenario.replay(id).expect("it is an id of this scenario");
            assert_eq!(replayed.missing, Vec::<String>::new(), "{:?}", play.steps);
            assert_eq!(Some(replayed.story), play.report.story, "{:?}", play.steps);
            broken += 1;
        }
    }
    assert!(broken > 20, "only {broken} runs broke");
}

#[test]
fn each_choice_has_a_name_of_its_own_and_happens_as_it_says() {
    for scenario in all() {
        by_number(&scenario, 7, |play| {
            let names: BTreeSet<&String> = play.choices.iter().map(|choice| &choice.name).collect();
            assert_eq!(names.len(), play.choices.len(), "{:#?}", play.choices);
            for choice in &play.choices {
                let steps: Vec<&str> = play.steps.iter().chain([&choice.name]).map(String::as_str).collect();
                happens(choice, &after(&scenario, &steps));
            }
        });
    }
}

fn happens(choice: &Choice, then: &Play) {
    assert_eq!(then.refused, None);
    let story = then.report.story.as_ref().expect("it has a step");
    let row = story.rows.iter().find(|row| row.step as usize == then.steps.len()).expect("the step has a row");
    assert_eq!((&story.lanes[row.from].name, &row.fault, &row.at), (&choice.from, &choice.fault, &choice.at));
    assert!(choice.words.contains(&row.label), "{} is told as {}", choice.words, row.label);
    assert!(row.fault.is_none() || choice.words.contains(&row.outcome), "{} ends as {}", choice.words, row.outcome);
}

#[test]
fn what_is_not_allowed_is_told_with_the_reason() {
    let shop = lost_order();
    let play = after(&shop, &["step(\"customer\", \"POST /submit\")", "crash(\"edge\")"]);
    let why = |word: &str| {
        let fault = play.faults.iter().find(|fault| fault.word == word).expect("each kind is there");
        (fault.used, fault.most, fault.why_not.clone().unwrap_or_default())
    };
    assert_eq!(why("crash"), (1, 1, "crash may happen once, and has".to_string()));
    assert_eq!(why("eviction"), (0, 0, "eviction is no fault of this scenario".to_string()));
    assert_eq!(play.faults_left, 0);
    assert!(play.choices.iter().all(|choice| choice.fault.is_none()));
    assert!(play.processes.contains(&"customer is at `POST /submit`".to_string()), "{:?}", play.processes);
}

#[test]
fn a_step_that_cannot_happen_ends_the_run_before_it() {
    let play = after(&desk(1), &["deliver(\"pay-1\", \"desk\")", "step(\"desk\", \"send pay-1\")"]);
    assert_eq!(play.steps, ["deliver(\"pay-1\", \"desk\")"]);
    assert_eq!(play.refused.as_deref(), Some("`step(\"desk\", \"send pay-1\")` does not happen here"));
    assert_eq!(play.choices[0].words, "load total");
}

#[test]
fn the_state_says_who_has_a_message_and_what_the_last_step_changed() {
    let to_write = ["deliver(\"pay-1\", \"desk 2\")", "step(\"desk 2\", \"load total\")"];
    let told = |play: &Play| {
        let cell = |cell: &lab::report::Cell| {
            let mark = if cell.changed { "*" } else { "" };
            format!("{mark}{} {}: {}", cell.place, cell.cell, cell.content.as_deref().unwrap_or("gone"))
        };
        play.state.iter().map(cell).collect::<Vec<_>>()
    };
    let start = told(&after(&desk(2), &[]));
    assert_eq!(start, ["totals total: 0", "payments pay-1: (waiting) id pay-1", "payments pay-2: (waiting) id pay-2"]);
    let taken = told(&after(&desk(2), &to_write[..1]));
    assert_eq!(taken[1], "*payments pay-1: (with desk 2) id pay-1");
    let written = told(&after(&desk(2), &[to_write[0], to_write[1], "step(\"desk 2\", \"replace total\")"]));
    assert_eq!(written[0], "*totals total: 1");
    let rest =
        ["step(\"desk 2\", \"replace total\")", "step(\"desk 2\", \"send pay-1\")", "step(\"desk 2\", \"ack pay-1\")"];
    let done = told(&after(&desk(2), &[&to_write[..], &rest[..]].concat()));
    assert!(done.contains(&"*payments pay-1: gone".to_string()), "{done:?}");
}

#[test]
fn equal_copies_are_one_choice_and_each_can_be_named() {
    let twice = desk(1).given_message("payments", &Payment { id: Id::new("pay #3") }).faults(Fault::Duplicate, 1);
    for id in ["pay-1", "pay #3"] {
        let (again, deliver) = (format!("duplicate(\"{id}\")"), format!("deliver(\"{id}\", \"desk\")"));
        let play = after(&twice, &[&again]);
        let copies: Vec<(&str, bool)> = play
            .choices
            .iter()
            .filter(|choice| choice.words.starts_with(&format!("deliver {id}")))
            .map(|choice| (choice.name.as_str(), choice.alike))
            .collect();
        assert_eq!(copies, [(&*deliver, false), (&*format!("{deliver} #2"), true)]);
        assert_eq!(after(&twice, &[&again, copies[1].0]).refused, None);
    }
}

#[test]
fn a_quiet_end_breaks_nothing_and_says_so() {
    let mut steps: Vec<String> = Vec::new();
    let quiet = loop {
        let play = desk(1).offer(&PlayRequest { steps: steps.clone(), ..PlayRequest::default() });
        match play.choices.first().filter(|choice| choice.fault.is_none()) {
            Some(choice) => steps.push(choice.name.clone()),
            None => break play,
        }
    };
    assert!(quiet.quiet);
    assert_eq!((quiet.report.verdict, &quiet.report.replay), (Verdict::Ran, &None));
}
