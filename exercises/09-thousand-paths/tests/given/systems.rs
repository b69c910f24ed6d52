//! Given: no need to edit. Eight desks that do wrong, each with what its author says, and one that does nothing.
//!
//! Who reads them before the exam is written has less of the exercise.

use lab::process::OnMessage;
use lab::{Failure, Id, Item, View, consumer};
use thousand_paths::{Announced, BOOK, Book, Desk, Order, SubmitOrder};

/// A desk that does wrong.
pub struct System {
    pub name: &'static str,
    pub desk: fn() -> OnMessage,
    /// What it does wrong, for those who have caught it.
    pub fault: &'static str,
    /// The carts of the messages with which it does: the fewest.
    pub carts: &'static [usize],
}

/// The eight, in the order of the ladder.
pub const EIGHT: [System; 8] = [
    System {
        name: "system A",
        desk: || consumer(Desk::new, a),
        carts: &[1],
        fault: "it makes an order twice: it does not look whether it has made it",
    },
    System {
        name: "system B",
        desk: || consumer(Desk::new, b),
        carts: &[1],
        fault: "it loses the news: a copy finds the order, and nobody tells of it any more",
    },
    System {
        name: "system C",
        desk: || consumer(Desk::new, c),
        carts: &[1],
        fault: "it tells of ghosts: of orders that are not in the book yet, and may never be",
    },
    System {
        name: "system D",
        desk: || consumer(Desk::new, d),
        carts: &[1],
        fault: "it contradicts itself: each try tells of another number",
    },
    System {
        name: "system E",
        desk: || consumer(Desk::new, e),
        carts: &[1],
        fault: "it leaves garbage: what a try has put aside, the next one does not know of",
    },
    System {
        name: "system F",
        desk: || consumer(Desk::new, f),
        carts: &[1],
        fault: "it poisons the queue: it refuses a copy of what is done, and so for ever",
    },
    System {
        name: "system G",
        desk: || consumer(Desk::new, g),
        carts: &[1, 2],
        fault: "it loses an update: it writes what it has read, whoever has written since",
    },
    System {
        name: "system H",
        desk: || consumer(Desk::new, h),
        carts: &[1, 2, 3, 4],
        fault: "it looks at the last three orders only, and makes an older one again",
    },
];

pub const IDLE: System =
    System { name: "the idle desk", desk: || consumer(Desk::new, idle), carts: &[1], fault: "it does nothing" };

async fn open(desk: &Desk) -> Result<Item<Book>, Failure> {
    desk.orders.load(&Id::new(BOOK)).await?.ok_or(Failure::NotFound)
}

fn order(desk: &Desk, message: &SubmitOrder) -> Order {
    Order { cart: message.cart.clone(), number: desk.ids.fresh() }
}

async fn idle(_: &Desk, _: SubmitOrder) -> Result<(), Failure> {
    Ok(())
}

/// "Under the etag, so nobody's order gets lost."
async fn a(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, etag } = open(desk).await?;
    let order = order(desk, &message);
    book.orders.push(order.clone());
    desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    desk.announced.send(&order.news()).await
}

/// "First the book, then the news. A copy finds the order, and we are done."
async fn b(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, etag } = open(desk).await?;
    if book.order(&message.cart).is_some() {
        return Ok(());
    }
    let order = order(desk, &message);
    book.orders.push(order.clone());
    desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    desk.announced.send(&order.news()).await
}

/// "The number comes from the cart, so the news are the same each time, and they may go out first: then they are never lost."
async fn c(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, etag } = open(desk).await?;
    if book.order(&message.cart).is_some() {
        return Ok(());
    }
    let order = Order { number: Id::new(format!("no-{}", message.cart)), cart: message.cart };
    desk.announced.send(&order.news()).await?;
    book.orders.push(order);
    desk.orders.replace(&Id::new(BOOK), &book, etag).await.map(drop)
}

/// "A copy tells the news again: the first try may have died before."
async fn d(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, etag } = open(desk).await?;
    let order = order(desk, &message);
    if book.order(&message.cart).is_none() {
        book.orders.push(order.clone());
        desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    }
    desk.announced.send(&order.news()).await
}

/// "The outbox, and a draft of the news beside it, which the printer likes to have early."
async fn e(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, mut etag } = open(desk).await?;
    let draft = desk.ids.fresh();
    if book.order(&message.cart).is_none() {
        let order = order(desk, &message);
        desk.staged.create(&draft, &order.news()).await?;
        book.outbox.insert(order.cart.clone(), order.news());
        book.orders.push(order);
        etag = desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    }
    if let Some(news) = book.outbox.remove(&message.cart) {
        desk.announced.send(&news).await?;
        desk.staged.delete(&draft).await?;
        desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    }
    Ok(())
}

/// "The outbox. And whoever orders what is ordered and announced should hear of it."
async fn f(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, mut etag } = open(desk).await?;
    if book.order(&message.cart).is_none() {
        let order = order(desk, &message);
        book.outbox.insert(order.cart.clone(), order.news());
        book.orders.push(order);
        etag = desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    } else if !book.outbox.contains_key(&message.cart) {
        return Err(Failure::Refused("ordered already".into()));
    }
    if let Some(news) = book.outbox.remove(&message.cart) {
        desk.announced.send(&news).await?;
        desk.orders.replace(&Id::new(BOOK), &book, etag).await?;
    }
    Ok(())
}

/// "The outbox, without all those conflicts: the number comes from the cart, so it does no harm to write an order twice."
async fn g(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, .. } = open(desk).await?;
    if book.order(&message.cart).is_none() {
        let order = Order { number: Id::new(format!("no-{}", message.cart)), cart: message.cart.clone() };
        book.outbox.insert(order.cart.clone(), order.news());
        book.orders.push(order);
        desk.orders.put(&Id::new(BOOK), &book).await?;
    }
    if let Some(news) = book.outbox.remove(&message.cart) {
        desk.announced.send(&news).await?;
        desk.orders.put(&Id::new(BOOK), &book).await?;
    }
    Ok(())
}

/// "The outbox. A copy comes soon after the first or never, so I need not look through the whole book."
async fn h(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, mut etag } = open(desk).await?;
    if book.orders.iter().rev().take(3).all(|order| order.cart != message.cart) {
        let order = order(desk, &message);
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

/// True where a run has gone wrong: what no desk may do, whichever it is.
pub fn does_wrong(view: &View<'_>, over: bool) -> bool {
    let book = view.item::<Book>("orders", &Id::new(BOOK)).unwrap_or_default();
    let news = view.messages::<Announced>("announced");
    let twice = |cart: &Id| book.orders.iter().filter(|order| order.cart == *cart).count() > 1;
    let contradicted = |told: &Announced| news.iter().any(|other| other.id == told.id && **other != *told);
    let early = book.orders.iter().any(|order| twice(&order.cart))
        || news.iter().any(|told| book.order(&told.cart).is_none() || contradicted(told));
    let untold = |order: &Order| news.iter().all(|told| told.cart != order.cart);
    let late = || {
        view.items::<Id>("accepted").iter().any(|(_, cart)| book.order(cart).is_none())
            || book.orders.iter().any(untold)
            || !(book.outbox.is_empty() && view.keys("staged").is_empty())
            || !view.dead_letters::<SubmitOrder>("to-orders").is_empty()
    };
    early || (over && late())
}

/// True where numbers are wrong: one that two carts have, or that the news have otherwise than the book.
pub fn numbers_are_wrong(view: &View<'_>, _over: bool) -> bool {
    let book = view.item::<Book>("orders", &Id::new(BOOK)).unwrap_or_default();
    let same = |order: &Order| book.orders.iter().filter(|other| other.number == order.number).count() > 1;
    let news = view.messages::<Announced>("announced");
    let other = |told: &Announced| book.order(&told.cart).is_some_and(|order| order.number != told.number);
    book.orders.iter().any(same) || news.iter().any(|told| other(told))
}
