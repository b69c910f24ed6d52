//! Loyalty has moved to a cloud database. A payment comes in; the total changes, and the world hears what follows from it.
//! What the world shall hear is staged in an item of its own, and the envelope says under which name.
//!
//! The envelope knows only the messages that are not over yet. All others are in the deduplication store. README.md tells why.

mod given;

use std::collections::BTreeMap;

use lab::{Failure, Id, Ids, Queue, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

/// What is stored under one key: a customer, and what belongs to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<S> {
    /// What the domain knows.
    pub state: S,
    /// For each message whose change is in `state`, and which is not in the deduplication store yet: where its events are staged.
    pub outbox: BTreeMap<Id, StageId>,
}

/// What Loyalty works with, for a domain with the state `S`.
pub struct Shop<S> {
    pub entities: Store<Envelope<S>>,
    pub staged: Staged,
    pub done: Done,
    pub events: Queue<Wire>,
    pub ids: Ids,
}

impl<S: State> Shop<S> {
    pub fn new(world: &World) -> Self {
        Shop {
            entities: world.store("entities"),
            staged: Staged::new(world),
            done: Done::new(world),
            events: world.queue("events"),
            ids: world.ids(),
        }
    }
}

/// Handles a message. `Ok`: the message is gone. An error or a crash: it is delivered again.
pub async fn process<S: State, M: Incoming>(
    shop: &Shop<S>,
    message: M,
    decide: impl Fn(&S, &M) -> (S, Vec<Event>),
) -> Result<(), Failure> {
    let (mut envelope, mut version) = shop.load_or_new(&message.key()).await?;

    // After loading: whoever cleared the envelope in between makes the write below a conflict.
    if shop.done.has(&message.id()).await? {
        if envelope.outbox.remove(&message.id()).is_some() {
            shop.write(&message.key(), &envelope, version).await?;
        }
        return Ok(());
    }

    if !envelope.outbox.contains_key(&message.id()) {
        let (state, events) = decide(&envelope.state, &message);
        let stage = shop.ids.fresh();
        shop.staged.stage(&stage, &stamp(events, &message.id())).await?;
        envelope.state = state;
        envelope.outbox.insert(message.id(), stage);
        version = shop.write(&message.key(), &envelope, version).await?;
    }

    if let Some(stage) = envelope.outbox.remove(&message.id()) {
        // None where another delivery has sent them, and was faster.
        for wire in shop.staged.get(&stage).await?.unwrap_or_default() {
            shop.events.send(&wire).await?;
        }
        // In this order: at each moment the message is known in one place, or in both.
        shop.done.add(&message.id()).await?;
        shop.write(&message.key(), &envelope, version).await?;
        shop.staged.unstage(&stage).await?;
    }
    Ok(())
}
