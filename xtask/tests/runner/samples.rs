//! Exercises that end in one certain way each.

use crate::kit::{Kit, Sample};

/// A ladder of one step that is green as shipped.
pub const ONE: &str = "[[package.metadata.exercise.ladder]]\ntest = \"it_works\"\nshipped = \"green\"\n";

/// A ladder of three steps, green, red, red.
pub const THREE: &str = r#"
[[package.metadata.exercise.ladder]]
test = "one_click_one_order"
shipped = "green"
[[package.metadata.exercise.ladder]]
test = "a_crash_loses_nothing"
shipped = "red"
rule = "no click is lost"
[[package.metadata.exercise.ladder]]
test = "two_workers_agree"
shipped = "red"
rule = "one order a cart"
"#;

/// A plain test that passes.
pub fn green(id: &str) -> Sample<'_> {
    plain(id, "#[test]\nfn it_works() {}\n")
}

/// Plain tests: the ladder has one step, `it_works`.
pub fn plain<'a>(id: &'a str, tests: &'a str) -> Sample<'a> {
    Sample { id, ladder: ONE, source: "//! Nothing to edit.\n", tests, lab: false }
}

/// Three tests that write the reports that `verdict.txt` in the exercise's folder names, one word a test.
pub fn reporting(id: &str) -> Sample<'_> {
    Sample { id, ladder: THREE, source: "//! Nothing to edit.\n", tests: REPORTING, lab: true }
}

const REPORTING: &str = r#"
use std::path::Path;

use lab::report::{Broke, Cost, Effort, FORMAT, Lane, LaneKind, Least, Report, Row, RowKind, Story, Verdict};

fn test(name: &str, at: usize) {
    let words = std::fs::read_to_string("verdict.txt").unwrap();
    let verdict = match words.split_whitespace().nth(at).unwrap() {
        "holds" => Verdict::Holds,
        "ran" => Verdict::Ran,
        "broken" => Verdict::Broken,
        "unknown" => Verdict::Unknown,
        other => panic!("the word is {other}"),
    };
    let broken = verdict == Verdict::Broken;
    let report = Report {
        format: FORMAT,
        package: std::env::var("CARGO_PKG_NAME").unwrap(),
        test: name.to_string(),
        title: "a customer clicks".to_string(),
        verdict,
        broke: broken.then_some(Broke::Rule),
        rule: broken.then(|| "no click is lost".to_string()),
        reason: broken.then(|| "the click of cart-1 led to no order".to_string()),
        notes: Vec::new(),
        faults: if broken { vec!["crash of carts after `replace`".to_string()] } else { Vec::new() },
        least: Least::Faults,
        budget: vec![("crash".to_string(), 1)],
        effort: Effort { executions: 1200, states: 345, ..Effort::default() },
        replay: broken.then(|| "c1".to_string()),
        story: broken.then(story),
        cost: Some(Cost { round_trips: 7, conflicts: 0, bytes_kept: 4120 }),
    };
    report.write(Path::new(&std::env::var("LAB_REPORTS").unwrap())).unwrap();
    assert!(matches!(verdict, Verdict::Holds | Verdict::Ran), "see the report");
}

fn story() -> Story {
    let lane = |name: &str, kind| Lane { name: name.to_string(), kind };
    let row = |step, kind, label: &str| Row {
        step,
        kind,
        from: 0,
        to: (kind == RowKind::Operation).then_some(1),
        label: label.to_string(),
        outcome: String::new(),
        fault: (kind == RowKind::Crash).then(|| "crash".to_string()),
        refused: false,
        at: None,
        changes: Vec::new(),
    };
    Story {
        lanes: vec![lane("carts", LaneKind::Process), lane("store", LaneKind::Store)],
        rows: vec![
            row(1, RowKind::Operation, "replace cart-1"),
            row(2, RowKind::Crash, ""),
            row(3, RowKind::Broken, "no click is lost"),
        ],
    }
}

#[test]
fn one_click_one_order() {
    test("one_click_one_order", 0);
}

#[test]
fn a_crash_loses_nothing() {
    test("a_crash_loses_nothing", 1);
}

#[test]
fn two_workers_agree() {
    test("two_workers_agree", 2);
}
"#;

/// The file as shipped of [`whole`].
pub const SHIPPED: &str = "//! As shipped.\n";
/// The solution of [`whole`].
pub const ANSWER: &str = "//! The answer.\n";
/// The debrief of [`whole`].
pub const DEBRIEF: &str = "# The debrief\n\n## Why it works\n\n1. Why?\n\n   <details><summary>Answer</summary>\n\n   \
                           Because it was saved.\n\n   </details>\n\n## The mob's half\n\nTry it.\n\n\
                           <details><summary>Where it leads</summary>\n\nTo a [story](wrong-turns/two.patch), and to \
                           [`lab`](../../lectures/src/the-lab.md).\n\n</details>\n";
const HINTS: &str = "# Hints\n\n## 1. A question\n\nWho comes back?\n\n## 2. The idea\n\nTwo states.\n\n## 3. Nearly the step\n\n\
                     A third.\n";

/// An exercise with all that belongs to one; its one test is green.
pub fn whole(name: &str, id: &str) -> Kit {
    let kit = Kit::new(name, &[Sample { source: SHIPPED, ..green(id) }]);
    fill_solution(&kit, id, SHIPPED, ANSWER);
    kit
}

/// Writes what stands beside an exercise: task, hints, solution, debrief.
pub fn fill_solution(kit: &Kit, id: &str, shipped: &str, answer: &str) {
    kit.write(
        &format!("exercises/{id}/README.md"),
        "# A task\n\n## The task\n\nIt must keep `**no**` order: `keep **no** order`.\n",
    );
    kit.write(&format!("exercises/{id}/hints.md"), HINTS);
    kit.write(&format!("solutions/{id}/README.md"), DEBRIEF);
    kit.write(&format!("solutions/{id}/shipped/lib.rs"), shipped);
    kit.write(&format!("solutions/{id}/src/lib.rs"), answer);
}
