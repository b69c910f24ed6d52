//! Loyalty has moved to a cloud database. A payment comes in; the total changes, and the world hears what follows from it.
//! What the world shall hear is staged in an item of its own. The envelope has room for one transaction, the last one.
//!
//! After the mob's half: the text of an invoice lies in a blob store. What is staged says where, before it is there.

mod given;

use lab::{BlobStore, Failure, Id, Ids, Queue, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

/// What is stored under one key: a customer, and what belongs to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<S> {
    /// What the domain knows.
    pub state: S,
    /// The change that was made last, until all that follows from it is done.
    pub tx: Option<Tx>,
}

/// A change that is in the state, and from which something is still to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tx {
    /// Where its events are staged, and where its invoice lies.
    pub staged: StageId,
    /// Whose it is: the message that made the change.
    pub owner: Id,
    /// Attempts that were at work before it, and can commit no more. What they have made may go.
    pub losers: Vec<StageId>,
}

/// What Loyalty works with, for a domain with the state `S`.
pub struct Shop<S> {
    pub entities: Store<Envelope<S>>,
    pub staged: Staged,
    pub done: Done,
    pub events: Queue<Wire>,
    pub ids: Ids,
    pub invoices: BlobStore,
}

impl<S: State> Shop<S> {
    pub fn new(world: &World) -> Self {
        Shop {
            entities: world.store("entities"),
            staged: Staged::new(world),
            done: Done::new(world),
            events: world.queue("events"),
            ids: world.ids(),
            invoices: world.blobs("invoices"),
        }
    }
}

/// Handles a message. `Ok`: the message is gone. An error or a crash: it is delivered again, or goes to the dead-letter queue.
pub async fn process<S: State, M: Incoming>(
    shop: &Shop<S>,
    message: M,
    decide: impl Fn(&S, &M) -> (S, Vec<Event>),
) -> Result<(), Failure> {
    let (key, id) = (message.key(), message.id());
    let (mut envelope, mut version) = shop.load_or_new(&key).await?;
    version = finish(shop, &key, &mut envelope, version).await?;
    if shop.done.has(&id).await? {
        return Ok(());
    }

    // All of them have read the envelope before this one writes it. If it can, they cannot.
    let losers = shop.staged.of(&key).await?;
    let (state, events) = decide(&envelope.state, &message);
    let staged = shop.ids.fresh();
    let (events, texts) = texts_apart(events, &staged);
    // Staged first: it says where the invoice will lie, so that whoever comes can find what this attempt leaves.
    shop.staged.stage(&key, &staged, &stamp(events, &id)).await?;
    for text in texts {
        shop.invoices.put(&staged, text.as_bytes()).await?;
    }
    envelope.state = state;
    envelope.tx = Some(Tx { staged: staged.clone(), owner: id, losers });
    version = match shop.write(&key, &envelope, version).await {
        Err(Failure::Conflict) => {
            clean_up(shop, &key, &staged).await?;
            return Err(Failure::Conflict);
        }
        written => written?,
    };
    finish(shop, &key, &mut envelope, version).await?;
    Ok(())
}

/// Throws away what an attempt has made that can never commit. What says where it lies goes last.
async fn clean_up<S: State>(shop: &Shop<S>, key: &Id, loser: &StageId) -> Result<(), Failure> {
    shop.invoices.delete(loser).await?;
    shop.staged.unstage(key, loser).await
}

/// Does what is left to do of the transaction in the envelope, if there is one. Returns the version after it.
async fn finish<S: State>(
    shop: &Shop<S>,
    key: &Id,
    envelope: &mut Envelope<S>,
    version: Version,
) -> Result<Version, Failure> {
    let Some(tx) = envelope.tx.take() else {
        return Ok(version);
    };
    // None where another delivery has come this far, and was faster.
    for wire in shop.staged.get(key, &tx.staged).await?.unwrap_or_default() {
        shop.events.send(&wire).await?;
    }
    shop.done.add(&tx.owner).await?;
    for loser in &tx.losers {
        clean_up(shop, key, loser).await?;
    }
    shop.staged.unstage(key, &tx.staged).await?;
    // Last: as long as it stands in the envelope, whoever comes knows that there is something to do, and what.
    shop.write(key, envelope, version).await
}
