//! Loyalty. A payment or an entry in the raffle comes in; the state changes, and the world hears what follows from it:
//! a coupon, a win, a loss. One function does so for both domains, `process`. The domains are in `src/given.rs`.
//!
//! Whatever is told must follow from what was saved, and each copy of it must say the same.
//!
//! After the mob's half: a timer empties the outbox to which no message comes back.

mod given;

use std::collections::BTreeMap;

use lab::{Failure, Id, Queue, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

/// What is stored under one key: a customer or a raffle, and what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<S> {
    /// What the domain knows.
    pub state: S,
    /// For each message whose change is in `state`: what is still to be sent, or none where all was sent.
    pub outbox: BTreeMap<Id, Option<Vec<Wire>>>,
}

/// What Loyalty works with, for a domain with the state `S`.
pub struct Shop<S> {
    pub entities: Store<Envelope<S>>,
    pub events: Queue<Wire>,
}

impl<S: State> Shop<S> {
    pub fn new(world: &World) -> Self {
        Shop { entities: world.store("entities"), events: world.queue("events") }
    }
}

/// Handles a message. `Ok`: the message is gone. An error or a crash: it is delivered again.
///
/// `S` is what the domain keeps, `M` is what it listens to, and `decide` is the domain itself: from a state and a message it
/// makes the next state, and what the world shall hear of it. It does nothing else.
pub async fn process<S: State, M: Incoming>(
    shop: &Shop<S>,
    message: M,
    decide: impl Fn(&S, &M) -> (S, Vec<Event>),
) -> Result<(), Failure> {
    let (mut envelope, mut version) = shop.load_or_new(&message.key()).await?;

    if !envelope.outbox.contains_key(&message.id()) {
        let (state, events) = decide(&envelope.state, &message);
        envelope.state = state;
        envelope.outbox.insert(message.id(), Some(stamp(events, &message.id())));
        version = shop.write(&message.key(), &envelope, version).await?;
    }

    if let Some(Some(wires)) = envelope.outbox.get(&message.id()) {
        for wire in wires {
            shop.events.send(wire).await?;
        }
        // The key stays: it says that the change was made.
        envelope.outbox.insert(message.id(), None);
        shop.write(&message.key(), &envelope, version).await?;
    }
    Ok(())
}

/// Sends what is left in the outbox under this key. The timer comes from time to time, at any time.
pub async fn sweep<S: State>(shop: &Shop<S>, key: &Id) -> Result<(), Failure> {
    let (mut envelope, version) = shop.load_or_new(key).await?;
    let left: Vec<Wire> = envelope.outbox.values().flatten().flatten().cloned().collect();
    if left.is_empty() {
        return Ok(());
    }
    for wire in &left {
        shop.events.send(wire).await?;
    }
    // All of what was read has been sent. What came in between is a conflict, and the timer comes again.
    envelope.outbox.values_mut().for_each(|wires| *wires = None);
    shop.write(key, &envelope, version).await?;
    Ok(())
}
