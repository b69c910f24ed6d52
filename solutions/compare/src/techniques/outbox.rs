//! Outbox (07): what the world shall hear is saved with the change, and sent from there.

use std::collections::BTreeMap;

use lab::{Failure, Id, Queue, World, consumer};
use serde::{Deserialize, Serialize};

use super::{Others, Technique};
use crate::domain::{Customer, PaymentBooked, Wire, decide, stamp};
use crate::parts::Entities;

pub const TECHNIQUE: Technique = Technique {
    name: "outbox",
    exercise: Some("07"),
    idea: "the event is saved with the change and sent from there; the id stays in the entity",
    on_message: || consumer(Shop::new, process),
    others: Others::Nobody,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Envelope {
    state: Customer,
    /// For each message whose change is in `state`: what is still to be sent, or none.
    outbox: BTreeMap<Id, Option<Wire>>,
}

struct Shop {
    entities: Entities<Envelope>,
    events: Queue<Wire>,
}

impl Shop {
    fn new(world: &World) -> Self {
        Shop { entities: Entities::new(world), events: world.queue("events") }
    }
}

async fn process(shop: &Shop, message: PaymentBooked) -> Result<(), Failure> {
    let (mut envelope, mut version) = shop.entities.load_or_new(&message.customer).await?;
    if !envelope.outbox.contains_key(&message.id) {
        let (state, event) = decide(&envelope.state, &message);
        envelope.state = state;
        envelope.outbox.insert(message.id.clone(), Some(stamp(event, &message.id)));
        version = shop.entities.write(&message.customer, &envelope, version).await?;
    }
    if let Some(Some(wire)) = envelope.outbox.get(&message.id) {
        shop.events.send(wire).await?;
        envelope.outbox.insert(message.id.clone(), None);
        shop.entities.write(&message.customer, &envelope, version).await?;
    }
    Ok(())
}
