//! No deduplication: change, save, send.

use lab::{Failure, Ids, Queue, World, consumer};
use serde::{Deserialize, Serialize};

use super::{Others, Technique};
use crate::domain::{Customer, PaymentBooked, Wire, decide};
use crate::parts::Entities;

pub const TECHNIQUE: Technique = Technique {
    name: "naive",
    exercise: None,
    idea: "change, save, send",
    on_message: || consumer(Shop::new, process),
    others: Others::Nobody,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Envelope {
    state: Customer,
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
    let (envelope, version) = shop.entities.load_or_new(&message.customer).await?;
    let (state, event) = decide(&envelope.state, &message);
    shop.entities.write(&message.customer, &Envelope { state }, version).await?;
    shop.events.send(&Wire { id: shop.ids.fresh(), token: None, event }).await
}
