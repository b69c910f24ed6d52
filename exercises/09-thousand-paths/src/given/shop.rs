//! Given: no need to edit. The order desk, as it is meant to be: the outbox of exercise 07.

use std::collections::BTreeMap;

use lab::{Failure, Id, Ids, Item, Message, Queue, Store, World};
use serde::{Deserialize, Serialize};

/// A customer wants what is in this cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitOrder {
    pub cart: Id,
}

/// An order in the book. Its number is drawn afresh, and means nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub cart: Id,
    pub number: Id,
}

/// What the rest of the shop is told of an order. The id is the same in all copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    pub id: Id,
    pub cart: Id,
    pub number: Id,
}

/// The key of the one item in the store `orders`.
pub const BOOK: &str = "book";

/// All orders, and what is still to be announced, by cart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    pub orders: Vec<Order>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outbox: BTreeMap<Id, Announced>,
}

impl Message for SubmitOrder {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

impl Message for Announced {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

impl Order {
    /// What is to be told of it.
    pub fn news(&self) -> Announced {
        let id = Id::new(format!("news-of-{}", self.cart));
        Announced { id, cart: self.cart.clone(), number: self.number.clone() }
    }
}

impl Book {
    /// The first order of this cart.
    pub fn order(&self, cart: &Id) -> Option<&Order> {
        self.orders.iter().find(|order| order.cart == *cart)
    }
}

pub struct Desk {
    pub orders: Store<Book>,
    pub staged: Store<Announced>,
    pub announced: Queue<Announced>,
    pub ids: Ids,
}

impl Desk {
    pub fn new(world: &World) -> Self {
        Desk {
            orders: world.store("orders"),
            staged: world.store("staged"),
            announced: world.queue("announced"),
            ids: world.ids(),
        }
    }
}

/// The right system: order and news in one write, told from there, then taken out.
pub async fn right(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, mut etag } = desk.orders.load(&Id::new(BOOK)).await?.ok_or(Failure::NotFound)?;
    if book.order(&message.cart).is_none() {
        let order = Order { cart: message.cart.clone(), number: desk.ids.fresh() };
        book.outbox.insert(order.cart.clone(), order.news());
        book.orders.push(order);
        etag = desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    }
    if let Some(news) = book.outbox.remove(&message.cart) {
        desk.announced.send(&news).await?;
        desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    }
    Ok(())
}
