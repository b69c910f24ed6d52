//! The edge of the shop. A customer fills a cart and clicks `submit`; the edge saves the cart and tells Orders.
//! A click that fails is clicked again, until one works. Between two clicks the customer may add a gift.
//!
//! Whoever was told that the order is in must get just what the cart shows.
//!
//! Run `cargo xtask check 2`. The task is in exercises/02-lost-or-ghost/README.md.

use lab::{Failure, Id, Item, Message, Queue, Store, World};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Open,
    Submitted,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub status: Status,
    pub items: Vec<String>,
}

/// Tells Orders what to pack. All copies of the message for one cart have the same id.
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

/// What the edge works with.
pub struct Edge {
    carts: Store<Cart>,
    submitted: Queue<SubmitOrder>,
}

impl Edge {
    pub fn new(world: &World) -> Self {
        Edge { carts: world.store("carts"), submitted: world.queue("submitted") }
    }

    async fn load(&self, id: &Id) -> Result<Item<Cart>, Failure> {
        self.carts.load(id).await?.ok_or(Failure::NotFound)
    }
}

/// True while the customer may still change the cart. The rules ask this too.
pub fn is_editable(cart: &Cart) -> bool {
    cart.status == Status::Open
}

/// `POST /carts/{id}/items`
pub async fn add_item(edge: &Edge, id: &Id, item: &str) -> Result<(), Failure> {
    let Item { value: mut cart, etag } = edge.load(id).await?;
    if !is_editable(&cart) {
        return Err(Failure::refused("the cart is submitted"));
    }
    cart.items.push(item.to_string());
    edge.carts.replace(id, &cart, etag).await?;
    Ok(())
}

/// `POST /carts/{id}/submit`. Orders may hear of a cart more than once; it keeps the first copy.
pub async fn submit(edge: &Edge, id: &Id) -> Result<(), Failure> {
    let Item { value: mut cart, etag } = edge.load(id).await?;
    if cart.status == Status::Submitted {
        return Err(Failure::refused("the cart is submitted"));
    }
    cart.status = Status::Submitted;
    edge.carts.replace(id, &cart, etag).await?;

    let order = SubmitOrder { cart: id.clone(), items: cart.items };
    edge.submitted.send(&order).await
}
