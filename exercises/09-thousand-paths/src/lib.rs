//! The test of the order desk. It has been green for a year, on good days; on others somebody starts it again.
//!
//! A test has to refuse each system that does wrong, and to let the right one pass, whatever happens and in whatever order. There are
//! eight wrong systems, A to H.
//!
//! Run `cargo xtask check 9`. What an exam may say is in exercises/09-thousand-paths/README.md, what it sees in `src/given/seen.rs`.

mod given;

pub use given::*;

/// What the order desk has to do.
pub fn exam() -> Exam {
    Exam::new()
        .settle(Settle::After { steps: 40 })
        .messages(1..=1)
        .always("an order is made once", |seen| seen.orders().all_distinct_by(|order| &order.cart))
        .finally("the order is in the book", |seen| seen.orders().count() == 1)
}
