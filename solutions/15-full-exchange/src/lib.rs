//! Billing. Orders wants a bill to be charged; Billing asks Payments over HTTP, and the world hears how it ended. The engine in
//! `src/given.rs` handles both messages around one commit each, and calls what is here.
//!
//! Whatever dies, here or there: one debit, one end of the story, and nothing left over.
//!
//! What anybody can see happens after the commit that wanted it, and under one name. README.md tells why.

mod given;

use http::StatusCode;
use lab::{Failure, Ids, Queue, Store, World};

pub use given::*;

/// What Billing works with.
pub struct Billing {
    pub bills: Store<Stored>,
    pub payments: AskPayments,
    pub follow_ups: Queue<ChargeAnswered>,
    pub events: Queue<Wire>,
    pub ids: Ids,
}

impl Billing {
    pub fn new(world: &World) -> Self {
        Billing {
            bills: world.store("bills"),
            payments: AskPayments::new(world),
            follow_ups: world.queue("to-answers"),
            events: world.queue("events"),
            ids: world.ids(),
        }
    }
}

/// Under which name Payments knows this attempt.
pub fn path(attempt: &Attempt) -> String {
    format!("/charges/{}/{}", attempt.account, attempt.id)
}

// The first message: `ChargeRequested`. The engine has registered the attempt.

/// Before the commit. Nobody knows yet whether this attempt or another one will make it.
pub async fn prepare(billing: &Billing, attempt: &Attempt, _: &Envelope) -> Result<(), Failure> {
    let charge = Charge { amount: attempt.amount };
    billing.payments.put(&path(attempt), &charge).await
}

/// After the commit, for the attempt that made it, as often as it takes.
pub async fn publish(billing: &Billing, attempt: &Attempt) -> Result<(), Failure> {
    match billing.payments.post(&path(attempt)).await? {
        // Gone: the bill has got its answer already, and has thrown it away.
        StatusCode::OK | StatusCode::GONE => (),
        status => return Err(unexpected(status)),
    }
    // Not before: whoever hears of it asks for the answer.
    billing.follow_ups.send(&follow_up(attempt)).await
}

/// For each attempt that did not make it, and never will. What it has left may go.
pub async fn sweep(billing: &Billing, attempt: &Attempt) -> Result<(), Failure> {
    billing.payments.delete(&path(attempt)).await
}

// The second message: `ChargeAnswered`.

/// Before its commit: the answer, from which the bill's end follows.
pub async fn before(billing: &Billing, message: &ChargeAnswered) -> Result<Answer, Failure> {
    billing.payments.get(&path(&message.attempt)).await
}

/// After its commit, when the world has heard how the bill ended.
pub async fn after(billing: &Billing, message: &ChargeAnswered) -> Result<(), Failure> {
    billing.payments.delete(&path(&message.attempt)).await
}
