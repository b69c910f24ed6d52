//! Payments books and cancels payments, as it is told by messages. The queue may deliver a message again, at any later time.
//!
//! Whatever is delivered how often, a payment ends as its messages would have it if each of them had come once.
//!
//! Run `cargo xtask check 5`. The task is in exercises/05-late-duplicate/README.md.

use lab::{Failure, Id, Item, Message, Store, World};
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
}

impl Payment {
    /// As it is made with its order.
    pub fn open(customer: Id, amount: u32) -> Self {
        Payment { customer, amount, status: Status::Open }
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

/// What Payments works with.
pub struct Shop {
    pub payments: Store<Payment>,
}

impl Shop {
    pub fn new(world: &World) -> Self {
        Shop { payments: world.store("payments") }
    }

    async fn load(&self, id: &Id) -> Result<Item<Payment>, Failure> {
        self.payments.load(id).await?.ok_or(Failure::NotFound)
    }
}

/// What a change makes of a payment: the rule of the business.
pub fn decide(payment: &Payment, change: Change) -> Payment {
    let status = match (payment.status, change) {
        (_, Change::Book) => Status::Booked,
        (Status::Booked, Change::Cancel) => Status::Cancelled,
        (status, Change::Cancel) => status,
    };
    Payment { status, ..payment.clone() }
}

/// Handles a message. `Ok`: the message is gone. An error or a crash: it is delivered again.
pub async fn handle(shop: &Shop, message: ChangePayment) -> Result<(), Failure> {
    let Item { value: payment, etag } = shop.load(&message.payment).await?;
    let changed = decide(&payment, message.change);
    // Booking what is booked changes nothing, so a copy does no harm.
    if changed != payment {
        shop.payments.replace(&message.payment, &changed, etag).await?;
    }
    Ok(())
}
