//! Ready rules about the state: lost and duplicate changes, what is left over, what grows.

use lab::{Failure, Fault, Id, Memory, Scenario, Store, View, consumer, ready};
use serde::{Deserialize, Serialize};

use crate::common::{Note, id, note};
use crate::verdicts::{breaks, holds};

/// A list of the notes that changed it.
#[derive(Default, Serialize, Deserialize)]
struct Changes(Vec<Id>);

struct Desk {
    lists: Store<Changes>,
    seen: Memory<Vec<Id>>,
}

fn desk(world: &lab::World) -> Desk {
    Desk { lists: world.store("lists"), seen: world.memory("seen") }
}

impl Desk {
    async fn add(&self, message: &Id, checks: bool) -> Result<(), Failure> {
        let known = self.lists.load(&id("list")).await?.ok_or(Failure::NotFound)?;
        let mut changes = known.value;
        if !(checks && changes.0.contains(message)) {
            changes.0.push(message.clone());
            self.lists.replace(&id("list"), &changes, known.etag).await?;
        }
        Ok(())
    }
}

fn changes(view: &View<'_>) -> Vec<Id> {
    view.item::<Changes>("lists", &id("list")).map(|changes| changes.0.clone()).unwrap_or_default()
}

fn one_note(handler: lab::process::OnMessage) -> Scenario {
    Scenario::new("a note")
        .given("lists", &id("list"), &Changes::default())
        .given_message("notes", &note("a"))
        .consumer("clerk", "notes", 1, handler)
}

#[test]
fn a_change_is_lost_where_a_message_is_remembered_before_it_is_handled() {
    let rule = || ready::no_lost_change("no change is lost", |_| vec![id("a")], changes);
    let forgetful = consumer(desk, async |desk: &Desk, message: Note| {
        if desk.seen.get().contains(&message.id) {
            return Ok(());
        }
        desk.seen.update(|seen| seen.push(message.id.clone()));
        desk.add(&message.id, true).await
    });
    let seen = breaks(&one_note(forgetful).faults(Fault::Unavailable, 1).rule(rule()), "no change is lost");
    assert_eq!(seen, "a was accepted, and all is quiet, but its change was never made");
    let careful = consumer(desk, async |desk: &Desk, message: Note| desk.add(&message.id, true).await);
    holds(&one_note(careful).faults(Fault::Unavailable, 1).rule(rule()));
}

#[test]
fn a_change_is_made_twice_where_nobody_looks_whether_it_was_made() {
    let rule = || ready::no_duplicate_change("no change is made twice", changes);
    let careless = consumer(desk, async |desk: &Desk, message: Note| desk.add(&message.id, false).await);
    let seen = breaks(&one_note(careless).crashes(1).rule(rule()), "no change is made twice");
    assert_eq!(seen, "the change of a was made twice");
    let careful = consumer(desk, async |desk: &Desk, message: Note| desk.add(&message.id, true).await);
    holds(&one_note(careful).crashes(1).faults(Fault::Duplicate, 1).rule(rule()));
}

/// Writes a mark, adds to the list, and deletes the mark.
async fn with_a_mark(desk: &Desk, message: Note, clears_what_is_there: bool) -> Result<(), Failure> {
    let mark = Id::new(format!("mark-{}", message.id));
    match desk.lists.create(&mark, &Changes::default()).await {
        Err(Failure::Conflict) if !clears_what_is_there => return desk.add(&message.id, true).await,
        Ok(_) | Err(Failure::Conflict) => (),
        Err(failure) => return Err(failure),
    }
    desk.add(&message.id, true).await?;
    desk.lists.delete(&mark).await
}

#[test]
fn garbage_is_left_where_a_crash_comes_before_the_end_of_the_work() {
    let rule = || {
        ready::no_garbage("no mark is left", |view| {
            let marks = view.keys("lists").into_iter().map(|key| key.to_string());
            marks.filter(|key| key.starts_with("mark")).collect()
        })
    };
    let leaves = consumer(desk, async |desk: &Desk, message: Note| with_a_mark(desk, message, false).await);
    let seen = breaks(&one_note(leaves).crashes(1).rule(rule()), "no mark is left");
    assert_eq!(seen, "all is quiet, and this is left: mark-a");
    let clears = consumer(desk, async |desk: &Desk, message: Note| with_a_mark(desk, message, true).await);
    holds(&one_note(clears).crashes(2).rule(rule()));
}

#[test]
fn state_grows_without_bound_where_nothing_is_forgotten() {
    let count = |view: &View<'_>| view.keys("lists").len() as u64;
    let rule = move || ready::bounded_state("few items are kept", "items", |_| 2, count);
    let notes = |handler| one_note(handler).given_message("notes", &note("b"));
    let keeps = consumer(desk, async |desk: &Desk, message: Note| {
        desk.lists.put(&message.id, &Changes::default()).await.map(drop)
    });
    let seen = breaks(&notes(keeps).rule(rule()), "few items are kept");
    assert_eq!(seen, "3 items where 2 are allowed");
    let forgets = consumer(desk, async |desk: &Desk, message: Note| {
        desk.lists.put(&message.id, &Changes::default()).await?;
        desk.lists.delete(&message.id).await
    });
    holds(&notes(forgets).rule(rule()));
}

#[test]
fn a_rule_sees_each_store_that_was_written_to() {
    let handler = consumer(desk, async |desk: &Desk, message: Note| desk.add(&message.id, true).await);
    let scenario = one_note(handler).given("others", &id("other"), &Changes::default());
    let both = |view: &View<'_>| lab::ensure(view.stores().len() == 2, || format!("{:?}", view.stores()));
    holds(&scenario.always("there are two stores", both));
}
