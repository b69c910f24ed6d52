//! Processed ids, and events with stable ids that every delivery sends again (06): their content is made again, too.

use std::collections::BTreeSet;

use lab::{Failure, Id, Queue, World, consumer};
use serde::{Deserialize, Serialize};

use super::{Others, Technique};
use crate::domain::{Customer, PaymentBooked, Wire, decide, stamp, told};
use crate::parts::Entities;

pub const TECHNIQUE: Technique = Technique {
    name: "ids + stable ids",
    exercise: Some("06"),
    idea: "a copy changes nothing, and sends the event again under the same id, made from the state of now",
    on_message: || consumer(Shop::new, process),
    others: Others::Nobody,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Envelope {
    state: Customer,
    seen: BTreeSet<Id>,
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
    let (mut envelope, version) = shop.entities.load_or_new(&message.customer).await?;
    if envelope.seen.insert(message.id.clone()) {
        envelope.state = decide(&envelope.state, &message).0;
        shop.entities.write(&message.customer, &envelope, version).await?;
    }
    shop.events.send(&stamp(told(&envelope.state, &message), &message.id)).await
}
