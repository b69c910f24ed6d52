//! Given: the mob's half. Each pair seeds a ninth fault, and the exam of the mob has to refuse it.
//!
//! Write `ninth` into `src/lib.rs`, with the signature of `right`, and run `cargo xtask check 9 --mob`.

mod given;

use given::judge::{refuses, takes_the_right};
use given::runs::Day;
use given::systems::System;
use lab::{Failure, Id, Item, consumer};
use thousand_paths::{BOOK, Desk, Order, SubmitOrder, exam};

/// What is there as long as `src/lib.rs` has no `ninth`: the right system, and a number that one can say on the phone.
#[allow(dead_code, reason = "the mob's own function takes its place")]
async fn ninth(desk: &Desk, message: SubmitOrder) -> Result<(), Failure> {
    let Item { value: mut book, mut etag } = desk.orders.load(&Id::new(BOOK)).await?.ok_or(Failure::NotFound)?;
    if book.order(&message.cart).is_none() {
        let number = Id::new(format!("no-{}", book.outbox.len() + 1));
        let order = Order { cart: message.cart.clone(), number };
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

fn system() -> System {
    // A `ninth` in `src/lib.rs` comes in here, and hides the one above.
    use thousand_paths::*;
    let fault = "it does what its pair has seeded";
    System { name: "the ninth system", desk: || consumer(Desk::new, ninth), carts: &[1, 2], fault }
}

#[test]
fn the_right_system_passes_whatever_fails() {
    takes_the_right(&exam(), Day::Bad, "the right system passes, whatever fails and in whatever order");
}

#[test]
fn the_ninth_system_is_refused() {
    refuses(&exam(), &system());
}
