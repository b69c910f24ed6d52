//! Tokens (13): a message is handled only while its token is there.

use std::collections::BTreeMap;

use lab::{Failure, Id, Ids, Queue, World, consumer};
use serde::{Deserialize, Serialize};

use super::{Others, Technique};
use crate::domain::{Customer, PaymentBooked, Wire, decide, stamp};
use crate::parts::{Entities, SENDER, Tokens};

pub const TECHNIQUE: Technique = Technique {
    name: "tokens",
    exercise: Some("13"),
    idea: "each message has a token, made by its sender; the receiver deletes it last, and without it does nothing",
    on_message: || consumer(Shop::new, process),
    others: Others::Tokens { receiver: || consumer(Tokens::new, give_up) },
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Envelope {
    state: Customer,
    /// For each message that is not over yet: what is to be sent.
    outbox: BTreeMap<Id, Wire>,
}

struct Shop {
    entities: Entities<Envelope>,
    tokens: Tokens,
    events: Queue<Wire>,
    ids: Ids,
}

impl Shop {
    fn new(world: &World) -> Self {
        let (entities, tokens) = (Entities::new(world), Tokens::new(world));
        Shop { entities, tokens, events: world.queue("events"), ids: world.ids() }
    }
}

async fn process(shop: &Shop, message: PaymentBooked) -> Result<(), Failure> {
    let (mut envelope, version) = shop.entities.load_or_new(&message.customer).await?;
    // After loading: whoever was faster makes the write below a conflict.
    if !shop.tokens.exists(&Id::new(SENDER), &message.token).await? {
        return forget(shop, &message).await;
    }
    if !envelope.outbox.contains_key(&message.id) {
        let (state, event) = decide(&envelope.state, &message);
        let token = shop.ids.fresh();
        envelope.state = state;
        let wire = Wire { token: Some(token.clone()), ..stamp(event, &message.id) };
        envelope.outbox.insert(message.id.clone(), wire);
        shop.entities.write_with(&message.customer, &envelope, version, (&shop.tokens, &token)).await?;
    }
    shop.events.send(&envelope.outbox[&message.id]).await?;
    shop.tokens.delete(&Id::new(SENDER), &message.token).await?;
    forget(shop, &message).await
}

/// Takes a message that is over out of the envelope.
async fn forget(shop: &Shop, message: &PaymentBooked) -> Result<(), Failure> {
    let (mut envelope, version) = shop.entities.load_or_new(&message.customer).await?;
    if envelope.outbox.remove(&message.id).is_some() {
        shop.entities.write(&message.customer, &envelope, version).await?;
    }
    Ok(())
}

/// All that a receiver has to do about tokens: its own work is not looked at here.
async fn give_up(tokens: &Tokens, wire: Wire) -> Result<(), Failure> {
    match &wire.token {
        Some(token) => tokens.delete(&wire.event.customer, token).await,
        None => Ok(()),
    }
}
