//! Loyalty has moved to a cloud database. A payment comes in; the total changes, and the world hears what follows from it.
//! What the world shall hear is staged in an item of its own. The envelope has room for one transaction, the last one.
//!
//! It says all that is needed to finish it, whoever comes next. README.md tells why.

mod given;

use lab::{Failure, Id, Ids, Queue, Store, World};
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
    /// Where its events are staged.
    pub staged: StageId,
    /// Whose it is: the message that made the change.
    pub owner: Id,
}

/// What Loyalty works with, for a domain with the state `S`.
pub struct Shop<S> {
    pub entities: Store<Envelope<S>>,
    pub staged: Staged,
    pub done: Done,
    pub events: Queue<Wire>,
    pub ids: Ids,
}

impl<S: State> Shop<S> {
    pub fn new(world: &World) -> Self {
        Shop {
            entities: world.store("entities"),
            staged: Staged::new(world),
            done: Done::new(world),
            events: world.queue("events"),
            ids: world.ids(),
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

    let (state, events) = decide(&envelope.state, &message);
    let staged = shop.ids.fresh();
    shop.staged.stage(&key, &staged, &stamp(events, &id)).await?;
    envelope.state = state;
    envelope.tx = Some(Tx { staged: staged.clone(), owner: id });
    version = match shop.write(&key, &envelope, version).await {
        Err(Failure::Conflict) => {
            shop.staged.unstage(&key, &staged).await?;
            return Err(Failure::Conflict);
        }
        written => written?,
    };
    finish(shop, &key, &mut envelope, version).await?;
    Ok(())
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
    shop.staged.unstage(key, &tx.staged).await?;
    // Last: as long as it stands in the envelope, whoever comes knows that there is something to do, and what.
    shop.write(key, envelope, version).await
}
