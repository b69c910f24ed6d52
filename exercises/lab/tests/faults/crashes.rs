//! A crash: what is in memory is gone, what is in infrastructure stays.

use lab::{Fault, Memory, Scenario, Store, View, client, consumer, ensure};

use crate::common::{Note, id, note};
use crate::reach::{holds, one_fault, reaches};

struct Desk {
    items: Store<u32>,
    handled: Memory<u32>,
}

fn desk(world: &lab::World) -> Desk {
    Desk { items: world.store("items"), handled: world.memory("handled") }
}

async fn counts(desk: &Desk, message: Note) -> Result<(), lab::Failure> {
    let handled = desk.handled.update(|handled| {
        *handled += 1;
        *handled
    });
    desk.items.put(&message.id, &handled).await.map(drop)
}

fn two_notes(workers: usize) -> Scenario {
    Scenario::new("two notes").given_message("notes", &note("a")).given_message("notes", &note("b")).consumer(
        "clerk",
        "notes",
        workers,
        consumer(desk, counts),
    )
}

fn largest(view: &View<'_>) -> u32 {
    view.items::<u32>("items").iter().map(|(_, count)| **count).max().unwrap_or(0)
}

fn counts_both(scenario: Scenario) -> Scenario {
    scenario.finally("the last note is the second", |view| ensure(largest(view) == 2, || format!("{}", largest(view))))
}

#[test]
fn a_crash_loses_memory() {
    assert_eq!(holds(&counts_both(two_notes(1))).faults, Vec::<String>::new());
    let fault = one_fault(&counts_both(two_notes(1).crashes(1)));
    assert!(fault.starts_with("crash of clerk"), "{fault}");
}

#[test]
fn an_idle_worker_with_something_in_memory_may_crash() {
    // All is counted, so only a crash between the two notes makes the second one the first again.
    let scenario = two_notes(1).crashes(1).witness("both are the first", |view| {
        let all = view.items::<u32>("items");
        all.len() == 2 && all.iter().all(|(_, count)| **count == 1)
    });
    assert!(reaches(&scenario));
}

#[test]
fn workers_have_a_memory_each() {
    let both_first = |view: &View<'_>| view.keys("items").len() == 2 && largest(view) == 1;
    assert!(reaches(&two_notes(2).witness("each worker counts its own", both_first)));
    assert!(!reaches(&two_notes(1).witness("one worker counts both", both_first)));
}

#[test]
fn either_of_two_workers_may_crash() {
    for worker in ["clerk 1", "clerk 2"] {
        let report = two_notes(2)
            .crashes(1)
            .rule(lab::Rule::fold(
                "this worker lives",
                (),
                move |(), event, _| {
                    let died = matches!(event, lab::Event::Crashed { process } if **process == *worker);
                    ensure(!died, || "it died".into())
                },
                |(), _| Ok(()),
            ))
            .search();
        assert_eq!(report.faults.len(), 1, "{worker}: {report:#?}");
    }
}

#[test]
fn what_was_written_before_a_crash_stays_and_the_message_comes_again() {
    let handler = consumer(desk, async |desk: &Desk, message: Note| {
        desk.items.put(&id("first"), &1).await?;
        desk.items.put(&id("second"), &1).await?;
        desk.items.put(&message.id, &1).await.map(drop)
    });
    let scenario = |crashes| {
        Scenario::new("two writes")
            .given_message("notes", &note("a"))
            .consumer("clerk", "notes", 1, handler.clone())
            .crashes(crashes)
            .witness("a crash between the two", |view| {
                view.crashes() == 1 && view.keys("items") == [(&id("first")).into()]
            })
    };
    assert!(reaches(&scenario(1)));
    assert!(!reaches(&scenario(0)));
}

#[test]
fn the_report_says_before_which_gate_a_process_died() {
    let handler = consumer(desk, async |desk: &Desk, message: Note| {
        desk.items.put(&message.id, &1).await?;
        desk.items.put(&id("done"), &1).await.map(drop)
    });
    let report = Scenario::new("a crash in the middle")
        .given_message("notes", &note("a"))
        .consumer("clerk", "notes", 1, handler)
        .crashes(1)
        .always("whoever writes `a` writes `done`", |view| {
            ensure(view.crashes() == 0 || view.keys("items").len() != 1, || "a crash between".into())
        })
        .search();
    assert_eq!(report.faults.len(), 1);
    assert!(report.faults[0].starts_with("crash of clerk before `put done` (crashes.rs:"), "{:?}", report.faults);
}

#[test]
fn a_client_stands_outside_and_does_not_crash() {
    let script = client(desk, async |desk: &Desk| {
        let _ = desk.items.put(&id("first"), &1).await;
        let _ = desk.items.put(&id("second"), &1).await;
    });
    let scenario =
        Scenario::new("a client").client("customer", script).crashes(1).witness("a crash", |view| view.crashes() > 0);
    assert!(!reaches(&scenario));
}

#[test]
fn a_reliable_pool_does_not_crash() {
    assert!(!reaches(&two_notes(1).reliable().crashes(1).witness("a crash", |view| view.faults(Fault::Crash) > 0)));
}

#[test]
fn a_rule_may_look_at_how_many_crashes_there_were() {
    // A crash before anything was done leaves a state that is known without one, and yet it is not the same to this rule.
    let handler = consumer(|_| (), async |(), _: Note| Ok(()));
    let scenario = Scenario::new("a note that needs nothing")
        .given_message("notes", &note("a"))
        .consumer("clerk", "notes", 1, handler)
        .crashes(1);
    let no_crash = |view: &View<'_>| ensure(view.crashes() == 0, || "somebody crashed".into());
    one_fault(&scenario.clone().finally("nobody crashed", no_crash));
    let quiet = |view: &View<'_>| view.crashes() == 1 && view.messages::<Note>("notes").is_empty();
    assert!(reaches(&scenario.witness("a crash, and handled", quiet)));
}
