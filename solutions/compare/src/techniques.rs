//! The techniques: the rows of the tables.

mod dedup_store;
mod naive;
mod one_transaction;
mod outbox;
mod processed_ids;
mod stable_ids;
mod tokens;

use lab::process::OnMessage;

/// One technique.
pub struct Technique {
    /// Its name, unique; at most 17 characters.
    pub name: &'static str,
    /// Which exercise teaches it; none for the naive one.
    pub exercise: Option<&'static str>,
    /// What it does, in a few words.
    pub idea: &'static str,
    /// The service.
    pub loyalty: fn() -> OnMessage,
    /// Whoever receives the events, where the technique asks something of a receiver.
    pub receiver: Option<fn() -> OnMessage>,
}

/// All, in the order of the exercises.
pub static ALL: [Technique; 7] = [
    naive::TECHNIQUE,
    processed_ids::TECHNIQUE,
    stable_ids::TECHNIQUE,
    outbox::TECHNIQUE,
    dedup_store::TECHNIQUE,
    one_transaction::TECHNIQUE,
    tokens::TECHNIQUE,
];
