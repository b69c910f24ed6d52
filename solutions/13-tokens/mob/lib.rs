//! Loyalty and Mail. A payment comes in, and whoever comes to 100 gets a coupon; Mail hears of it, and prints a letter.
//! One function does the work for both services, `process`.
//!
//! What a message may do, it may do once, however late its last copy comes.
//!
//! After the mob's half: `process_far` makes tokens in a store that no batch reaches.

mod given;

use std::collections::BTreeMap;

use lab::{Failure, Id, Ids, Queue, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

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
    pub tokens: Tokens,
    pub far: FarTokens,
    pub attempts: Attempts,
    pub events: Queue<Wire>,
    pub ids: Ids,
}

impl<S: State> Shop<S> {
    pub fn new(world: &World) -> Self {
        Shop {
            entities: world.store("entities"),
            tokens: Tokens::new(world),
            far: FarTokens::new(world),
            attempts: Attempts::new(world),
            events: world.queue("events"),
            ids: world.ids(),
        }
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
    if !shop.tokens.exists(&message.token()).await? {
        return forget(shop, &message).await;
    }

    if !envelope.outbox.contains_key(&message.id()) {
        let (state, events) = decide(&envelope.state, &message);
        let mut wires = stamp(events, &message.id());
        for wire in &mut wires {
            wire.token = Token::new(&message.key(), shop.ids.fresh());
        }
        let tokens: Vec<Token> = wires.iter().map(Incoming::token).collect();
        envelope.state = state;
        envelope.outbox.insert(message.id(), wires);
        shop.write_with(&message.key(), &envelope, version, &tokens).await?;
    }

    for wire in &envelope.outbox[&message.id()] {
        shop.events.send(wire).await?;
    }
    // Not before the last send, and not after the envelope forgets: one of the two always knows of the message.
    shop.tokens.delete(&message.token()).await?;
    forget(shop, &message).await
}

/// Like [`process`], for events whose receiver looks for their tokens in another store. Incoming tokens are where they were.
pub async fn process_far<S: State, M: Incoming>(
    shop: &Shop<S>,
    message: M,
    decide: impl Fn(&S, &M) -> (S, Vec<Event>),
) -> Result<(), Failure> {
    let (mut envelope, version) = shop.load_or_new(&message.key()).await?;

    if !shop.tokens.exists(&message.token()).await? {
        clean(shop, &message, &[]).await?;
        return forget(shop, &message).await;
    }

    if !envelope.outbox.contains_key(&message.id()) {
        let (state, events) = decide(&envelope.state, &message);
        let mut wires = stamp(events, &message.id());
        for wire in &mut wires {
            wire.token = Token::new(&message.key(), shop.ids.fresh());
            // Noted before it is made: else a crash in between leaves a token of which nobody knows.
            shop.attempts.register(&message.id(), &wire.token).await?;
            shop.far.make(&wire.token).await?;
        }
        let tokens: Vec<Token> = wires.iter().map(Incoming::token).collect();
        envelope.state = state;
        envelope.outbox.insert(message.id(), wires);
        let written = shop.write(&message.key(), &envelope, version).await;
        if written == Err(Failure::Conflict) {
            // Only for a definite no. Whoever was faster may have struck them off before they were made.
            for token in &tokens {
                shop.far.delete(token).await?;
                shop.attempts.strike(&message.id(), token).await?;
            }
        }
        written?;
    }

    let wires = &envelope.outbox[&message.id()];
    for wire in wires {
        shop.events.send(wire).await?;
    }
    clean(shop, &message, wires).await?;
    shop.tokens.delete(&message.token()).await?;
    forget(shop, &message).await
}

/// Deletes what other attempts at this message have made, and strikes all attempts off.
async fn clean<S: State, M: Incoming>(shop: &Shop<S>, message: &M, sent: &[Wire]) -> Result<(), Failure> {
    for token in shop.attempts.of(&message.id()).await? {
        if sent.iter().all(|wire| wire.token != token) {
            shop.far.delete(&token).await?;
        }
        shop.attempts.strike(&message.id(), &token).await?;
    }
    Ok(())
}

/// Takes a message that is over out of the envelope.
async fn forget<S: State, M: Incoming>(shop: &Shop<S>, message: &M) -> Result<(), Failure> {
    let (mut envelope, version) = shop.load_or_new(&message.key()).await?;
    if envelope.outbox.remove(&message.id()).is_some() {
        shop.write(&message.key(), &envelope, version).await?;
    }
    Ok(())
}
