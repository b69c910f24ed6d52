//! Payments. A client asks for a charge under an id of its own: `PUT`, `POST`, `GET` and `DELETE /charges/{account}/{id}`.
//! Where it gets no clear answer, it asks again, perhaps much later. The routing is in `src/given.rs`.
//!
//! However often a client asks, an account is debited once for each request.
//!
//! Run `cargo xtask check 14`. The task is in exercises/14-ask-again/README.md.

mod given;

use std::time::Duration;

use lab::web::body;
use lab::{Failure, Item, Key, Request, Response, Store, World};
use serde::{Deserialize, Serialize};

pub use given::*;

/// How long an answer is kept for a client that asks again.
const KEPT: Duration = Duration::from_secs(60 * 60);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub balance: u32,
}

impl Account {
    pub fn with(balance: u32) -> Self {
        Account { balance }
    }
}

/// A charge that was asked for, with what the client was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub amount: u32,
    pub answer: Answer,
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
pub async fn put(_: &Payments, _: &Key, _: &Request) -> Result<Response, Failure> {
    Ok(done())
}

/// The charge. Asked again: the answer of the first time, and nothing more is debited.
pub async fn post(payments: &Payments, at: &Key, request: &Request) -> Result<Response, Failure> {
    if let Some(known) = payments.charges.load(at.clone()).await? {
        return Ok(ok(&known.value.answer));
    }
    let Charge { amount } = body(request.body())?;
    let Item { value: mut account, etag } = payments.account(at).await?;
    let answer = authorise(account.balance, amount);
    account.balance = answer.balance;
    let asked = Asked { amount, answer };
    let batch = payments.charges.batch().replace(&payments.accounts, account_key(at), &account, etag);
    batch.create_for(&payments.charges, at.clone(), &asked, KEPT).commit().await?;
    Ok(ok(&asked.answer))
}

/// The answer, once there is one.
pub async fn get(payments: &Payments, at: &Key, _: &Request) -> Result<Response, Failure> {
    let known = payments.charges.load(at.clone()).await?;
    Ok(known.map_or(not_found(), |known| ok(&known.value.answer)))
}

/// The client has its answer, and will ask no more.
pub async fn delete(payments: &Payments, at: &Key, _: &Request) -> Result<Response, Failure> {
    payments.charges.delete(at.clone()).await?;
    Ok(done())
}
