//! Payments. A client asks for a charge under an id of its own: `PUT`, `POST`, `GET` and `DELETE /charges/{account}/{id}`.
//! Where it gets no clear answer, it asks again, perhaps much later. The routing is in `src/given.rs`.
//!
//! However often a client asks, an account is debited once for each request.
//!
//! The stored request is the right to one debit. README.md tells why.

mod given;

use lab::web::body;
use lab::{Failure, Item, Key, Request, Response, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub balance: u32,
}

impl Account {
    pub fn with(balance: u32) -> Self {
        Account { balance }
    }
}

/// A charge that was asked for, with what the client is told, once that is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub amount: u32,
    pub answer: Option<Answer>,
}

/// What Payments works with. It is one store: an account and what belongs to it stand in one partition.
pub struct Payments {
    pub accounts: Store<Account>,
    pub charges: Store<Asked>,
}

impl Payments {
    pub fn new(world: &World) -> Self {
        Payments { accounts: world.store("payments"), charges: world.store("payments") }
    }
}

/// The client is about to ask for a charge. Asked again: the same.
pub async fn put(payments: &Payments, at: &Key, request: &Request) -> Result<Response, Failure> {
    let Charge { amount } = body(request.body())?;
    match payments.charges.create(at.clone(), &Asked { amount, answer: None }).await {
        // It is there: perhaps with its answer, which must stay.
        Ok(_) | Err(Failure::Conflict) => Ok(done()),
        Err(failure) => Err(failure),
    }
}

/// The charge. Asked again: the answer of the first time, and nothing more is debited.
pub async fn post(payments: &Payments, at: &Key, _: &Request) -> Result<Response, Failure> {
    // No request, no debit: whoever posts had put it, so somebody has deleted it.
    let Some(Item { value: mut asked, etag }) = payments.charges.load(at.clone()).await? else { return Ok(gone()) };
    if let Some(answer) = &asked.answer {
        return Ok(ok(answer));
    }
    let Item { value: mut account, etag: version } = payments.account(at).await?;
    let answer = authorise(account.balance, asked.amount);
    account.balance = answer.balance;
    asked.answer = Some(answer.clone());
    let batch = payments.charges.batch().replace(&payments.accounts, account_key(at), &account, version);
    batch.replace(&payments.charges, at.clone(), &asked, etag).commit().await?;
    Ok(ok(&answer))
}

/// The answer, once there is one.
pub async fn get(payments: &Payments, at: &Key, _: &Request) -> Result<Response, Failure> {
    let asked = payments.charges.load(at.clone()).await?;
    Ok(asked.and_then(|asked| asked.value.answer).map_or(not_found(), |answer| ok(&answer)))
}

/// The client has its answer, and will ask no more.
pub async fn delete(payments: &Payments, at: &Key, _: &Request) -> Result<Response, Failure> {
    payments.charges.delete(at.clone()).await?;
    Ok(done())
}
