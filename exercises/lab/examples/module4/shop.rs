//! What Loyalty hears, and what it keeps of a customer.

use lab::{Id, Message};
use serde::{Deserialize, Serialize};

/// The customer of all payments.
pub fn ada() -> Id {
    Id::new("ada")
}

/// What Loyalty is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentBooked {
    /// Its name, the same in all copies.
    pub id: Id,
}

impl Message for PaymentBooked {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

/// Each payment is of 50, so that a second time can be seen.
pub const AMOUNT: u32 = 50;

/// A payment.
pub fn paid(id: &str) -> PaymentBooked {
    PaymentBooked { id: Id::new(id) }
}

/// What Loyalty tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsGiven {
    /// Made from the name of the payment, and readable in a picture.
    pub id: Id,
}

impl Message for PointsGiven {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

/// What follows from a payment.
pub fn points(payment: &Id) -> PointsGiven {
    PointsGiven { id: Id::new(format!("points-{payment}")) }
}
