//! Given: no need to edit. Loyalty's coupon, what it tells the world, and the three products in which it keeps things.

use std::future::Future;

use lab::{Etag, Failure, Id, Item, Message, Store, World, derive};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Envelope, Shop};

/// What an envelope can hold: any plain data.
pub trait State: Clone + Default + Serialize + DeserializeOwned {}

impl<S: Clone + Default + Serialize + DeserializeOwned> State for S {}

/// A message to Loyalty. Its id is given once, by the sender: all copies have the same.
pub trait Incoming: Message {
    /// Whose state it changes: a customer.
    fn key(&self) -> Id;
}

/// A customer of the shop, and what they have paid so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub total: u32,
}

/// Orders tells of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBooked {
    pub id: Id,
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
}

/// Whoever comes to 100 gets a coupon, once.
pub fn coupon(customer: &Customer, message: &PaymentBooked) -> (Customer, Vec<Event>) {
    let total = customer.total + message.amount;
    let comes_to_100 = customer.total < 100 && total >= 100;
    let granted = Event::CouponGranted(message.customer.clone());
    (Customer { total }, if comes_to_100 { vec![granted] } else { vec![] })
}

/// What happened, and to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    CouponGranted(Id),
}

/// An event as it goes out, with its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    pub id: Id,
    pub event: Event,
}

impl Message for Wire {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

/// Gives each event its id, from the incoming message, the endpoint and the slot, as in 06: the same at each try.
pub fn stamp(events: Vec<Event>, incoming: &Id) -> Vec<Wire> {
    let wire = |(event, slot)| Wire { id: derive(incoming, "loyalty", slot), event };
    events.into_iter().zip(0..).map(wire).collect()
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
}

// The staged events.

/// The name under which one attempt stages its events. Each attempt takes a fresh one.
pub type StageId = Id;

/// Events that were staged, an item for each attempt.
#[derive(Clone, Debug)]
pub struct Staged {
    items: Store<Vec<Wire>>,
}

impl Staged {
    pub fn new(world: &World) -> Self {
        Staged { items: world.store("staged") }
    }

    /// Stages the events of one attempt.
    #[track_caller]
    pub fn stage(&self, stage: &StageId, wires: &Vec<Wire>) -> impl Future<Output = Result<(), Failure>> + use<> {
        let put = self.items.put(stage, wires);
        async move { put.await.map(drop) }
    }

    /// What this attempt has staged; none where it was unstaged.
    #[track_caller]
    pub fn get(&self, stage: &StageId) -> impl Future<Output = Result<Option<Vec<Wire>>, Failure>> + use<> {
        let load = self.items.load(stage);
        async move { Ok(load.await?.map(|item| item.value)) }
    }

    /// Throws away what this attempt has staged. That there is nothing is no error.
    #[track_caller]
    pub fn unstage(&self, stage: &StageId) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.items.delete(stage)
    }
}

// The deduplication store.

/// Ids of messages, an item for each. It is another product than the store of the envelopes: no write holds both.
#[derive(Clone, Debug)]
pub struct Done {
    items: Store<bool>,
}

impl Done {
    pub fn new(world: &World) -> Self {
        Done { items: world.store("done") }
    }

    /// Whether this id was added, by whomever.
    #[track_caller]
    pub fn has(&self, id: &Id) -> impl Future<Output = Result<bool, Failure>> + use<> {
        let load = self.items.load(id);
        async move { Ok(load.await?.is_some()) }
    }

    /// Adds an id. That it is there already is no error.
    #[track_caller]
    pub fn add(&self, id: &Id) -> impl Future<Output = Result<(), Failure>> + use<> {
        let put = self.items.put(id, &true);
        async move { put.await.map(drop) }
    }
}
