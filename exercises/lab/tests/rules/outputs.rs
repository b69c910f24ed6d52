//! Ready rules about what is sent: ghosts, lost outputs, contradicting copies, outputs that the state does not bear out.

use lab::{Failure, Id, Message, Queue, Scenario, Store, View, consumer, ensure, ready};
use serde::{Deserialize, Serialize};

use crate::common::{Note, id, note};
use crate::verdicts::{breaks, holds};

/// Says how large the sum was.
#[derive(Serialize, Deserialize)]
struct Told {
    sum: u32,
}

impl Message for Told {
    fn id(&self) -> Id {
        id("told")
    }
}

struct Desk {
    sums: Store<u32>,
    out: Queue<Told>,
}

fn desk(world: &lab::World) -> Desk {
    Desk { sums: world.store("sums"), out: world.queue("out") }
}

impl Desk {
    async fn add(&self) -> Result<u32, Failure> {
        let known = self.sums.load(&id("sum")).await?.ok_or(Failure::NotFound)?;
        let sum = known.value + 1;
        self.sums.replace(&id("sum"), &sum, known.etag).await?;
        Ok(sum)
    }

    async fn tell(&self, sum: u32) -> Result<(), Failure> {
        self.out.send(&Told { sum }).await
    }
}

fn sum(view: &View<'_>) -> u32 {
    view.item::<u32>("sums", &id("sum")).map_or(0, |sum| *sum)
}

fn one_note(handler: lab::process::OnMessage) -> Scenario {
    Scenario::new("a note adds to a sum")
        .given("sums", &id("sum"), &0)
        .given_message("notes", &note("a"))
        .consumer("clerk", "notes", 1, handler)
}

fn sends_first() -> lab::process::OnMessage {
    consumer(desk, async |desk: &Desk, _: Note| {
        desk.tell(1).await?;
        desk.add().await.map(drop)
    })
}

fn writes_first() -> lab::process::OnMessage {
    consumer(desk, async |desk: &Desk, _: Note| {
        let sum = desk.add().await?;
        desk.tell(sum).await
    })
}

/// Adds once, however often it is delivered, and tells the same each time.
fn writes_once() -> lab::process::OnMessage {
    consumer(desk, async |desk: &Desk, _: Note| {
        match desk.sums.load(&id("sum")).await? {
            Some(known) if known.value == 0 => desk.sums.replace(&id("sum"), &1, known.etag).await.map(drop)?,
            _ => (),
        }
        desk.tell(1).await
    })
}

fn no_ghost() -> lab::Rule {
    ready::no_ghost::<Told>("what is told is done", "out", |view, told| {
        ensure(sum(view) >= told.sum, || format!("told of {}, and the sum is {}", told.sum, sum(view)))
    })
}

#[test]
fn a_ghost_is_sent_where_the_send_comes_before_the_write() {
    assert_eq!(
        breaks(&one_note(sends_first()).rule(no_ghost()), "what is told is done"),
        "told of 1, and the sum is 0"
    );
    holds(&one_note(writes_once()).crashes(2).rule(no_ghost()));
}

#[test]
fn an_output_is_lost_where_a_second_attempt_stops_at_the_first_write() {
    let rule = || ready::no_lost_output("who added has told", "out", |view| vec![id("told"); (sum(view) > 0) as usize]);
    let stops = consumer(desk, async |desk: &Desk, _: Note| {
        let done = desk.sums.load(&id("sum")).await?.is_some_and(|known| known.value > 0);
        if done {
            return Ok(());
        }
        let sum = desk.add().await?;
        desk.tell(sum).await
    });
    holds(&one_note(stops.clone()).rule(rule()));
    let seen = breaks(&one_note(stops).crashes(1).rule(rule()), "who added has told");
    assert_eq!(seen, "told is due on `out`, and all is quiet, but it was never sent");
    holds(&one_note(writes_once()).crashes(2).rule(rule()));
}

#[test]
fn copies_contradict_each_other_where_a_second_attempt_adds_again() {
    let rule = || ready::consistent_output("all copies say the same", "out");
    let seen = breaks(&one_note(writes_first()).crashes(1).rule(rule()), "all copies say the same");
    assert_eq!(seen, "told was sent as {\"sum\":1} and then as {\"sum\":2}");
    holds(&one_note(writes_first()).rule(rule()));
    holds(&one_note(writes_once()).crashes(2).rule(rule()));
}

#[test]
fn an_output_that_the_state_does_not_bear_out_is_found_when_it_is_sent() {
    let rule = || {
        ready::state_matches_output::<Told>("what is told is the sum", "out", |view, told| {
            ensure(sum(view) == told.sum, || format!("told of {}, and the sum is {}", told.sum, sum(view)))
        })
    };
    let two = |handler| {
        Scenario::new("two notes add to a sum")
            .given("sums", &id("sum"), &0)
            .given_message("notes", &note("a"))
            .given_message("notes", &note("b"))
            .consumer("clerk", "notes", 2, handler)
    };
    let seen = breaks(&two(writes_first()).rule(rule()), "what is told is the sum");
    assert_eq!(seen, "told of 1, and the sum is 2");
    holds(&two(writes_once()).rule(rule()));
}
