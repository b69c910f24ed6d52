//! Given: no need to edit. What Billing hears and tells, what it keeps, how it asks Payments, and the engine.

#[path = "payments.rs"]
pub mod payments;

use std::collections::BTreeMap;
use std::future::Future;

use http::{Method, StatusCode};
use lab::web::body;
use lab::{Etag, Failure, Http, Id, Item, Key, Message, Response, World, derive};
use serde::{Deserialize, Serialize};

use crate::{Billing, after, before, prepare, publish, sweep};
pub use payments::{Answer, Charge};

/// Orders wants a bill to be charged. The first message: after it, Payments is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeRequested {
    pub id: Id,
    pub bill: Id,
    pub account: Id,
    pub amount: u32,
}

/// Billing tells itself that Payments was asked. The second message: after it, the world hears how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeAnswered {
    pub id: Id,
    pub attempt: Attempt,
}

/// How a bill ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    pub id: Id,
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    BillingSucceeded(Id),
    BillingFailed(Id),
}

impl Message for ChargeRequested {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

impl Message for ChargeAnswered {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

impl Message for Wire {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

/// The second message. Its id follows from the first one's: all copies have the same.
pub fn follow_up(attempt: &Attempt) -> ChargeAnswered {
    ChargeAnswered { id: derive(&attempt.message, "billing", 0), attempt: attempt.clone() }
}

// What Billing keeps.

/// Where a bill is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bill {
    #[default]
    Open,
    Charging,
    Paid,
    Refused,
}

/// What is stored of a bill. It hears of two messages only, so what it knows of them may stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    pub state: Bill,
    /// Comes off the amount, if there is one: see the mob's half.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<u32>,
    /// For each message whose change is in `state`: the attempt that made it.
    pub outbox: BTreeMap<Id, Attempt>,
}

/// One try to charge a bill. Each has a fresh id; one of a bill's attempts is committed, and no other ever will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub id: Id,
    /// The message that is handled: the same in all attempts.
    pub message: Id,
    pub bill: Id,
    pub account: Id,
    pub amount: u32,
}

/// An item in a bill's partition: the bill itself under its own id, and attempts that have begun and are not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stored {
    Bill(Envelope),
    Attempt(Attempt),
}

/// What a handler has read of a bill.
#[derive(Clone, Debug, Default)]
struct Known {
    envelope: Envelope,
    version: Option<Etag>,
    attempts: Vec<Attempt>,
}

impl Billing {
    async fn load(&self, bill: &Id) -> Result<Known, Failure> {
        let mut known = Known::default();
        for (_, Item { value, etag }) in self.bills.query(bill).await? {
            match value {
                Stored::Bill(envelope) => (known.envelope, known.version) = (envelope, Some(etag)),
                Stored::Attempt(attempt) => known.attempts.push(attempt),
            }
        }
        Ok(known)
    }

    async fn register(&self, attempt: &Attempt) -> Result<(), Failure> {
        self.bills.create(key(attempt), &Stored::Attempt(attempt.clone())).await.map(drop)
    }

    async fn forget(&self, attempt: &Attempt) -> Result<(), Failure> {
        self.bills.delete(key(attempt)).await
    }

    /// Commits the change of this message. The attempt that was registered for it is a part of the envelope from then on.
    async fn commit(&self, known: &mut Known, message: &Id, state: Bill, attempt: &Attempt) -> Result<(), Failure> {
        known.envelope.state = state;
        known.envelope.outbox.insert(message.clone(), attempt.clone());
        let (bill, envelope) = (&attempt.bill, Stored::Bill(known.envelope.clone()));
        let batch = match known.version {
            Some(etag) => self.bills.batch().replace(&self.bills, bill, &envelope, etag),
            None => self.bills.batch().create(&self.bills, bill, &envelope),
        };
        let was_registered = attempt.message == *message;
        let batch = if was_registered { batch.delete(&self.bills, key(attempt)) } else { batch };
        batch.commit().await
    }
}

fn key(attempt: &Attempt) -> Key {
    Key::within(&attempt.bill, attempt.id.clone())
}

/// The bill's end, as the world hears it. It follows from the stored state.
fn outcome(bill: &Id, state: &Bill) -> Wire {
    let event = match state {
        Bill::Paid => Event::BillingSucceeded(bill.clone()),
        _ => Event::BillingFailed(bill.clone()),
    };
    Wire { id: derive(bill, "billing", 1), event }
}

// How Billing asks Payments.

/// Payments, from outside. Whatever gives no clear answer is an error: no response, or a 503.
#[derive(Clone, Debug)]
pub struct AskPayments {
    http: Http,
}

impl AskPayments {
    pub fn new(world: &World) -> Self {
        AskPayments { http: world.http("payments") }
    }

    /// Stores the charge. Nothing is debited. Asked again: the same.
    #[track_caller]
    pub fn put(&self, path: &str, charge: &Charge) -> impl Future<Output = Result<(), Failure>> + use<> {
        let call = self.http.json(Method::PUT, path, charge);
        async move { clear(call.await?).and_then(expected) }
    }

    /// Debits the account by the stored charge: `200 OK`. Asked again: the same, and nothing more is debited.
    /// `410 Gone`: there is no such charge. `400 Bad Request`: Payments will never do that.
    #[track_caller]
    pub fn post(&self, path: &str) -> impl Future<Output = Result<StatusCode, Failure>> + use<> {
        let call = self.http.empty(Method::POST, path);
        async move { Ok(clear(call.await?)?.status()) }
    }

    /// The answer to the `POST`. It is an error that there is none.
    #[track_caller]
    pub fn get(&self, path: &str) -> impl Future<Output = Result<Answer, Failure>> + use<> {
        let call = self.http.empty(Method::GET, path);
        async move {
            let response = clear(call.await?)?;
            match response.status() {
                StatusCode::OK => body(response.body()),
                status => Err(unexpected(status)),
            }
        }
    }

    /// Deletes the charge and its answer. Where there is none: the same.
    #[track_caller]
    pub fn delete(&self, path: &str) -> impl Future<Output = Result<(), Failure>> + use<> {
        let call = self.http.empty(Method::DELETE, path);
        async move { clear(call.await?).and_then(expected) }
    }
}

/// A 503 says no more than no response at all.
fn clear(response: Response) -> Result<Response, Failure> {
    match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => Err(Failure::Timeout),
        _ => Ok(response),
    }
}

fn expected(response: Response) -> Result<(), Failure> {
    if response.status().is_success() { Ok(()) } else { Err(unexpected(response.status())) }
}

/// An answer with which one cannot go on.
pub fn unexpected(status: StatusCode) -> Failure {
    Failure::refused(format!("Payments says {status}"))
}

// The engine. An error brings the message back; so does a crash.

/// Handles the first message: register, prepare, commit, publish, sweep.
pub async fn charge(billing: &Billing, message: ChargeRequested) -> Result<(), Failure> {
    let ChargeRequested { id, bill, account, amount } = message;
    let mut known = billing.load(&bill).await?;

    if !known.envelope.outbox.contains_key(&id) {
        let attempt = Attempt { id: billing.ids.fresh(), message: id.clone(), bill, account, amount };
        billing.register(&attempt).await?;
        prepare(billing, &attempt, &known.envelope).await?;
        let committed = billing.commit(&mut known, &id, Bill::Charging, &attempt).await;
        if committed == Err(Failure::Conflict) {
            // This attempt has lost for good. No answer would be another thing: it may have won.
            sweep(billing, &attempt).await?;
            billing.forget(&attempt).await?;
        }
        committed?;
    }

    publish(billing, &known.envelope.outbox[&id]).await?;
    // They have read the bill before it was committed, so they never can.
    for loser in &known.attempts {
        sweep(billing, loser).await?;
        billing.forget(loser).await?;
    }
    Ok(())
}

/// Handles the second message: before, commit, send, after. What has committed does not ask for the answer again.
pub async fn answered(billing: &Billing, message: ChargeAnswered) -> Result<(), Failure> {
    let bill = &message.attempt.bill;
    let mut known = billing.load(bill).await?;

    if !known.envelope.outbox.contains_key(&message.id) {
        let answer = before(billing, &message).await?;
        let state = if answer.authorised { Bill::Paid } else { Bill::Refused };
        billing.commit(&mut known, &message.id, state, &message.attempt).await?;
    }

    billing.events.send(&outcome(bill, &known.envelope.state)).await?;
    after(billing, &message).await
}
