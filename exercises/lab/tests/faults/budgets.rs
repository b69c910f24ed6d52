//! What faults cost, and how many deliveries follow from them.

use lab::{Failure, Fault, Scenario, Store, client, consumer, ensure};

use crate::common::{Note, id, note};
use crate::reach::{faults_of_break, holds, reaches};

fn items(world: &lab::World) -> Store<u32> {
    world.store("items")
}

fn fails_twice() -> Scenario {
    let script = client(items, async |items: &Store<u32>| {
        let first = items.put(&id("first"), &1).await.is_err();
        let second = items.put(&id("second"), &1).await.is_err();
        if first && second {
            while items.put(&id("both"), &1).await.is_err() {}
        }
    });
    Scenario::new("two writes").client("customer", script)
}

fn not_both(scenario: Scenario) -> Scenario {
    scenario.always("not both fail", |view| ensure(view.item::<u32>("items", &id("both")).is_none(), || "both".into()))
}

#[test]
fn faults_of_two_kinds_add_up() {
    let both = fails_twice().faults(Fault::Unavailable, 1).faults(Fault::Ambiguous, 1);
    assert_eq!(faults_of_break(&not_both(both.clone())).len(), 2);
    holds(&not_both(both.faults_together(1)));
}

#[test]
fn two_faults_of_one_kind_need_a_budget_of_two() {
    holds(&not_both(fails_twice().faults(Fault::Unavailable, 1)));
    assert_eq!(faults_of_break(&not_both(fails_twice().faults(Fault::Unavailable, 2))).len(), 2);
}

#[test]
fn faults_together_never_raise_the_budget_of_a_kind() {
    holds(&not_both(fails_twice().faults(Fault::Unavailable, 1).faults_together(5)));
}

#[test]
fn the_cap_of_failures_is_faults_and_workers_and_copies_and_one() {
    let handler = consumer(items, async |items: &Store<u32>, message: Note| items.put(&message.id, &1).await.map(drop));
    let scenario = Scenario::new("two notes")
        .given_message("notes", &note("a"))
        .given_message("notes", &note("b"))
        .consumer("clerk", "notes", 2, handler)
        .crashes(1)
        .faults(Fault::Ambiguous, 1);
    assert_eq!(holds(&scenario).effort.redelivery_cap, 2 + 2 + 2 + 1);
    assert_eq!(holds(&scenario.clone().faults_together(1)).effort.redelivery_cap, 1 + 2 + 2 + 1);
    assert_eq!(holds(&scenario.deliveries(9)).effort.redelivery_cap, 9);
}

#[test]
fn as_many_conflicts_as_there_are_messages_are_no_poison() {
    let handler = consumer(items, async |items: &Store<u32>, _: Note| {
        let known = items.load(&id("sum")).await?.ok_or(Failure::NotFound)?;
        items.replace(&id("sum"), &(known.value + 1), known.etag).await.map(drop)
    });
    let send = |world: &lab::World| world.queue::<Note>("notes");
    let script = client(send, async |notes: &lab::Queue<Note>| {
        for name in ["a", "b", "c", "d"] {
            let _ = notes.send(&note(name)).await;
        }
    });
    let scenario = Scenario::new("four add to a sum")
        .given("items", &id("sum"), &0)
        .client("customer", script)
        .consumer("clerk", "notes", 2, handler);
    assert!(reaches(
        &scenario
            .witness("all are added", |view| { view.item::<u32>("items", &id("sum")).is_some_and(|sum| *sum == 4) })
    ));
}
