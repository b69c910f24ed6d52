//! Long runs: one seeded run for what only many messages show.

use lab::report::{Broke, Least, Verdict};
use lab::{Check, Scenario, Store, consumer, ready};

use crate::common::{Note, note};

fn many(messages: usize, most: u64) -> Scenario {
    let handler = consumer(
        |world| world.store::<u32>("items"),
        async |items: &Store<u32>, message: Note| {
            items.put(&message.id, &1).await?;
            // Every tenth is never cleared away.
            if message.id.as_str().ends_with('0') {
                return Ok(());
            }
            items.delete(&message.id).await
        },
    );
    let notes = (0..messages).map(|turn| note(&format!("n{turn}")));
    notes
        .fold(Scenario::new("many notes"), |scenario, note| scenario.given_message("notes", &note))
        .consumer("clerk", "notes", 3, handler)
        .crashes(3)
        .rule(ready::bounded_state(
            "few items are kept",
            "items",
            move |_| most,
            |view| view.keys("items").len() as u64,
        ))
}

#[test]
fn a_long_run_that_breaks_nothing_has_run_and_proves_nothing() {
    let report = many(200, 30).long_run(7);
    assert_eq!(report.verdict, Verdict::Ran, "{report:#?}");
    assert!(report.broke.is_none() && report.story.is_none());
    assert_eq!(report.effort.executions, 1);
    assert!(report.effort.gates > 200 * 3);
    many(200, 30).check_long_run(7);
}

#[test]
fn a_long_run_can_break_a_bound_that_few_messages_keep() {
    assert_eq!(many(20, 10).long_run(7).verdict, Verdict::Ran);
    let report = many(200, 10).long_run(7);
    assert_eq!((report.verdict, report.broke), (Verdict::Broken, Some(Broke::Rule)));
    assert_eq!(report.reason.as_deref(), Some("11 items where 10 are allowed"));
    assert!(report.story.is_some());
    assert_eq!(report.least, Least::Unsaid, "one run says nothing of others");
    let lines = Scenario::show(&report, 80, true).lines().count();
    assert!(lines < 60, "a long run is folded: {lines} lines");
    assert!(std::panic::catch_unwind(|| many(200, 10).check_long_run(7)).is_err());
}

#[test]
fn the_same_seed_makes_the_same_run_and_another_seed_another() {
    assert_eq!(many(100, 10).long_run(1), many(100, 10).long_run(1));
    let gates = |seed| many(100, 30).long_run(seed).effort.gates;
    assert!((1..6).any(|seed| gates(seed) != gates(0)));
}
