//! Kinds of rules: for each moment, for the end, with a memory; and witnesses.

use lab::report::{Broke, Verdict};
use lab::{Event, Rule, Scenario, Store, View, Will, client, ensure};

use crate::common::id;
use crate::verdicts::{breaks, holds};

struct Desk {
    items: Store<u32>,
    will: Will,
}

/// Writes 1, then 2, then 1 again, or stops before any of them.
fn up_and_down() -> Scenario {
    let desk = |world: &lab::World| Desk { items: world.store("items"), will: world.will() };
    let script = client(desk, async |desk: &Desk| {
        for value in [1, 2, 1] {
            if desk.will.maybe("stop").await == Ok(true) {
                return;
            }
            let _ = desk.items.put(&id("a"), &value).await;
        }
    });
    Scenario::new("up and down").client("customer", script)
}

fn value(view: &View<'_>) -> u32 {
    view.item::<u32>("items", &id("a")).map_or(0, |value| *value)
}

fn at_most(most: u32) -> impl Fn(&View<'_>) -> lab::Judged + Send + Sync {
    move |view| ensure(value(view) <= most, || format!("it is {}", value(view)))
}

#[test]
fn always_is_for_each_moment() {
    assert_eq!(breaks(&up_and_down().always("at most 1", at_most(1)), "at most 1"), "it is 2");
    holds(&up_and_down().always("at most 2", at_most(2)));
}

#[test]
fn always_is_for_the_moment_before_anything_happens_too() {
    let scenario = Scenario::new("nothing happens").given("items", &id("a"), &5).always("at most 1", at_most(1));
    let report = scenario.search();
    assert_eq!(report.reason.as_deref(), Some("it is 5"), "{report:#?}");
    assert!(Scenario::show(&report, 80, true).contains("at most 1"));
}

#[test]
fn finally_is_for_the_end_only() {
    // The run without a stop is at 2 in between, and at 1 in the end.
    let ends = |view: &View<'_>| ensure(value(view) != 2, || "it ends at 2".into());
    assert_eq!(breaks(&up_and_down().finally("it does not end at 2", ends), "it does not end at 2"), "it ends at 2");
    let straight = client(
        |world| world.store::<u32>("items"),
        async |items: &Store<u32>| {
            for value in [1, 2, 1] {
                let _ = items.put(&id("a"), &value).await;
            }
        },
    );
    holds(&Scenario::new("straight").client("customer", straight).finally("it does not end at 2", ends));
}

fn never_falls(start: u32) -> Rule {
    Rule::fold(
        "it never falls",
        start,
        |last, event, view| {
            let before = std::mem::replace(last, value(view));
            let falls = matches!(event, Event::Wrote { .. }) && *last < before;
            ensure(!falls, || format!("it falls from {before} to {last}"))
        },
        |_, _| Ok(()),
    )
}

#[test]
fn a_fold_remembers_what_was() {
    assert_eq!(breaks(&up_and_down().rule(never_falls(0)), "it never falls"), "it falls from 2 to 1");
    assert_eq!(breaks(&up_and_down().rule(never_falls(5)), "it never falls"), "it falls from 5 to 1");
}

#[test]
fn a_fold_is_asked_at_the_end() {
    let written = || {
        Rule::fold(
            "something is written",
            0_u32,
            |writes, event, _| {
                *writes += u32::from(matches!(event, Event::Wrote { .. }));
                Ok(())
            },
            |writes, _| ensure(*writes > 0, || "nothing was".into()),
        )
    };
    assert_eq!(breaks(&up_and_down().rule(written()), "something is written"), "nothing was");
}

#[test]
fn folds_tell_states_apart_that_are_otherwise_the_same() {
    // Both ways end with the same item, and only the memory of the rule knows by which way.
    let desk = |world: &lab::World| Desk { items: world.store("items"), will: world.will() };
    let script = client(desk, async |desk: &Desk| {
        let first = if desk.will.maybe("start high").await == Ok(true) { 9 } else { 1 };
        let _ = desk.items.put(&id("a"), &first).await;
        let _ = desk.items.put(&id("a"), &5).await;
    });
    let rule = Rule::fold(
        "it was never 9",
        false,
        |nine, _, view| {
            *nine |= value(view) == 9;
            Ok(())
        },
        |nine, _| ensure(!nine, || "it was".into()),
    );
    assert_eq!(breaks(&Scenario::new("two ways").client("customer", script).rule(rule), "it was never 9"), "it was");
}

#[test]
fn the_first_rule_of_the_scenario_is_named_where_two_break_at_once() {
    let scenario = up_and_down().always("at most 1", at_most(1)).always("never 2", at_most(1));
    breaks(&scenario, "at most 1");
    breaks(&up_and_down().always("never 2", at_most(1)).always("at most 1", at_most(1)), "never 2");
}

#[test]
fn a_witness_that_some_run_reaches_is_met() {
    holds(&up_and_down().witness("it is 2 for a moment", |view| value(view) == 2));
}

#[test]
fn a_witness_that_no_run_reaches_is_broken_and_has_no_story() {
    let report = up_and_down().witness("it is 3", |view| value(view) == 3).search();
    assert_eq!((report.verdict, report.broke), (Verdict::Broken, Some(Broke::Witness)));
    assert_eq!(report.rule.as_deref(), Some("it is 3"));
    assert!(report.reason.is_some() && report.story.is_none() && report.replay.is_none());
}

#[test]
fn a_broken_rule_comes_before_a_missed_witness() {
    let scenario = up_and_down().witness("it is 3", |view| value(view) == 3).always("at most 1", at_most(1));
    breaks(&scenario, "at most 1");
}

#[test]
#[should_panic(expected = "a rule reads what is not a")]
fn a_rule_that_reads_another_type_than_the_handler_writes_is_a_bug_of_the_test() {
    up_and_down().always("text", |view| ensure(view.items::<String>("items").len() < 9, String::new)).search();
}
