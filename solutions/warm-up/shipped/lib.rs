//! The shop is one program with one store. A customer fills a cart and clicks `submit`: the order is made and the cart closed.
//! The customer has the shop open in two tabs.
//!
//! One cart is one order, and the order holds what the cart shows.
//!
//! Run `cargo xtask check warm-up`. The task is in exercises/warm-up/README.md.

use lab::{Failure, Id, Ids, Item, Key, Store, World};
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub items: Vec<String>,
}

/// What the shop works with. Carts and orders are two views of one store: a cart and its orders share a partition.
pub struct Shop {
    carts: Store<Cart>,
    orders: Store<Order>,
    ids: Ids,
}

impl Shop {
    pub fn new(world: &World) -> Self {
        Shop { carts: world.store("shop"), orders: world.store("shop"), ids: world.ids() }
    }

    async fn load(&self, id: &Id) -> Result<Item<Cart>, Failure> {
        self.carts.load(id).await?.ok_or(Failure::NotFound)
    }
}

/// `POST /carts/{id}/items`. Refused where it is too late.
pub async fn add_item(shop: &Shop, id: &Id, item: &str) -> Result<(), Failure> {
    let mut cart = shop.load(id).await?;
    if cart.value.status == Status::Submitted {
        return Err(Failure::refused("the cart is submitted"));
    }
    cart.value.items.push(item.to_string());
    shop.carts.replace(id, &cart.value, cart.etag).await?;
    Ok(())
}

/// `POST /carts/{id}/submit`. `Ok`: the order is in. Refused: it is in already. Any other failure: please click again.
pub async fn submit(shop: &Shop, id: &Id) -> Result<(), Failure> {
    let mut cart = shop.load(id).await?;
    if cart.value.status == Status::Submitted {
        return Err(Failure::refused("the cart is submitted"));
    }
    cart.value.status = Status::Submitted;
    let order = Order { items: cart.value.items.clone() };

    // Both or neither: a batch is one write.
    let batch = shop.carts.batch();
    let batch = batch.create(&shop.orders, Key::within(id, shop.ids.fresh()), &order);
    batch.put(&shop.carts, id, &cart.value).commit().await
}
