//! Loyalty and Mail. A payment comes in, and whoever comes to 100 gets a coupon; Mail hears of it, and prints a letter.
//! One function does the work for both services, `process`.
//!
//! What a message may do, it may do once, however late its last copy comes.
//!
//! Run `cargo xtask check 13`. The task is in exercises/13-tokens/README.md.

mod given;

use std::collections::BTreeMap;
use std::time::Duration;

use lab::{Failure, Id, Ids, Queue, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

/// For how long the deduplication store remembers a message: a week.
const KEPT_FOR: Duration = Duration::from_hours(7 * 24);

/// What is stored under one key: a customer or their letters, and what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<S> {
    /// What the service knows.
    pub state: S,
    /// For each message whose change is in `state`, and that is not over yet: what is to be sent.
    pub outbox: BTreeMap<Id, Vec<Wire>>,
}

/// What a service with the state `S` works with.
pub struct Shop<S> {
    pub entities: Store<Envelope<S>>,
    pub done: Done,
    pub tokens: Tokens,
    pub events: Queue<Wire>,
    pub ids: Ids,
}

impl<S: State> Shop<S> {
    pub fn new(world: &World) -> Self {
        let (done, tokens) = (Done::new(world), Tokens::new(world));
        Shop { entities: world.store("entities"), done, tokens, events: world.queue("events"), ids: world.ids() }
    }
}

/// Handles a message. `Ok`: the message is gone. An error or a crash: it is delivered again.
pub async fn process<S: State, M: Incoming>(
    shop: &Shop<S>,
    message: M,
    decide: impl Fn(&S, &M) -> (S, Vec<Event>),
) -> Result<(), Failure> {
    let (mut envelope, version) = shop.load_or_new(&message.key()).await?;

    // After loading: whoever was faster makes the write below a conflict.
    if shop.done.has(&message.id()).await? {
        return forget(shop, &message).await;
    }

    if !envelope.outbox.contains_key(&message.id()) {
        let (state, events) = decide(&envelope.state, &message);
        envelope.state = state;
        envelope.outbox.insert(message.id(), stamp(events, &message.id()));
        shop.write(&message.key(), &envelope, version).await?;
    }

    for wire in &envelope.outbox[&message.id()] {
        shop.events.send(wire).await?;
    }
    shop.done.add(&message.id(), KEPT_FOR).await?;
    forget(shop, &message).await
}

/// Takes a message that is over out of the envelope.
async fn forget<S: State, M: Incoming>(shop: &Shop<S>, message: &M) -> Result<(), Failure> {
    let (mut envelope, version) = shop.load_or_new(&message.key()).await?;
    if envelope.outbox.remove(&message.id()).is_some() {
        shop.write(&message.key(), &envelope, version).await?;
    }
    Ok(())
}
