//! The techniques: the rows of the tables.

mod dedup_store;
mod http_exchange;
mod idempotency_key;
mod naive;
mod one_transaction;
mod outbox;
mod processed_ids;
mod stable_ids;
mod tokens;

use lab::process::{OnMessage, OnRequest, Script};

use crate::domain::PaymentBooked;

/// One technique.
pub struct Technique {
    /// Its name, unique; at most 16 characters.
    pub name: &'static str,
    /// Which exercise teaches it; none for what none does.
    pub exercise: Option<&'static str>,
    /// What it does, in a few words.
    pub idea: &'static str,
    /// Whoever handles the messages: Loyalty, or Orders where that asks Loyalty over HTTP.
    pub on_message: fn() -> OnMessage,
    /// What else takes part.
    pub others: Others,
}

/// Who takes part beside the handler of the messages.
pub enum Others {
    /// Nobody.
    Nobody,
    /// The sender has made a token for each payment, and whoever receives the events has to delete theirs.
    Tokens { receiver: fn() -> OnMessage },
    /// Loyalty is asked over HTTP: the script of whoever sends the payments, if it has to ask something before; and Loyalty.
    Http { sender: Option<fn(Vec<PaymentBooked>) -> Script>, loyalty: fn() -> OnRequest },
}

impl Others {
    /// Whether Loyalty is asked over HTTP.
    pub fn is_http(&self) -> bool {
        matches!(self, Others::Http { .. })
    }
}

/// All, in the order of the exercises; last, those over HTTP.
pub static ALL: [Technique; 9] = [
    naive::TECHNIQUE,
    processed_ids::TECHNIQUE,
    stable_ids::TECHNIQUE,
    outbox::TECHNIQUE,
    dedup_store::TECHNIQUE,
    one_transaction::TECHNIQUE,
    tokens::TECHNIQUE,
    idempotency_key::TECHNIQUE,
    http_exchange::TECHNIQUE,
];
