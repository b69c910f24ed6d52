//! The queue without faults: acknowledgement, lease, redelivery, dead letters, topics.

use lab::{Event, Failure, Id, Rule, Scenario, View, World, client, consumer, ensure};

use crate::both::{Note, breaks, gets_stuck, holds, note};

/// Counts up an item of store `counts`.
pub async fn count(world: &World, what: &Id) -> Result<(), Failure> {
    let counts = world.store::<u32>("counts");
    loop {
        let done = match counts.load(what).await? {
            None => counts.create(what, &1).await,
            Some(item) => counts.replace(what, &(item.value + 1), item.etag).await,
        };
        match done {
            Err(Failure::Conflict) => (),
            done => return done.map(drop),
        }
    }
}

/// How far an item of store `counts` was counted.
pub fn counted(view: &View<'_>, what: &str) -> u32 {
    view.item::<u32>("counts", &Id::new(what)).map_or(0, |count| *count)
}

/// When all is quiet, `what` was counted so often.
pub fn counts(what: &'static str, times: u32) -> Rule {
    Rule::finally(format!("{what} is handled {times} times"), move |view| {
        ensure(counted(view, what) == times, || format!("it was handled {} times", counted(view, what)))
    })
}

/// Handles a note by counting it.
pub async fn handles(world: &World, message: Note) -> Result<(), Failure> {
    count(world, &message.id).await
}

/// No copy is delivered while a worker holds it.
pub fn leased() -> Rule {
    Rule::fold(
        "a message that is held is not delivered",
        Vec::<Id>::new(),
        |held, event, _| match event {
            Event::Received { message, .. } => {
                let is_held = held.contains(&message.id);
                held.push(message.id.clone());
                ensure(!is_held, || format!("{} is delivered while it is held", message.id))
            }
            Event::Acked { message, .. } | Event::Returned { message, .. } | Event::DeadLettered { message, .. } => {
                held.retain(|id| *id != message.id);
                Ok(())
            }
            _ => Ok(()),
        },
        |held, _| ensure(held.is_empty(), || format!("{held:?} are held at the end")),
    )
}

fn pool(title: &str, workers: usize) -> Scenario {
    Scenario::new(title).consumer("worker", "notes", workers, consumer(World::clone, handles)).rule(leased())
}

#[test]
fn each_message_that_was_sent_is_handled_once_where_nothing_fails() {
    async fn sends(world: &World) {
        for id in ["a", "b"] {
            assert_eq!(world.queue("notes").send(&note(id)).await, Ok(()));
        }
    }
    let scenario = pool("sends two", 2).client("sender", client(World::clone, sends));
    holds(&scenario.rule(counts("a", 1)).rule(counts("b", 1)));
}

#[test]
fn messages_come_in_any_order() {
    const SENTENCE: &str = "a comes before b";
    let scenario = pool("two wait", 1)
        .given_message("notes", &note("a"))
        .given_message("notes", &note("b"))
        .always(SENTENCE, |view| ensure(counted(view, "b") <= counted(view, "a"), || "b came first".into()));
    breaks(&scenario, SENTENCE);
}

#[test]
fn a_message_whose_handler_failed_is_delivered_again() {
    async fn fails_first(world: &World, message: Note) -> Result<(), Failure> {
        world.store("tried").create(&message.id, &()).await.map_or(Ok(()), |_| Err(Failure::refused("not yet")))?;
        handles(world, message).await
    }
    let scenario = Scenario::new("fails at first")
        .consumer("worker", "notes", 2, consumer(World::clone, fails_first))
        .given_message("notes", &note("a"))
        .rule(leased())
        .rule(counts("a", 1));
    holds(&scenario);
}

async fn fails(world: &World, message: Note) -> Result<(), Failure> {
    handles(world, message).await?;
    Err(Failure::refused("never"))
}

fn poison() -> Scenario {
    Scenario::new("always fails")
        .consumer("worker", "notes", 2, consumer(World::clone, fails))
        .given_message("notes", &note("a"))
        .deliveries(3)
        .rule(leased())
}

#[test]
fn a_message_that_always_fails_goes_to_the_dead_letter_queue() {
    let scenario = poison().dead_letters_allowed().rule(counts("a", 3));
    holds(&scenario.finally("it is in the dead-letter queue", |view| {
        let dead = view.dead_letters::<Note>("notes").len();
        ensure(dead == 1, || format!("{dead} are there"))
    }));
}

#[test]
fn a_dead_letter_that_is_not_allowed_is_no_progress() {
    gets_stuck(&poison());
}

#[test]
fn a_topic_reaches_each_of_its_queues() {
    async fn sends(world: &World) {
        assert_eq!(world.queue("news").send(&note("a")).await, Ok(()));
    }
    async fn hears(world: &World, _: Note) -> Result<(), Failure> {
        count(world, &Id::new("heard")).await
    }
    let scenario = Scenario::new("sends to a topic")
        .topic("news", &["left", "right"])
        .client("sender", client(World::clone, sends))
        .consumer("left", "left", 1, consumer(World::clone, hears))
        .consumer("right", "right", 1, consumer(World::clone, hears));
    holds(&scenario.rule(counts("heard", 2)));
}
