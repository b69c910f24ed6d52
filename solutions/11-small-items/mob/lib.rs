//! Loyalty has moved to a cloud database. A payment comes in; the total changes, and the world hears what follows from it.
//!
//! After the mob's half: what belongs to a message is an item in the customer's partition, made in the same batch as the change.

mod given;

use lab::{Failure, Key, Queue, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

/// What is stored under one key: a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<S> {
    /// What the domain knows.
    pub state: S,
}

/// What Loyalty works with, for a domain with the state `S`.
pub struct Shop<S> {
    pub entities: Store<Envelope<S>>,
    /// The same store. An item for each message whose change was made, with what is still to be sent.
    pub outbox: Store<Vec<Wire>>,
    pub events: Queue<Wire>,
}

impl<S: State> Shop<S> {
    pub fn new(world: &World) -> Self {
        Shop { entities: world.store("entities"), outbox: world.store("entities"), events: world.queue("events") }
    }
}

/// Handles a message. `Ok`: the message is gone. An error or a crash: it is delivered again.
pub async fn process<S: State, M: Incoming>(
    shop: &Shop<S>,
    message: M,
    decide: impl Fn(&S, &M) -> (S, Vec<Event>),
) -> Result<(), Failure> {
    let place = Key::within(message.key(), message.id());

    // Before or after loading the envelope: it makes no difference, since the batch creates this item or fails.
    let wires = match shop.outbox.load(place.clone()).await? {
        Some(item) => item.value,
        None => commit(shop, &message, &place, decide).await?,
    };
    if wires.is_empty() {
        return Ok(());
    }
    for wire in &wires {
        shop.events.send(wire).await?;
    }
    // The item stays: it says that the change was made.
    shop.outbox.put(place, &vec![]).await?;
    Ok(())
}

/// The change, what is to be sent, and the fact that the change was made: all or nothing.
async fn commit<S: State, M: Incoming>(
    shop: &Shop<S>,
    message: &M,
    place: &Key,
    decide: impl Fn(&S, &M) -> (S, Vec<Event>),
) -> Result<Vec<Wire>, Failure> {
    let (envelope, version) = shop.load_or_new(&message.key()).await?;
    let (state, events) = decide(&envelope.state, message);
    let wires = stamp(events, &message.id());

    let batch = shop.entities.batch().create(&shop.outbox, place.clone(), &wires);
    let batch = match version {
        Some(etag) => batch.replace(&shop.entities, &message.key(), &Envelope { state }, etag),
        None => batch.create(&shop.entities, &message.key(), &Envelope { state }),
    };
    batch.commit().await?;
    Ok(wires)
}
