//! Where a service keeps things: envelopes, staged events, the deduplication store, tokens.

use std::future::Future;
use std::time::Duration;

use lab::{Batch, Etag, Failure, Id, Item, Key, Store, World};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::Wire;

/// The version of an envelope that was read; none where there was none.
pub type Version = Option<Etag>;

/// The envelopes: an item for each customer, with what the technique keeps beside the state.
pub struct Entities<E> {
    pub items: Store<E>,
}

impl<E: Default + Serialize + DeserializeOwned> Entities<E> {
    pub fn new(world: &World) -> Self {
        Entities { items: world.store("entities") }
    }

    /// The envelope under this key with its version; an empty one where there is none yet.
    #[track_caller]
    pub fn load_or_new(&self, key: &Id) -> impl Future<Output = Result<(E, Version), Failure>> + use<E> {
        let load = self.items.load(key);
        async move {
            Ok(match load.await? {
                Some(Item { value, etag }) => (value, Some(etag)),
                None => (E::default(), None),
            })
        }
    }

    /// Writes the envelope if nobody wrote it since `version`, else fails with `Conflict`. Returns the new version.
    #[track_caller]
    pub fn write(
        &self,
        key: &Id,
        envelope: &E,
        version: Version,
    ) -> impl Future<Output = Result<Version, Failure>> + use<E> {
        let write = match version {
            Some(etag) => self.items.replace(key, envelope, etag),
            None => self.items.create(key, envelope),
        };
        async move { write.await.map(Some) }
    }

    /// Writes the envelope like [`write`](Entities::write), and makes a token in its partition: both or nothing.
    #[track_caller]
    pub fn write_with(
        &self,
        key: &Id,
        envelope: &E,
        version: Version,
        (tokens, token): (&Tokens, &Id),
    ) -> impl Future<Output = Result<(), Failure>> + use<E> {
        self.batch(key, envelope, version).create(&tokens.items, Key::within(key, token), &true).commit()
    }

    /// Writes the envelope like [`write`](Entities::write), together with what is added to the batch.
    #[track_caller]
    pub fn batch(&self, key: &Id, envelope: &E, version: Version) -> Batch {
        let batch = self.items.batch();
        match version {
            Some(etag) => batch.replace(&self.items, key, envelope, etag),
            None => batch.create(&self.items, key, envelope),
        }
    }
}

/// Events that were staged, an item for each attempt.
pub struct Staged {
    items: Store<Wire>,
}

impl Staged {
    pub fn new(world: &World) -> Self {
        Staged { items: world.store("staged") }
    }

    /// Stages the event of one attempt.
    #[track_caller]
    pub fn stage(&self, stage: &Id, wire: &Wire) -> impl Future<Output = Result<(), Failure>> + use<> {
        let put = self.items.put(stage, wire);
        async move { put.await.map(drop) }
    }

    /// What this attempt has staged; none where it was unstaged.
    #[track_caller]
    pub fn get(&self, stage: &Id) -> impl Future<Output = Result<Option<Wire>, Failure>> + use<> {
        let load = self.items.load(stage);
        async move { Ok(load.await?.map(|item| item.value)) }
    }

    /// Throws away what this attempt has staged. That there is nothing is no error.
    #[track_caller]
    pub fn unstage(&self, stage: &Id) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.items.delete(stage)
    }
}

/// How long the deduplication store keeps an id: without a limit it would grow for ever.
pub const KEPT: Duration = Duration::from_hours(30 * 24);

/// The deduplication store: ids of messages, an item for each, in another product than the envelopes.
pub struct Done {
    items: Store<bool>,
}

impl Done {
    pub fn new(world: &World) -> Self {
        Done { items: world.store("done") }
    }

    /// Whether this id was added, by whomever, and is not forgotten.
    #[track_caller]
    pub fn has(&self, id: &Id) -> impl Future<Output = Result<bool, Failure>> + use<> {
        let load = self.items.load(id);
        async move { Ok(load.await?.is_some()) }
    }

    /// Adds an id. That it is there already is no error. After [`KEPT`] the store may forget it.
    #[track_caller]
    pub fn add(&self, id: &Id) -> impl Future<Output = Result<(), Failure>> + use<> {
        let create = self.items.create_for(id, &true, KEPT);
        async move {
            match create.await {
                Ok(_) | Err(Failure::Conflict) => Ok(()),
                Err(failure) => Err(failure),
            }
        }
    }
}

/// The partition in which Orders makes the tokens of what it sends.
pub const SENDER: &str = "orders";

/// The tokens that are there, each in the partition of its sender.
pub struct Tokens {
    items: Store<bool>,
}

impl Tokens {
    pub fn new(world: &World) -> Self {
        Tokens { items: world.store("entities") }
    }

    /// Whether the token is there.
    #[track_caller]
    pub fn exists(&self, sender: &Id, token: &Id) -> impl Future<Output = Result<bool, Failure>> + use<> {
        let load = self.items.load(Key::within(sender, token));
        async move { Ok(load.await?.is_some()) }
    }

    /// Deletes a token. That there is none is no error.
    #[track_caller]
    pub fn delete(&self, sender: &Id, token: &Id) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.items.delete(Key::within(sender, token))
    }
}
