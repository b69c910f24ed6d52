//! Draws the pictures of the lectures on deduplication from real runs:
//!
//! ```text
//! cargo run -p lab --example module2             # writes lectures/src/pictures
//! cargo run -p lab --example module2 -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```

mod copies;
mod coupon;
mod outbox;
mod payments;
#[path = "../pictures/mod.rs"]
mod pictures;
mod raffle;

use std::process::ExitCode;

use pictures::{Picture, broken, draw, reached};

fn pictures() -> Vec<Picture> {
    vec![
        ("sent-twice", "A send gets no answer, and is repeated", broken(&copies::sent_twice())),
        ("lease-expiry", "The lease is shorter than the work", broken(&copies::lease_expiry())),
        ("late-copy", "Book, Cancel, and a copy of Book", broken(&payments::late_copy())),
        ("skipped-output", "A duplicate is skipped, and so is its event", broken(&payments::skipped_output())),
        ("coupon-lost", "Derived again, from another state", broken(&coupon::lost())),
        ("won-and-lost", "One ticket, two answers", broken(&raffle::two_answers())),
        ("outbox", "The outputs stand beside the state", reached(&outbox::same_crash())),
    ]
}

fn main() -> ExitCode {
    draw(pictures(), "module2")
}
