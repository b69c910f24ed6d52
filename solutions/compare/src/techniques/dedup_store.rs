//! Outbox, and a deduplication store for what is over (11): the entity stays small.

use std::collections::BTreeMap;

use lab::{Failure, Id, Ids, Queue, World, consumer};
use serde::{Deserialize, Serialize};

use super::{Others, Technique};
use crate::domain::{Customer, PaymentBooked, Wire, decide, stamp};
use crate::parts::{Done, Entities, Staged};

pub const TECHNIQUE: Technique = Technique {
    name: "outbox + store",
    exercise: Some("11"),
    idea: "the event is staged in an item of its own; when all is sent, the id moves to a deduplication store",
    on_message: || consumer(Shop::new, process),
    others: Others::Nobody,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Envelope {
    state: Customer,
    /// For each message that is not in the deduplication store yet: where its event is staged.
    outbox: BTreeMap<Id, Id>,
}

struct Shop {
    entities: Entities<Envelope>,
    staged: Staged,
    done: Done,
    events: Queue<Wire>,
    ids: Ids,
}

impl Shop {
    fn new(world: &World) -> Self {
        let (staged, done) = (Staged::new(world), Done::new(world));
        Shop { entities: Entities::new(world), staged, done, events: world.queue("events"), ids: world.ids() }
    }
}

async fn process(shop: &Shop, message: PaymentBooked) -> Result<(), Failure> {
    let (mut envelope, mut version) = shop.entities.load_or_new(&message.customer).await?;
    // After loading: whoever cleared the envelope in between makes the write below a conflict.
    if shop.done.has(&message.id).await? {
        if envelope.outbox.remove(&message.id).is_some() {
            shop.entities.write(&message.customer, &envelope, version).await?;
        }
        return Ok(());
    }
    if !envelope.outbox.contains_key(&message.id) {
        let (state, event) = decide(&envelope.state, &message);
        let stage = shop.ids.fresh();
        shop.staged.stage(&stage, &stamp(event, &message.id)).await?;
        envelope.state = state;
        envelope.outbox.insert(message.id.clone(), stage);
        version = shop.entities.write(&message.customer, &envelope, version).await?;
    }
    if let Some(stage) = envelope.outbox.remove(&message.id) {
        if let Some(wire) = shop.staged.get(&stage).await? {
            shop.events.send(&wire).await?;
        }
        shop.done.add(&message.id).await?;
        shop.entities.write(&message.customer, &envelope, version).await?;
        shop.staged.unstage(&stage).await?;
    }
    Ok(())
}
