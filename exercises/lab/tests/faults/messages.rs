//! Faults of queues: duplicates, late duplicates, leases that run out.

use lab::{Event, Failure, Fault, Rule, Scenario, Store, View, client, consumer, ensure};

use crate::common::{Note, id, note};
use crate::reach::{holds, one_fault, reaches};

fn counts(world: &lab::World) -> Store<u32> {
    world.store("counts")
}

/// Counts how often each message was handled.
async fn count(counts: &Store<u32>, message: Note) -> Result<(), Failure> {
    let known = counts.load(&message.id).await?;
    let before = known.map_or(0, |item| item.value);
    counts.put(&message.id, &(before + 1)).await.map(drop)
}

fn one_note(workers: usize) -> Scenario {
    Scenario::new("a note").given_message("notes", &note("a")).consumer(
        "clerk",
        "notes",
        workers,
        consumer(counts, count),
    )
}

fn times(view: &View<'_>) -> u32 {
    view.item::<u32>("counts", &id("a")).map_or(0, |count| *count)
}

fn once(scenario: Scenario) -> Scenario {
    scenario.always("a note is handled once", |view| ensure(times(view) <= 1, || format!("{} times", times(view))))
}

#[test]
fn a_duplicate_is_handled_too() {
    holds(&once(one_note(1)));
    let fault = one_fault(&once(one_note(1).faults(Fault::Duplicate, 1)));
    assert_eq!(fault, "duplicate: one more copy of a");
}

#[test]
fn two_duplicates_make_three_deliveries() {
    assert!(reaches(&one_note(1).faults(Fault::Duplicate, 2).witness("three times", |view| times(view) == 3)));
    assert!(!reaches(&one_note(1).faults(Fault::Duplicate, 1).witness("three times", |view| times(view) == 3)));
}

#[test]
fn a_late_duplicate_comes_after_the_ack() {
    let after_ack = |scenario: Scenario| {
        scenario.faults(Fault::Duplicate, 1).rule(Rule::fold(
            "no copy of what was acknowledged comes",
            false,
            |acked, event, view| {
                *acked |= matches!(event, Event::Acked { .. }) && view.messages::<Note>("notes").is_empty();
                ensure(!(*acked && matches!(event, Event::Duplicated { .. })), || "one comes".into())
            },
            |_, _| Ok(()),
        ))
    };
    assert_eq!(one_fault(&after_ack(one_note(1).late_duplicates())), "duplicate: a comes again, long after");
    holds(&after_ack(one_note(1)));
}

#[test]
fn a_duplicate_spares_a_reliable_consumer() {
    holds(&once(one_note(1).reliable().faults(Fault::Duplicate, 1)));
    holds(&once(one_note(1).late_duplicates().reliable().faults(Fault::Duplicate, 1)));
}

#[test]
fn the_same_message_sent_twice_is_no_fault() {
    let scenario = one_note(1).given_message("notes", &note("a"));
    holds(
        &scenario.finally("it is handled twice", |view| ensure(times(view) == 2, || format!("{} times", times(view)))),
    );
}

fn acks(scenario: Scenario, most: u32) -> Scenario {
    scenario.rule(Rule::fold(
        "a copy is acknowledged once",
        0_u32,
        move |acked, event, _| {
            *acked += u32::from(matches!(event, Event::Acked { .. }));
            ensure(*acked <= most, || format!("{acked} times"))
        },
        move |acked, _| ensure(*acked == most, || format!("{acked} times")),
    ))
}

#[test]
fn a_lease_that_runs_out_lets_another_worker_have_the_message() {
    let together = |view: &View<'_>| times(view) == 2;
    let scenario = one_note(2).faults(Fault::LeaseExpiry, 1);
    assert!(reaches(&scenario.clone().witness("handled twice", together)));
    assert_eq!(one_fault(&once(scenario)), "lease expiry: the lease of a runs out");
    holds(&once(one_note(2)));
}

#[test]
fn a_lease_that_runs_out_brings_the_message_back_to_a_single_worker_too() {
    assert_eq!(one_fault(&once(one_note(1).faults(Fault::LeaseExpiry, 1))), "lease expiry: the lease of a runs out");
}

#[test]
fn a_lease_spares_a_reliable_consumer() {
    holds(&once(one_note(2).reliable().faults(Fault::LeaseExpiry, 1)));
}

#[test]
fn an_ack_after_the_lease_has_no_effect() {
    // Else the second delivery would be acknowledged by the first worker, and its failure would lose the message.
    holds(&acks(one_note(2).faults(Fault::LeaseExpiry, 2), 1));
    let report = once(one_note(2).faults(Fault::LeaseExpiry, 1)).search();
    assert!(report.story.is_some());
}

#[test]
fn a_late_failure_takes_no_lease_from_another_worker() {
    // The first worker fails after its lease has run out, while the second still works.
    let handler =
        consumer(counts, async |counts: &Store<u32>, message: Note| match counts.create(&message.id, &1).await {
            Ok(_) => Err(Failure::refused("the first attempt fails")),
            Err(_) => counts.put(&id("done"), &1).await.map(drop),
        });
    let scenario = Scenario::new("a late failure")
        .given_message("notes", &note("a"))
        .consumer("clerk", "notes", 2, handler)
        .faults(Fault::LeaseExpiry, 1);
    holds(&acks(scenario, 1));
}

#[test]
fn a_send_without_an_answer_may_have_sent() {
    let script = |world: &lab::World| world.queue::<Note>("notes");
    let script = client(script, async |notes: &lab::Queue<Note>| while notes.send(&note("a")).await.is_err() {});
    let scenario = |most| {
        Scenario::new("sent until it works")
            .client("customer", script.clone())
            .consumer("clerk", "notes", 1, consumer(counts, count))
            .reliable()
            .faults(Fault::Ambiguous, most)
    };
    holds(&once(scenario(0)));
    let fault = one_fault(&once(scenario(1)));
    assert!(fault.starts_with("no answer to `send a` of customer, done (messages.rs:"), "{fault}");
}
