//! Given: no need to edit. What Billing hears and tells, what it keeps, how it asks Payments, and the engine.

#[path = "payments.rs"]
pub mod payments;

use std::collections::BTreeMap;
use std::future::Future;

use http::{Method, StatusCode};
use lab::web::body;
use lab::{Etag, Failure, Http, Id, Item, Key, Message, Response, Store, World, derive};
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

/// What is stored under a bill's id. A bill hears of two messages only, so their ids may stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    pub state: Bill,
    /// What takes something off the amount, if anything does. Exercise 15 needs it only in the mob's half.
    #[serde(default)]
    pub voucher: u32,
    /// For each message whose change is in `state`: the attempt that made it, or none where all that follows from it is done.
    pub outbox: BTreeMap<Id, Option<Attempt>>,
}

/// The bill's end, as the world hears it. It follows from the stored state.
fn outcome(bill: &Id, envelope: &Envelope) -> Wire {
    let event = match envelope.state {
        Bill::Paid => Event::BillingSucceeded(bill.clone()),
        _ => Event::BillingFailed(bill.clone()),
    };
    Wire { id: derive(bill, "billing", 1), event }
}

/// The version of an envelope that was read; none where there was none.
pub type Version = Option<Etag>;

impl Billing {
    /// The envelope of this bill with its version; an empty one where there is none yet.
    #[track_caller]
    pub fn load_or_new(&self, bill: &Id) -> impl Future<Output = Result<(Envelope, Version), Failure>> + use<> {
        let load = self.bills.load(bill);
        async move {
            Ok(match load.await? {
                Some(Item { value, etag }) => (value, Some(etag)),
                None => (Envelope::default(), None),
            })
        }
    }

    /// Writes the envelope if nobody wrote it since `version`, else fails with `Conflict`. Returns the new version.
    #[track_caller]
    pub fn write(
        &self,
        bill: &Id,
        envelope: &Envelope,
        version: Version,
    ) -> impl Future<Output = Result<Version, Failure>> + use<> {
        let write = match version {
            Some(etag) => self.bills.replace(bill, envelope, etag),
            None => self.bills.create(bill, envelope),
        };
        async move { write.await.map(Some) }
    }
}

/// One try to charge a bill. Each has a fresh id; at most one of a bill's attempts is ever committed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub id: Id,
    /// The message that is handled: the same in all attempts.
    pub message: Id,
    pub bill: Id,
    pub account: Id,
    pub amount: u32,
}

/// The attempts that have begun and are not over, so that whoever comes can find what a dead one has left. Another product than
/// the bills' store.
#[derive(Clone, Debug)]
pub struct Attempts {
    items: Store<Attempt>,
}

impl Attempts {
    pub fn new(world: &World) -> Self {
        Attempts { items: world.store("attempts") }
    }

    #[track_caller]
    fn register(&self, attempt: &Attempt) -> impl Future<Output = Result<(), Failure>> + use<> {
        let put = self.items.put(Key::within(&attempt.bill, attempt.id.clone()), attempt);
        async move { put.await.map(drop) }
    }

    #[track_caller]
    fn of(&self, bill: &Id) -> impl Future<Output = Result<Vec<Attempt>, Failure>> + use<> {
        let query = self.items.query(bill);
        async move { Ok(query.await?.into_iter().map(|(_, item)| item.value).collect()) }
    }

    #[track_caller]
    fn forget(&self, attempt: &Attempt) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.items.delete(Key::within(&attempt.bill, attempt.id.clone()))
    }
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
    let (mut envelope, mut version) = billing.load_or_new(&bill).await?;

    if !envelope.outbox.contains_key(&id) {
        let attempt = Attempt { id: billing.ids.fresh(), message: id.clone(), bill: bill.clone(), account, amount };
        billing.attempts.register(&attempt).await?;
        prepare(billing, &attempt, &envelope).await?;
        envelope.state = Bill::Charging;
        envelope.outbox.insert(id.clone(), Some(attempt.clone()));
        version = match billing.write(&bill, &envelope, version).await {
            // This attempt has lost for good. No answer would be another thing: it may have won.
            Err(Failure::Conflict) => {
                sweep(billing, &attempt).await?;
                billing.attempts.forget(&attempt).await?;
                return Err(Failure::Conflict);
            }
            written => written?,
        };
    }

    if let Some(Some(won)) = envelope.outbox.get(&id).cloned() {
        publish(billing, &won).await?;
        for attempt in billing.attempts.of(&bill).await? {
            if attempt != won {
                sweep(billing, &attempt).await?;
            }
            billing.attempts.forget(&attempt).await?;
        }
        envelope.outbox.insert(id, None);
        billing.write(&bill, &envelope, version).await?;
    }
    Ok(())
}

/// Handles the second message: before, commit, send, after. What has committed does not ask Payments again.
pub async fn answered(billing: &Billing, message: ChargeAnswered) -> Result<(), Failure> {
    let bill = &message.attempt.bill;
    let (mut envelope, mut version) = billing.load_or_new(bill).await?;

    if !envelope.outbox.contains_key(&message.id) {
        let answer = before(billing, &message).await?;
        envelope.state = if answer.authorised { Bill::Paid } else { Bill::Refused };
        envelope.outbox.insert(message.id.clone(), Some(message.attempt.clone()));
        version = billing.write(bill, &envelope, version).await?;
    }

    if let Some(Some(_)) = envelope.outbox.get(&message.id) {
        billing.events.send(&outcome(bill, &envelope)).await?;
        after(billing, &message).await?;
        envelope.outbox.insert(message.id.clone(), None);
        billing.write(bill, &envelope, version).await?;
    }
    Ok(())
}
