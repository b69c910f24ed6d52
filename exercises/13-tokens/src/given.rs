//! Given: no need to edit. Loyalty's coupon and Mail's letter, the way to the envelopes, the tokens, the deduplication store.

use std::future::Future;
use std::time::Duration;

use lab::{BlobStore, Etag, Failure, Id, Item, Key, Message, Store, World, derive};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Envelope, Shop};

/// What an envelope can hold: any plain data.
pub trait State: Clone + Default + Serialize + DeserializeOwned {}

impl<S: Clone + Default + Serialize + DeserializeOwned> State for S {}

/// A message to one of the two services. Its id and its token are given once, by the sender: all copies have the same.
pub trait Incoming: Message {
    /// Whose state it changes.
    fn key(&self) -> Id;

    /// Its token. The sender has made it before he sent the message.
    fn token(&self) -> Token;
}

// Loyalty.

/// A customer of the shop, and what they have paid so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub total: u32,
}

/// Orders tells of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBooked {
    pub id: Id,
    pub token: Token,
    pub payment: Id,
    pub customer: Id,
    pub amount: u32,
}

impl Message for PaymentBooked {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

impl Incoming for PaymentBooked {
    fn key(&self) -> Id {
        self.customer.clone()
    }

    fn token(&self) -> Token {
        self.token.clone()
    }
}

/// Whoever comes to 100 gets a coupon, and whoever comes to 1000 gets another.
pub fn coupon(customer: &Customer, message: &PaymentBooked) -> (Customer, Vec<Event>) {
    let total = customer.total + message.amount;
    let reached = [100, 1000].into_iter().filter(|mark| customer.total < *mark && total >= *mark);
    let granted = reached.map(|_| Event::CouponGranted(message.customer.clone()));
    (Customer { total }, granted.collect())
}

/// What happened, and to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    CouponGranted(Id),
}

/// An event as it goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    pub id: Id,
    pub token: Token,
    pub event: Event,
}

impl Message for Wire {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

impl Incoming for Wire {
    fn key(&self) -> Id {
        let Event::CouponGranted(customer) = &self.event;
        Id::new(format!("mail-{customer}"))
    }

    fn token(&self) -> Token {
        self.token.clone()
    }
}

/// Gives each event its id, from the incoming message, the endpoint and the slot, as in 06. It gives no tokens.
pub fn stamp(events: Vec<Event>, incoming: &Id) -> Vec<Wire> {
    let wire = |(event, slot)| Wire { id: derive(incoming, "loyalty", slot), token: Token::none(), event };
    events.into_iter().zip(0..).map(wire).collect()
}

// Mail, which hears what Loyalty tells.

/// The letters to a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letters {
    pub printed: u32,
}

/// Each coupon is printed, and goes out by post. Nobody listens to Mail.
pub fn letter(letters: &Letters, _: &Wire) -> (Letters, Vec<Event>) {
    (Letters { printed: letters.printed + 1 }, vec![])
}

// The envelopes.

/// The version of an envelope that was read; none where there was none.
pub type Version = Option<Etag>;

impl<S: State> Shop<S> {
    /// The envelope under this key with its version; an empty one where there is none yet.
    #[track_caller]
    pub fn load_or_new(&self, key: &Id) -> impl Future<Output = Result<(Envelope<S>, Version), Failure>> + use<S> {
        let load = self.entities.load(key);
        async move {
            Ok(match load.await? {
                Some(Item { value, etag }) => (value, Some(etag)),
                None => (Envelope::default(), None),
            })
        }
    }

    /// Writes the envelope if nobody wrote it since `version`, else fails with `Conflict`. Returns the new version.
    #[track_caller]
    pub fn write(
        &self,
        key: &Id,
        envelope: &Envelope<S>,
        version: Version,
    ) -> impl Future<Output = Result<Version, Failure>> + use<S> {
        let write = match version {
            Some(etag) => self.entities.replace(key, envelope, etag),
            None => self.entities.create(key, envelope),
        };
        async move { write.await.map(Some) }
    }

    /// Writes the envelope like [`write`](Shop::write), and makes tokens in its partition: all of it or nothing, in one batch.
    #[track_caller]
    pub fn write_with(
        &self,
        key: &Id,
        envelope: &Envelope<S>,
        version: Version,
        tokens: &[Token],
    ) -> impl Future<Output = Result<(), Failure>> + use<S> {
        let batch = self.entities.batch();
        let batch = match version {
            Some(etag) => batch.replace(&self.entities, key, envelope, etag),
            None => batch.create(&self.entities, key, envelope),
        };
        let items = &self.tokens.items;
        tokens.iter().fold(batch, |batch, token| batch.create(items, token.place(), &true)).commit()
    }
}

// The tokens.

/// The right of a message to be handled, once: an item in some partition of `entities`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Token(Id, Id);

impl Token {
    /// The token with this name, in the partition of the envelope under `key`.
    pub fn new(key: &Id, name: Id) -> Self {
        Token(key.clone(), name)
    }

    /// A token that nobody ever makes.
    pub fn none() -> Self {
        Token::new(&Id::new("no"), Id::new("token"))
    }

    fn place(&self) -> Key {
        Key::within(&self.0, &self.1)
    }
}

/// The tokens that are there.
#[derive(Clone, Debug)]
pub struct Tokens {
    items: Store<bool>,
}

impl Tokens {
    pub fn new(world: &World) -> Self {
        Tokens { items: world.store("entities") }
    }

    /// Whether the token is there.
    #[track_caller]
    pub fn exists(&self, token: &Token) -> impl Future<Output = Result<bool, Failure>> + use<> {
        let load = self.items.load(token.place());
        async move { Ok(load.await?.is_some()) }
    }

    /// Makes a token, in a write of its own. That it is there already is no error.
    #[track_caller]
    pub fn make(&self, token: &Token) -> impl Future<Output = Result<(), Failure>> + use<> {
        let put = self.items.put(token.place(), &true);
        async move { put.await.map(drop) }
    }

    /// Deletes a token. That there is none is no error.
    #[track_caller]
    pub fn delete(&self, token: &Token) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.items.delete(token.place())
    }
}

// The deduplication store, as in 11, but it does not remember for ever.

/// Ids of messages, an item for each, in another product than the envelopes.
#[derive(Clone, Debug)]
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

    /// Adds an id. That it is there already is no error. After `kept_for` the store may forget it.
    #[track_caller]
    pub fn add(&self, id: &Id, kept_for: Duration) -> impl Future<Output = Result<(), Failure>> + use<> {
        let create = self.items.create_for(id, &true, kept_for);
        async move {
            match create.await {
                Ok(_) | Err(Failure::Conflict) => Ok(()),
                Err(other) => Err(other),
            }
        }
    }
}

// Only for the mob's half.

/// Tokens in another product, without partitions, batches and conditions: blobs.
#[derive(Clone, Debug)]
pub struct FarTokens {
    blobs: BlobStore,
}

impl FarTokens {
    pub fn new(world: &World) -> Self {
        FarTokens { blobs: world.blobs("tokens") }
    }

    /// Whether the token is there.
    #[track_caller]
    pub fn exists(&self, token: &Token) -> impl Future<Output = Result<bool, Failure>> + use<> {
        let get = self.blobs.get(&token.1);
        async move { Ok(get.await?.is_some()) }
    }

    /// Makes a token, whatever is there.
    #[track_caller]
    pub fn make(&self, token: &Token) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.blobs.put(&token.1, b"true")
    }

    /// Deletes a token. That there is none is no error.
    #[track_caller]
    pub fn delete(&self, token: &Token) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.blobs.delete(&token.1)
    }
}

/// Which tokens somebody has begun to make for a message, an item for each, in a partition of that message.
#[derive(Clone, Debug)]
pub struct Attempts {
    items: Store<Token>,
}

impl Attempts {
    pub fn new(world: &World) -> Self {
        Attempts { items: world.store("attempts") }
    }

    /// Notes a token for the message with this id.
    #[track_caller]
    pub fn register(&self, message: &Id, token: &Token) -> impl Future<Output = Result<(), Failure>> + use<> {
        let put = self.items.put(Key::within(message, &token.1), token);
        async move { put.await.map(drop) }
    }

    /// All tokens that are noted for the message.
    #[track_caller]
    pub fn of(&self, message: &Id) -> impl Future<Output = Result<Vec<Token>, Failure>> + use<> {
        let query = self.items.query(message);
        async move { Ok(query.await?.into_iter().map(|(_, item)| item.value).collect()) }
    }

    /// Strikes a token off. That it was not noted is no error.
    #[track_caller]
    pub fn strike(&self, message: &Id, token: &Token) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.items.delete(Key::within(message, &token.1))
    }
}
