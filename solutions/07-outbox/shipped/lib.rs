//! Loyalty. A payment or an entry in the raffle comes in; the state changes, and the world hears what follows from it:
//! a coupon, a win, a loss. One function does so for both domains, `process`. The domains are in `src/given.rs`.
//!
//! Whatever is told must follow from what was saved, and each copy of it must say the same.
//!
//! Run `cargo xtask check 7`. The task is in exercises/07-outbox/README.md.

mod given;

use std::collections::BTreeSet;

use lab::{Failure, Id, Queue, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

/// What is stored under one key: a customer or a raffle, and what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<S> {
    /// What the domain knows.
    pub state: S,
    /// The messages whose change is in `state`.
    pub seen: BTreeSet<Id>,
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
    let (mut envelope, version) = shop.load_or_new(&message.key()).await?;

    let (state, events) = decide(&envelope.state, &message);
    if envelope.seen.insert(message.id()) {
        envelope.state = state;
        shop.write(&message.key(), &envelope, version).await?;
    }

    // A copy publishes, too: the first delivery may have died before it came here.
    for wire in stamp(events, &message.id()) {
        shop.events.send(&wire).await?;
    }
    Ok(())
}
