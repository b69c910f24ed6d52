//! Payments books and cancels payments, and tells the shop: Mail writes to the customer, Marketing and Audit tell Stats.
//! Mail and Stats keep the first message of each id and throw the others away. They do that well.
//!
//! Each change is told, and nothing counts twice, whatever is delivered how often.
//!
//! Run `cargo xtask check 6`. The task is in exercises/06-stable-ids/README.md.

use std::collections::BTreeSet;

use lab::{Failure, Id, Ids, Item, Message, Queue, Store, World};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Open,
    Booked,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub customer: Id,
    pub amount: u32,
    pub status: Status,
    /// The messages that have had their effect.
    #[serde(default)]
    pub seen: BTreeSet<Id>,
}

impl Payment {
    pub fn open(customer: Id, amount: u32) -> Self {
        Payment { customer, amount, status: Status::Open, seen: BTreeSet::new() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    Book,
    Cancel,
}

/// Tells Payments to book or cancel. The sender makes the id, one for each time that somebody means it: all copies share it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePayment {
    pub id: Id,
    pub payment: Id,
    pub change: Change,
}

impl Message for ChangePayment {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    PaymentBooked { payment: Id, amount: u32 },
    PaymentCancelled { payment: Id, amount: u32 },
    ReceiptRequested { payment: Id },
    Counted { by: String, money: i64 },
}

/// An event on its way.
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

/// What a service of the shop works with: Payments, Marketing, Audit.
pub struct Shop {
    name: &'static str,
    payments: Store<Payment>,
    events: Queue<Wire>,
    to_stats: Queue<Wire>,
    ids: Ids,
}

impl Shop {
    pub fn new(world: &World, name: &'static str) -> Self {
        let (events, to_stats) = (world.queue("events"), world.queue("to-stats"));
        Shop { name, payments: world.store("payments"), events, to_stats, ids: world.ids() }
    }
}

/// What a message makes of a payment, and what the shop is told of it.
pub fn decide(payment: &Payment, message: &ChangePayment) -> (Payment, Vec<Event>) {
    let (id, amount) = (message.payment.clone(), payment.amount);
    let (status, event) = match message.change {
        Change::Book => (Status::Booked, Event::PaymentBooked { payment: id.clone(), amount }),
        Change::Cancel => (Status::Cancelled, Event::PaymentCancelled { payment: id.clone(), amount }),
    };
    let changed = Payment { status, ..payment.clone() };
    (changed, vec![event, Event::ReceiptRequested { payment: id }])
}

/// Payments handles a message. `Ok`: the message is gone. An error or a crash: it is delivered again.
pub async fn handle(shop: &Shop, message: ChangePayment) -> Result<(), Failure> {
    let Item { value: payment, etag } = shop.payments.load(&message.payment).await?.ok_or(Failure::NotFound)?;
    if payment.seen.contains(&message.id) {
        return Ok(());
    }
    let (mut changed, events) = decide(&payment, &message);
    changed.seen.insert(message.id);
    shop.payments.replace(&message.payment, &changed, etag).await?;

    for event in events {
        shop.events.send(&Wire { id: shop.ids.fresh(), event }).await?;
    }
    Ok(())
}

/// Marketing and Audit handle an event: each of them tells Stats of the money.
pub async fn report(shop: &Shop, wire: Wire) -> Result<(), Failure> {
    let money = match wire.event {
        Event::PaymentBooked { amount, .. } => i64::from(amount),
        Event::PaymentCancelled { amount, .. } => -i64::from(amount),
        _ => return Ok(()),
    };
    let event = Event::Counted { by: shop.name.into(), money };
    shop.to_stats.send(&Wire { id: shop.ids.fresh(), event }).await
}
