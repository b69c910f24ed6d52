//! A run of the code as it was, followed by the code as it is.

use lab::{Failure, Fault, Scenario, Store, client, ensure};

use crate::shop::charged_twice;

fn id(scenario: &Scenario) -> String {
    scenario.search().replay.expect("it is broken")
}

#[test]
fn a_cure_ends_in_a_run_that_no_longer_breaks() {
    let replayed = charged_twice(false).replay(&id(&charged_twice(true))).expect("only the code has changed");
    assert_eq!(replayed.broke, None);
    assert!(!replayed.story.rows.is_empty());
}

type Items = Store<u32>;

/// Writes `a` and, where that got no answer, breaks. `before` is what an edit has put before it.
fn writes(before: &'static [&'static str], after: bool) -> Scenario {
    let script = client(
        |world| world.store("items"),
        async move |items: &Items| {
            for key in before {
                let _ = items.put(&lab::Id::new(key), &0).await;
            }
            let first = items.create(&lab::Id::new("a"), &1).await;
            if after && first == Err(Failure::Timeout) {
                let _ = items.put(&lab::Id::new("broken"), &1).await;
            }
        },
    );
    Scenario::new("a write")
        .client("customer", script)
        .faults(Fault::Ambiguous, 1)
        .always("nothing is broken", |view| {
            ensure(view.item::<u32>("items", &lab::Id::new("broken")).is_none(), || "it is".into())
        })
}

#[test]
fn a_step_that_no_longer_happens_is_named() {
    let id = id(&writes(&[], true));
    let replayed = writes(&["before"], true).replay(&id).expect("only the code has changed");
    assert_eq!(replayed.broke, None);
    assert_eq!(
        replayed.missing,
        ["the missing answer to `create a` of customer no longer happens: your change altered this".to_string()]
    );
}

#[test]
fn a_run_that_goes_as_it_went_and_breaks_nothing_misses_nothing() {
    let replayed = writes(&[], false).replay(&id(&writes(&[], true))).expect("only the code has changed");
    assert_eq!((replayed.broke, replayed.missing), (None, Vec::new()));
}

#[test]
fn an_edit_that_is_not_on_the_way_changes_nothing() {
    let replayed = writes(&[], true).replay(&id(&writes(&[], true))).expect("it is the same code");
    assert_eq!(replayed.broke.map(|(rule, _)| rule).as_deref(), Some("nothing is broken"));
}
