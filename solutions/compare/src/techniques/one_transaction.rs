//! One transaction field (12): whoever comes next finishes what the last one left.

use lab::{Failure, Id, Ids, Queue, World, consumer};
use serde::{Deserialize, Serialize};

use super::{Others, Technique};
use crate::domain::{Customer, PaymentBooked, Wire, decide, stamp};
use crate::parts::{Done, Entities, Staged, Version};

pub const TECHNIQUE: Technique = Technique {
    name: "one transaction",
    exercise: Some("12"),
    idea: "the entity has room for one unfinished change and its owner; whoever comes next finishes it first",
    on_message: || consumer(Shop::new, process),
    others: Others::Nobody,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Envelope {
    state: Customer,
    tx: Option<Tx>,
}

/// A change that is in the state, and from which something is still to follow.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tx {
    staged: Id,
    owner: Id,
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
    let key = &message.customer;
    let (mut envelope, mut version) = shop.entities.load_or_new(key).await?;
    version = finish(shop, key, &mut envelope, version).await?;
    if shop.done.has(&message.id).await? {
        return Ok(());
    }
    let (state, event) = decide(&envelope.state, &message);
    let staged = shop.ids.fresh();
    shop.staged.stage(&staged, &stamp(event, &message.id)).await?;
    envelope.state = state;
    envelope.tx = Some(Tx { staged: staged.clone(), owner: message.id.clone() });
    version = match shop.entities.write(key, &envelope, version).await {
        // Only here it is certain that nobody will ever look for it.
        Err(Failure::Conflict) => {
            shop.staged.unstage(&staged).await?;
            return Err(Failure::Conflict);
        }
        written => written?,
    };
    finish(shop, key, &mut envelope, version).await?;
    Ok(())
}

/// Does what is left to do of the transaction in the envelope, if there is one. Returns the version after it.
async fn finish(shop: &Shop, key: &Id, envelope: &mut Envelope, version: Version) -> Result<Version, Failure> {
    let Some(tx) = envelope.tx.take() else {
        return Ok(version);
    };
    if let Some(wire) = shop.staged.get(&tx.staged).await? {
        shop.events.send(&wire).await?;
    }
    shop.done.add(&tx.owner).await?;
    shop.staged.unstage(&tx.staged).await?;
    shop.entities.write(key, envelope, version).await
}
