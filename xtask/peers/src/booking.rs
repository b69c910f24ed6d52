//! The code under test: books a payment for a message that may come twice.
//!
//! It is written against [`Shop`], so the lab and shuttle run the same functions. The model of stateright says the same in states.

use std::future::Future;

use serde::{Deserialize, Serialize};

/// The payment. `booked` counts how often the change was applied: the rule is that it stays at 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Payment {
    pub booked: u8,
}

/// Why a save was refused: somebody else saved since the payment was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict;

/// What a handler works with.
pub trait Shop {
    /// The version of the payment.
    type Etag;

    fn load(&self) -> impl Future<Output = (Payment, Self::Etag)>;
    fn save(&self, payment: Payment, if_etag: Self::Etag) -> impl Future<Output = Result<(), Conflict>>;
    fn send(&self) -> impl Future<Output = ()>;
}

/// Which of the two versions runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    Right,
    SeededBug,
}

/// What is searched: which version, with how many workers and as many copies of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Case {
    pub version: Version,
    pub of_each: u8,
}

impl Version {
    /// With two workers and two copies.
    pub fn with_two(self) -> Case {
        self.with(2)
    }

    /// With so many workers and as many copies.
    pub fn with(self, of_each: u8) -> Case {
        Case { version: self, of_each }
    }
}

/// After a conflict it loads again and *decides* again.
pub async fn right<S: Shop>(shop: &S) {
    loop {
        let (mut payment, etag) = shop.load().await;
        if payment.booked > 0 {
            break;
        }
        payment.booked += 1;
        if shop.save(payment, etag).await.is_ok() {
            break;
        }
    }
    shop.send().await;
}

/// After a conflict it loads again and saves: what it decided, it decided on a version that is gone.
pub async fn seeded_bug<S: Shop>(shop: &S) {
    let (mut payment, mut etag) = shop.load().await;
    if payment.booked == 0 {
        payment.booked += 1;
        while shop.save(payment, etag).await.is_err() {
            (payment, etag) = shop.load().await;
            payment.booked += 1;
        }
    }
    shop.send().await;
}
