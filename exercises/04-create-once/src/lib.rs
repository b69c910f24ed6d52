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
}

/// What a customer has earned: a point for each euro.
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
    let key = Key::within(&message.cart, shop.ids.fresh());
    let order = Order { cart: message.cart, items: message.items, paid: false };
    shop.orders.create(key, &order).await?;
    Ok(())
}

/// `POST /orders/{cart}/pay`. `NotFound`: there is no such order yet.
pub async fn pay_order(shop: &Shop, cart: &Id) -> Result<(), Failure> {
    let mut found = shop.orders.query(cart).await?;
    let (key, Item { value: mut order, etag }) = found.pop().ok_or(Failure::NotFound)?;
    order.paid = true;
    shop.orders.replace(key, &order, etag).await?;
    Ok(())
}

/// Handles a message from Payments, as [`create_order`] does one from the edge.
pub async fn add_points(shop: &Shop, message: PaymentBooked) -> Result<(), Failure> {
    let customer = &message.customer;
    match shop.points.load(customer).await? {
        None => shop.points.create(customer, &Points { amount: message.amount }).await?,
        Some(Item { value: mut points, etag }) => {
            points.amount += message.amount;
            shop.points.replace(customer, &points, etag).await?
        }
    };
    Ok(())
}

/// `GET /points/{customer}`.
pub async fn points_of(shop: &Shop, customer: &Id) -> Result<u32, Failure> {
    let points = shop.points.load(customer).await?;
    Ok(points.map_or(0, |item| item.value.amount))
}
