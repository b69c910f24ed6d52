//! The edge of the shop. A customer fills a cart and clicks `submit`; the edge saves the cart and tells Orders.
//! A click that fails is clicked again, until one works. Between two clicks the customer may add a gift.
//!
//! Whoever was told that the order is in must get just what the cart shows.
//!
//! After the mob's half: a withdrawal is a message of its own, for a cart that can change no more.

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

/// Tells Orders to unpack, or not to pack. It may come before the order itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawOrder {
    pub cart: Id,
}

impl Message for WithdrawOrder {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

/// What the edge works with.
pub struct Edge {
    carts: Store<Cart>,
    to_orders: Queue<SubmitOrder>,
    withdrawals: Queue<WithdrawOrder>,
}

impl Edge {
    pub fn new(world: &World) -> Self {
        let withdrawals = world.queue("withdrawals");
        Edge { carts: world.store("carts"), to_orders: world.queue("to-orders"), withdrawals }
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

/// `POST /carts/{id}/submit`. `Ok`: the order is in. Refused: it is in already. Any other failure: please click again.
pub async fn submit(edge: &Edge, id: &Id) -> Result<(), Failure> {
    let Item { value: mut cart, etag } = edge.load(id).await?;
    let etag = match cart.status {
        Status::Open => {
            cart.status = Status::Accepted;
            edge.carts.replace(id, &cart, etag).await?
        }
        // An earlier click came this far. Nobody knows whether it sent.
        Status::Accepted => etag,
        Status::Submitted => return Err(Failure::refused("the cart is submitted")),
    };

    let order = SubmitOrder { cart: id.clone(), items: cart.items.clone() };
    edge.to_orders.send(&order).await?;

    cart.status = Status::Submitted;
    match edge.carts.replace(id, &cart, etag).await {
        // An accepted cart changes in one way only: another click was faster.
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// `POST /carts/{id}/withdraw`. `Ok`: there will be no parcel. Refused: nothing was ordered. Any other failure: please try again.
pub async fn withdraw(edge: &Edge, id: &Id) -> Result<(), Failure> {
    let Item { value: cart, .. } = edge.load(id).await?;
    if is_editable(&cart) {
        return Err(Failure::refused("nothing was ordered"));
    }
    // Orders may have heard, or may hear yet, from a click that is on its way. So it must be told, and must remember.
    edge.withdrawals.send(&WithdrawOrder { cart: id.clone() }).await
}
