//! The domain: a payment adds to a customer's total, and the world hears the new total.

use lab::{Id, Message, derive};
use serde::{Deserialize, Serialize};

/// A customer of the shop, and what they have paid so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub total: u32,
}

/// Orders tells of a payment. All copies of the message have the same id and the same token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBooked {
    pub id: Id,
    /// The sender made it before the message; only the technique with tokens looks at it.
    pub token: Id,
    pub customer: Id,
    pub amount: u32,
}

impl Message for PaymentBooked {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

/// A payment has counted, and this is the total with it: what is told depends on the state, unlike in a domain without order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalRaised {
    pub payment: Id,
    pub customer: Id,
    pub total: u32,
}

/// An event as it goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    pub id: Id,
    /// Its token, where the technique has such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Id>,
    pub event: TotalRaised,
}

impl Message for Wire {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

/// The domain itself: the next state, and what the world shall hear of it. It does nothing else.
pub fn decide(customer: &Customer, message: &PaymentBooked) -> (Customer, TotalRaised) {
    let after = Customer { total: customer.total + message.amount };
    let event = told(&after, message);
    (after, event)
}

/// What the world hears of this payment, when the customer is like this.
pub fn told(customer: &Customer, message: &PaymentBooked) -> TotalRaised {
    TotalRaised { payment: message.id.clone(), customer: message.customer.clone(), total: customer.total }
}

/// The event under an id that follows from the incoming message: the same at each try.
pub fn stamp(event: TotalRaised, incoming: &Id) -> Wire {
    Wire { id: derive(incoming, "loyalty", 0), token: None, event }
}
