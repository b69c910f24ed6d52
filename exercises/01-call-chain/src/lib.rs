//! The edge of the shop. A customer clicks `checkout`; the edge asks Payments for the money, then Shipping for the parcel, and
//! writes the order down. Whoever gets no yes may click again, or leave.
//!
//! One cart is charged once and packed once, or not at all.
//!
//! Run `cargo xtask check 1`. The task is in exercises/01-call-chain/README.md.

use http::Method;
use lab::{Failure, Http, Id, Ids, Message, Queue, Store, World};
use serde::{Deserialize, Serialize};

/// What the browser sends along with each click.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub id: Id,
    pub items: Vec<String>,
}

/// What Payments and Shipping are asked for. Each does its part only once for the same reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub reference: Id,
    pub cart: Id,
    pub items: Vec<String>,
}

/// Tells Orders to do the rest: it asks Payments, asks Shipping and writes the order down, and tries until all three are done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutRequested {
    pub order: Order,
}

impl Message for CheckoutRequested {
    fn id(&self) -> Id {
        self.order.reference.clone()
    }
}

/// What the edge works with.
pub struct Edge {
    pub payments: Http,
    pub shipping: Http,
    pub order_book: Store<Order>,
    pub to_orders: Queue<CheckoutRequested>,
    pub ids: Ids,
}

impl Edge {
    pub fn new(world: &World) -> Self {
        let (payments, shipping) = (world.http("payments"), world.http("shipping"));
        let (order_book, to_orders) = (world.store("order-book"), world.queue("to-orders"));
        Edge { payments, shipping, order_book, to_orders, ids: world.ids() }
    }
}

/// Asks a service to do its part. Orders asks in the same way.
pub async fn ask(service: &Http, path: &str, order: &Order) -> Result<(), Failure> {
    let answer = service.json(Method::POST, path, order).await?;
    if answer.status().is_success() { Ok(()) } else { Err(Failure::Unavailable) }
}

/// `POST /carts/{id}/checkout`. `Ok`: yes, you get it. Any failure: please click again.
pub async fn checkout(edge: &Edge, cart: &Cart) -> Result<(), Failure> {
    let order = Order { reference: edge.ids.fresh(), cart: cart.id.clone(), items: cart.items.clone() };
    ask(&edge.payments, "/charges", &order).await?;
    ask(&edge.shipping, "/parcels", &order).await?;
    edge.order_book.put(&cart.id, &order).await?;
    Ok(())
}
