//! Given: no need to edit. Four colleagues have each handed in a handler for the coupons of exercise 07, and say why it is right.

use std::collections::{BTreeMap, BTreeSet};

use lab::schedule::Schedule;
use lab::{Failure, Id, Item, Message, Queue, Store, World};
use serde::{Deserialize, Serialize};

/// What the store keeps of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub total: u32,
    /// The payments that are in `total`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub seen: BTreeSet<Id>,
    /// For a payment: the coupons that are still to be sent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outbox: BTreeMap<Id, Vec<Coupon>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBooked {
    pub id: Id,
    pub customer: Id,
    pub amount: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coupon {
    pub id: Id,
    pub customer: Id,
}

impl Message for PaymentBooked {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

impl Message for Coupon {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

pub struct Desk {
    pub customers: Store<Customer>,
    pub coupons: Queue<Coupon>,
}

impl Desk {
    pub fn new(world: &World) -> Self {
        Desk { customers: world.store("customers"), coupons: world.queue("coupons") }
    }

    async fn load(&self, customer: &Id) -> Result<Item<Customer>, Failure> {
        self.customers.load(customer).await?.ok_or(Failure::NotFound)
    }
}

/// Whoever comes to 100 gets a coupon. Its id is made of the payment's, so all copies of it have the same.
fn decide(customer: &Customer, payment: &PaymentBooked) -> (u32, Vec<Coupon>) {
    let total = customer.total + payment.amount;
    let id = Id::new(format!("coupon-of-{}", payment.id));
    let coupon = Coupon { id, customer: payment.customer.clone() };
    (total, if customer.total < 100 && total >= 100 { vec![coupon] } else { vec![] })
}

/// No ids at all: for the worked schedule.
pub async fn without_ids(desk: &Desk, payment: PaymentBooked) -> Result<(), Failure> {
    let Item { value: mut customer, etag } = desk.load(&payment.customer).await?;
    let (total, coupons) = decide(&customer, &payment);
    customer.total = total;
    desk.customers.replace(&payment.customer, &customer, etag).await?;
    for coupon in &coupons {
        desk.coupons.send(coupon).await?;
    }
    Ok(())
}

/// The total is saved, the worker dies, and the payment comes again: 300 is counted where 150 was paid.
pub fn worked() -> Schedule {
    Schedule::new()
        .deliver("pay-1", "worker 1")
        .step("worker 1", "load")
        .step("worker 1", "replace")
        .crash("worker 1")
        .deliver("pay-1", "worker 2")
        .finish("worker 2")
}

/// Kim: "The coupon goes out before anything is saved, so it cannot get lost. Where the save fails, the payment comes again, and the
/// same coupon has the same id."
pub async fn kim(desk: &Desk, payment: PaymentBooked) -> Result<(), Failure> {
    let Item { value: mut customer, etag } = desk.load(&payment.customer).await?;
    if customer.seen.insert(payment.id.clone()) {
        let (total, coupons) = decide(&customer, &payment);
        for coupon in &coupons {
            desk.coupons.send(coupon).await?;
        }
        customer.total = total;
        desk.customers.replace(&payment.customer, &customer, etag).await?;
    }
    Ok(())
}

/// Lee: "Saved first, then sent. A copy of a payment changes nothing, and sends again: had the first delivery died before its send,
/// this one makes good for it."
pub async fn lee(desk: &Desk, payment: PaymentBooked) -> Result<(), Failure> {
    let Item { value: mut customer, etag } = desk.load(&payment.customer).await?;
    let (total, coupons) = decide(&customer, &payment);
    if customer.seen.insert(payment.id.clone()) {
        customer.total = total;
        desk.customers.replace(&payment.customer, &customer, etag).await?;
    }
    for coupon in &coupons {
        desk.coupons.send(coupon).await?;
    }
    Ok(())
}

/// Max: "The coupons are saved with the total, and sent from there. When they are out, the entry goes, so the item stays small.
/// One map does for both: what is in it was counted."
pub async fn max(desk: &Desk, payment: PaymentBooked) -> Result<(), Failure> {
    let Item { value: mut customer, mut etag } = desk.load(&payment.customer).await?;
    if !customer.outbox.contains_key(&payment.id) {
        let (total, coupons) = decide(&customer, &payment);
        customer.total = total;
        customer.outbox.insert(payment.id.clone(), coupons);
        etag = desk.customers.replace(&payment.customer, &customer, etag).await?;
    }
    for coupon in customer.outbox.remove(&payment.id).into_iter().flatten() {
        desk.coupons.send(&coupon).await?;
    }
    desk.customers.replace(&payment.customer, &customer, etag).await.map(drop)
}

/// Nia: "As Max, and the ids of all payments stay. That is more to keep, and I do not know how to do without."
pub async fn nia(desk: &Desk, payment: PaymentBooked) -> Result<(), Failure> {
    let Item { value: mut customer, mut etag } = desk.load(&payment.customer).await?;
    if customer.seen.insert(payment.id.clone()) {
        let (total, coupons) = decide(&customer, &payment);
        customer.total = total;
        customer.outbox.insert(payment.id.clone(), coupons);
        etag = desk.customers.replace(&payment.customer, &customer, etag).await?;
    }
    if let Some(coupons) = customer.outbox.remove(&payment.id) {
        for coupon in &coupons {
            desk.coupons.send(coupon).await?;
        }
        desk.customers.replace(&payment.customer, &customer, etag).await?;
    }
    Ok(())
}
