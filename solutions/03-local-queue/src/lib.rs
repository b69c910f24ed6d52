//! The edge of the shop. A customer fills a cart, clicks `submit` once, reads the answer and closes the browser.
//!
//! Whoever was told that the order is in gets a parcel, and nobody's cart is left half-way. Nobody will click again.
//!
//! The click becomes a message of the edge to itself; whoever handles it goes on until all is done. README.md tells why.

use lab::{Failure, Id, Item, Message, Queue, Store, World};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Open,
    /// The intent: the order is fixed, and Orders may have heard of it.
    Accepted,
    /// The deed: Orders has surely heard of it.
    Submitted,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub status: Status,
    pub items: Vec<String>,
}

impl Cart {
    pub fn open(items: Vec<String>) -> Self {
        let status = Status::Open;
        Cart { status, items }
    }
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

/// Tells the edge itself to submit this cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitCart {
    pub cart: Id,
}

impl Message for SubmitCart {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

/// What the edge works with.
pub struct Edge {
    pub carts: Store<Cart>,
    pub to_orders: Queue<SubmitOrder>,
    /// The edge's own queue. What is sent here comes to [`handle`].
    pub local: Queue<SubmitCart>,
}

impl Edge {
    pub fn new(world: &World) -> Self {
        Edge { carts: world.store("carts"), to_orders: world.queue("to-orders"), local: world.queue("local") }
    }

    async fn load(&self, id: &Id) -> Result<Item<Cart>, Failure> {
        self.carts.load(id).await?.ok_or(Failure::NotFound)
    }
}

/// True while the customer may still change the cart. The rules ask this too.
pub fn is_editable(cart: &Cart) -> bool {
    cart.status == Status::Open
}

/// `POST /carts/{id}/items`. Refused where it is too late for the parcel.
pub async fn add_item(edge: &Edge, id: &Id, item: &str) -> Result<(), Failure> {
    let Item { value: mut cart, etag } = edge.load(id).await?;
    if !is_editable(&cart) {
        return Err(Failure::refused("the cart is submitted"));
    }
    cart.items.push(item.to_string());
    edge.carts.replace(id, &cart, etag).await?;
    Ok(())
}

/// `POST /carts/{id}/submit`. `Ok`: the order is in. Refused: it is in already. Any other failure: not yet, sorry.
pub async fn submit(edge: &Edge, id: &Id) -> Result<(), Failure> {
    edge.local.send(&SubmitCart { cart: id.clone() }).await
}

/// Handles a message of the local queue. `Ok`: the message is gone. An error or a crash: it is delivered again.
pub async fn handle(edge: &Edge, message: SubmitCart) -> Result<(), Failure> {
    let id = &message.cart;
    let Item { value: mut cart, etag } = edge.load(id).await?;
    let etag = match cart.status {
        Status::Open => {
            cart.status = Status::Accepted;
            edge.carts.replace(id, &cart, etag).await?
        }
        // An earlier delivery came this far. Nobody knows whether it sent.
        Status::Accepted => etag,
        // All is done, and that is what was asked for.
        Status::Submitted => return Ok(()),
    };

    let order = SubmitOrder { cart: id.clone(), items: cart.items.clone() };
    edge.to_orders.send(&order).await?;

    cart.status = Status::Submitted;
    match edge.carts.replace(id, &cart, etag).await {
        // An accepted cart changes in one way only: another delivery was faster.
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}
