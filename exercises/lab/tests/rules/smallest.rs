//! Which of all runs that break a rule is shown.

use lab::report::{Report, RowKind};
use lab::{Failure, Fault, Scenario, Store, Will, client, consumer, ensure};

use crate::common::{Note, id, note};

struct Desk {
    items: Store<u32>,
    will: Will,
}

fn desk(world: &lab::World) -> Desk {
    Desk { items: world.store("items"), will: world.will() }
}

fn not_broken(scenario: Scenario) -> Report {
    let rule = |view: &lab::View<'_>| ensure(view.item::<u32>("items", &id("broken")).is_none(), || "it is".into());
    scenario.always("nothing is broken", rule).search()
}

fn steps(report: &Report) -> usize {
    let story = report.story.as_ref().expect("it is broken");
    story.rows.iter().filter(|row| row.kind != RowKind::Broken).count()
}

fn switches(report: &Report) -> usize {
    let story = report.story.as_ref().expect("it is broken");
    let who: Vec<usize> = story.rows.iter().filter(|row| row.kind == RowKind::Operation).map(|row| row.from).collect();
    who.windows(2).filter(|two| two[0] != two[1]).count()
}

#[test]
fn one_fault_and_ten_steps_come_before_two_faults_and_three_steps() {
    let script = client(desk, async |desk: &Desk| {
        match desk.items.put(&id("first"), &1).await {
            Err(Failure::Unavailable) if desk.items.put(&id("second"), &1).await.is_err() => (),
            Err(Failure::Timeout) => {
                for turn in 0..8 {
                    let _ = desk.items.put(&id("long"), &turn).await;
                }
            }
            _ => return,
        }
        let _ = desk.items.put(&id("broken"), &1).await;
    });
    let scenario = Scenario::new("short and dear, or long and cheap").client("customer", script);
    let report = not_broken(scenario.clone().faults(Fault::Unavailable, 2).faults(Fault::Ambiguous, 1));
    assert_eq!(report.faults.len(), 1, "{:?}", report.faults);
    assert_eq!(steps(&report), 10);
    let report = not_broken(scenario.faults(Fault::Unavailable, 2));
    assert_eq!((report.faults.len(), steps(&report)), (2, 3));
}

#[test]
fn of_runs_with_as_many_faults_the_shortest_is_shown() {
    let script = client(desk, async |desk: &Desk| {
        let turns = desk.will.pick(&["nine turns", "no turn", "four turns"]).await.unwrap_or(0);
        for turn in 0..[9, 0, 4][turns] {
            let _ = desk.items.put(&id("turn"), &turn).await;
        }
        let _ = desk.items.put(&id("broken"), &1).await;
    });
    assert_eq!(steps(&not_broken(Scenario::new("ways").client("customer", script))), 2);
}

#[test]
fn of_runs_with_as_many_faults_one_with_few_switches_is_shown() {
    let handler = consumer(desk, async |desk: &Desk, message: Note| {
        let known = desk.items.load(&id("sum")).await?.ok_or(Failure::NotFound)?;
        desk.items.put(&message.id, &1).await?;
        if desk.items.replace(&id("sum"), &(known.value + 1), known.etag).await == Err(Failure::Conflict) {
            desk.items.put(&id("broken"), &1).await?;
        }
        Ok(())
    });
    let report = not_broken(
        Scenario::new("two add")
            .given("items", &id("sum"), &0)
            .given_message("notes", &note("a"))
            .given_message("notes", &note("b"))
            .given_message("notes", &note("c"))
            .consumer("clerk", "notes", 3, handler),
    );
    // One reads, the other does all, and the first goes on: two switches, however many workers there are.
    assert!(switches(&report) <= 2, "{report:#?}");
    assert!(report.faults.is_empty());
}
