//! Given: no need to edit. The two domains of Loyalty, what they tell the world, and the way to the store.

use std::future::Future;

use lab::{Etag, Failure, Id, Item, Message, derive};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Envelope, Shop};

/// What an envelope can hold: any plain data.
pub trait State: Clone + Default + Serialize + DeserializeOwned {}

impl<S: Clone + Default + Serialize + DeserializeOwned> State for S {}

/// A message to Loyalty. Its id is given once, by the sender: all copies have the same.
pub trait Incoming: Message {
    /// Whose state it changes: a customer, a raffle.
    fn key(&self) -> Id;
}

// The first domain: coupons.

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

// The second domain: a raffle.

/// A raffle with one prize, and who has won it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raffle {
    pub winner: Option<Id>,
}

/// A customer takes part in a raffle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaffleEntered {
    pub id: Id,
    pub raffle: Id,
    pub customer: Id,
}

impl Message for RaffleEntered {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

impl Incoming for RaffleEntered {
    fn key(&self) -> Id {
        self.raffle.clone()
    }
}

/// Who comes first wins, and then the raffle is over.
pub fn raffle(raffle: &Raffle, message: &RaffleEntered) -> (Raffle, Vec<Event>) {
    let customer = message.customer.clone();
    if raffle.winner.is_some() {
        return (raffle.clone(), vec![Event::Lost(customer)]);
    }
    let over = Event::RaffleOver(message.raffle.clone());
    (Raffle { winner: Some(customer.clone()) }, vec![Event::Won(customer), over])
}

// What the world hears.

/// What happened, and to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    CouponGranted(Id),
    Won(Id),
    Lost(Id),
    RaffleOver(Id),
    /// Only for the mob's half: the customer, and the number on the card.
    CardScratched(Id, Id),
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

// The way to the store.

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
