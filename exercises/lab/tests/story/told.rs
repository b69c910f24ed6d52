//! Four searches and their stories.

use lab::draw::{Style, mermaid, svg, terminal};
use lab::report::Report;
use lab::{Scenario, World, client};

use crate::shop::{charged_twice, ghost_order, lost_order, poison};

/// The report without the numbers of lines: they change with each edit of the systems.
fn report(scenario: &Scenario) -> Report {
    let mut report = scenario.search();
    for row in report.story.iter_mut().flat_map(|story| &mut story.rows) {
        row.at.iter_mut().for_each(|at| at.line = 7);
    }
    report.faults.iter_mut().for_each(|fault| *fault = masked(fault));
    report
}

fn masked(text: &str) -> String {
    match text.split_once(".rs:") {
        Some((before, after)) => format!("{before}.rs:7{}", after.trim_start_matches(|c: char| c.is_ascii_digit())),
        None => text.to_string(),
    }
}

fn in_both(report: &Report) -> String {
    let drawn = |unicode| terminal(report, Style { columns: 80, unicode, color: false });
    format!("{}\n{}\n{}", drawn(true), "~".repeat(80), drawn(false))
}

fn fits(text: &str) {
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(widest <= 80, "{widest} columns:\n{text}");
}

#[test]
fn a_lost_order_is_told_from_the_click_to_the_missing_message() {
    let text = in_both(&report(&lost_order()));
    fits(&text);
    insta::assert_snapshot!(text);
}

#[test]
fn a_ghost_order_is_told_with_both_tabs() {
    let text = in_both(&report(&ghost_order()));
    fits(&text);
    insta::assert_snapshot!(text);
}

#[test]
fn a_second_charge_is_told_with_the_lost_response() {
    let text = in_both(&report(&charged_twice(true)));
    fits(&text);
    insta::assert_snapshot!(text);
}

#[test]
fn a_poison_message_is_told_with_each_attempt() {
    let text = in_both(&report(&poison()));
    fits(&text);
    insta::assert_snapshot!(text);
}

#[test]
fn the_reason_names_an_id_as_the_story_does() {
    let fills = async |world: &World| {
        let (boxes, ids) = (world.store::<u32>("boxes"), world.ids());
        let (first, second) = (ids.fresh(), ids.fresh());
        let _ = boxes.put(&first, &1).await;
        let _ = boxes.put(&second, &2).await;
    };
    let scenario = Scenario::new("two boxes").client("clerk", client(World::clone, fills)).always("one box", |view| {
        let second = view.items::<u32>("boxes").into_iter().find(|(_, value)| **value == 2);
        second.map_or(Ok(()), |(key, _)| Err(format!("there is {key}, too")))
    });
    let report = scenario.search();
    let row = report.story.as_ref().and_then(|story| story.rows.iter().rfind(|row| row.label.starts_with("put")));
    assert_eq!(row.map(|row| row.label.as_str()), Some("put id-2"));
    assert_eq!(report.reason.as_deref(), Some("there is id-2, too"));
    let again = scenario.replay(report.replay.as_deref().unwrap()).unwrap();
    assert_eq!(again.broke, Some(("one box".to_string(), "there is id-2, too".to_string())));
}

#[test]
fn the_svg_of_a_lost_order_holds_the_whole_run() {
    let report = report(&lost_order());
    insta::assert_snapshot!(svg(&report.story.expect("it is broken"), &report.title));
}

#[test]
fn mermaid_tells_all_four() {
    let texts = [lost_order(), ghost_order(), charged_twice(true), poison()]
        .map(|scenario| mermaid(&report(&scenario).story.expect("it is broken")));
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn the_run_without_a_fault_is_told_too() {
    let mut report = report(&charged_twice(false));
    report.story = Some(charged_twice(false).canonical_story());
    report.story.iter_mut().flat_map(|story| &mut story.rows).for_each(|row| {
        row.at.iter_mut().for_each(|at| at.line = 7);
    });
    insta::assert_snapshot!(in_both(&report));
}

#[test]
fn columns_have_names_of_their_own_where_a_process_and_a_queue_share_one() {
    let story = report(&poison()).story.expect("it is broken");
    let mut names: Vec<_> = story.lanes.iter().map(|lane| lane.name.as_str()).collect();
    assert!(names.contains(&"orders") && names.contains(&"orders queue"), "{names:?}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), story.lanes.len());
    let changed = story.rows.iter().flat_map(|row| &row.changes);
    changed.for_each(|change| assert!(names.contains(&change.lane.as_str()), "{change:?}"));
}
