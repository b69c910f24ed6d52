//! Ids of processed messages, saved with the change (05): a copy is skipped.

use std::collections::BTreeSet;

use lab::{Failure, Id, Ids, Queue, World, consumer};
use serde::{Deserialize, Serialize};

use super::{Others, Technique};
use crate::domain::{Customer, PaymentBooked, Wire, decide};
use crate::parts::Entities;

pub const TECHNIQUE: Technique = Technique {
    name: "processed ids",
    exercise: Some("05"),
    idea: "the ids of processed messages stand in the entity; a copy is skipped",
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
    ids: Ids,
}

impl Shop {
    fn new(world: &World) -> Self {
        Shop { entities: Entities::new(world), events: world.queue("events"), ids: world.ids() }
    }
}

async fn process(shop: &Shop, message: PaymentBooked) -> Result<(), Failure> {
    let (mut envelope, version) = shop.entities.load_or_new(&message.customer).await?;
    if !envelope.seen.insert(message.id.clone()) {
        return Ok(());
    }
    let (state, event) = decide(&envelope.state, &message);
    envelope.state = state;
    shop.entities.write(&message.customer, &envelope, version).await?;
    shop.events.send(&Wire { id: shop.ids.fresh(), token: None, event }).await
}
