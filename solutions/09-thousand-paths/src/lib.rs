//! The test of the order desk. It has been green for a year, on good days; on others somebody starts it again.
//!
//! A test has to refuse each system that does wrong, and to let the right one pass, whatever happens and in whatever order. There are
//! eight wrong systems, A to H.
//!
//! It looks at each moment, and at the end of the conversation; never at the clock. README.md tells why.

mod given;

pub use given::*;

/// What the order desk has to do.
pub fn exam() -> Exam {
    Exam::new()
        .settle(Settle::ConversationOver)
        .messages(1..=4)
        .always("an order is made once", |seen| seen.orders().all_distinct_by(|order| &order.cart))
        .always("what is announced is in the book", |seen| {
            seen.announced().all(|told| seen.order(&told.cart).is_some())
        })
        .always("all copies of an announcement say the same", |seen| {
            seen.announced().grouped_by(|told| &told.id).all(|copies| copies.all_equal())
        })
        .finally("every accepted cart has its order", |seen| seen.accepted().all(|cart| seen.order(cart).is_some()))
        .finally("every order is announced", |seen| {
            seen.orders().all(|order| seen.announced().any(|told| told.cart == order.cart))
        })
        .finally("nothing is left over", |seen| seen.staged().is_empty())
        .finally("no message is given up", |seen| seen.dead_letters().is_empty())
        .witness("a worker died, and there is an order all the same", |seen| {
            seen.crashes() > 0 && !seen.orders().is_empty()
        })
}
