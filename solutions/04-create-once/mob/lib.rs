//! Orders and Loyalty. A submitted cart becomes an order, which the customer then pays; each payment counts as points.
//! Messages come at least once: again after a crash, and now and then two copies at the same moment.
//!
//! One cart is one order, and stays what it has become; one payment counts once.
//!
//! Run `cargo xtask check 4`. The task is in exercises/04-create-once/README.md.

use lab::{Failure, Id, Ids, Item, Key, Message, Store, World};
use serde::{Deserialize, Serialize};

/// Comes from the edge. All copies of the message for one cart are equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitOrder {
    pub cart: Id,
    pub items: Vec<String>,
}

impl Message for SubmitOrder {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

/// Comes from Payments. All copies of the message for one payment are equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBooked {
    pub payment: Id,
    pub customer: Id,
    pub amount: u32,
}

impl Message for PaymentBooked {
    fn id(&self) -> Id {
        self.payment.clone()
    }
}

/// Stands in the partition of its cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub cart: Id,
    pub items: Vec<String>,
    pub paid: bool,
    /// The tombstone: there was an order of this cart, and there will be none again.
    #[serde(default)]
    pub deleted: bool,
}

/// What one payment has earned: a point for each euro. Stands in the partition of its customer, and never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points {
    pub amount: u32,
}

/// What Orders and Loyalty work with.
pub struct Shop {
    pub orders: Store<Order>,
    pub points: Store<Points>,
    pub ids: Ids,
}

impl Shop {
    pub fn new(world: &World) -> Self {
        Shop { orders: world.store("orders"), points: world.store("points"), ids: world.ids() }
    }
}

/// Handles a message from the edge. `Ok`: the message is gone. An error or a crash: it is delivered again.
pub async fn create_order(shop: &Shop, message: SubmitOrder) -> Result<(), Failure> {
    // A cart is submitted once, so its name is the order's name, whoever makes the order and however often.
    let order = Order { cart: message.cart, items: message.items, paid: false, deleted: false };
    match shop.orders.create(&order.cart, &order).await {
        // It is there. It may have been paid or deleted since, so nobody touches it.
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// `POST /orders/{cart}/pay`. `NotFound`: there is no such order yet.
pub async fn pay_order(shop: &Shop, cart: &Id) -> Result<(), Failure> {
    let mut found = shop.orders.query(cart).await?;
    let (key, Item { value: mut order, etag }) = found.pop().ok_or(Failure::NotFound)?;
    if order.deleted {
        return Err(Failure::NotFound);
    }
    order.paid = true;
    shop.orders.replace(key, &order, etag).await?;
    Ok(())
}

/// True where nothing is left of the order but its name. The rules ask this too.
pub fn is_deleted(order: &Order) -> bool {
    order.deleted
}

/// `DELETE /orders/{cart}`. `Ok`: it is deleted, now or before. `NotFound`: there is no such order yet.
pub async fn delete_order(shop: &Shop, cart: &Id) -> Result<(), Failure> {
    let Item { value: mut order, etag } = shop.orders.load(cart).await?.ok_or(Failure::NotFound)?;
    // The content goes, the name stays: a late copy must find that it is taken.
    order.items.clear();
    order.deleted = true;
    shop.orders.replace(cart, &order, etag).await?;
    Ok(())
}

/// Handles a message from Payments, as [`create_order`] does one from the edge.
pub async fn add_points(shop: &Shop, message: PaymentBooked) -> Result<(), Failure> {
    let key = Key::within(&message.customer, &message.payment);
    match shop.points.create(key, &Points { amount: message.amount }).await {
        // This payment is counted already.
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// `GET /points/{customer}`.
pub async fn points_of(shop: &Shop, customer: &Id) -> Result<u32, Failure> {
    let earned = shop.points.query(customer).await?;
    Ok(earned.iter().map(|(_, points)| points.value.amount).sum())
}
