//! The edge after the first idea that most people have: send, then save.

#[path = "shop.rs"]
pub mod shop;

pub mod edge {
    use lab::{Failure, Id, Item, Queue, Store, World};

    pub use crate::before::edge::{Cart, SubmitOrder};
    use crate::before::edge::{Status, is_editable};

    pub struct Edge {
        carts: Store<Cart>,
        to_orders: Queue<SubmitOrder>,
    }

    impl Edge {
        pub fn new(world: &World) -> Self {
            Edge { carts: world.store("carts"), to_orders: world.queue("to-orders") }
        }
    }

    pub async fn add_item(edge: &Edge, id: &Id, item: &str) -> Result<(), Failure> {
        let Item { value: mut cart, etag } = edge.carts.load(id).await?.ok_or(Failure::NotFound)?;
        if !is_editable(&cart) {
            return Err(Failure::refused("the cart is submitted"));
        }
        cart.items.push(item.to_string());
        edge.carts.replace(id, &cart, etag).await?;
        Ok(())
    }

    pub async fn submit(edge: &Edge, id: &Id) -> Result<(), Failure> {
        let Item { value: mut cart, etag } = edge.carts.load(id).await?.ok_or(Failure::NotFound)?;
        if !is_editable(&cart) {
            return Err(Failure::refused("the cart is submitted"));
        }
        edge.to_orders.send(&SubmitOrder { cart: id.clone(), items: cart.items.clone() }).await?;
        cart.status = Status::Submitted;
        edge.carts.replace(id, &cart, etag).await?;
        Ok(())
    }
}
