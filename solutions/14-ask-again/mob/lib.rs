//! Payments. A client asks for a charge under an id of its own: `PUT`, `POST`, `GET` and `DELETE /charges/{account}/{id}`.
//! Where it gets no clear answer, it asks again, perhaps much later. The routing is in `src/given.rs`.
//!
//! However often a client asks, an account is debited once for each request.
//!
//! After the mob's half: a `PUT` that says "only if it is there" needs an id that Payments has given.

mod given;

use http::StatusCode;
use lab::web::{body, respond, respond_json};
use lab::{Failure, Id, Ids, Item, Key, Request, Response, Store, World};
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
    /// None as long as it is only opened.
    pub amount: Option<u32>,
    pub answer: Option<Answer>,
}

/// What Payments works with. It is one store: an account and what belongs to it stand in one partition.
pub struct Payments {
    pub accounts: Store<Account>,
    pub charges: Store<Asked>,
    pub ids: Ids,
}

impl Payments {
    pub fn new(world: &World) -> Self {
        Payments { accounts: world.store("payments"), charges: world.store("payments"), ids: world.ids() }
    }
}

/// `POST /charges/{account}`: a new id. Asked again: another one, and nobody will ever use the first.
pub async fn open(payments: &Payments, account: &Id) -> Result<Response, Failure> {
    let id = payments.ids.fresh();
    let at = Key::within(account, id.clone());
    payments.charges.create(at, &Asked { amount: None, answer: None }).await?;
    Ok(respond_json(StatusCode::CREATED, &id))
}

/// The client is about to ask for a charge. Asked again: the same.
pub async fn put(payments: &Payments, at: &Key, request: &Request) -> Result<Response, Failure> {
    let Charge { amount } = body(request.body())?;
    let asked = Asked { amount: Some(amount), answer: None };
    if request.headers().contains_key(http::header::IF_MATCH) {
        return match payments.charges.load(at.clone()).await? {
            None => Ok(respond(StatusCode::PRECONDITION_FAILED)),
            Some(known) if known.value.amount.is_some() => Ok(done()),
            Some(opened) => payments.charges.replace(at.clone(), &asked, opened.etag).await.map(|_| done()),
        };
    }
    match payments.charges.create(at.clone(), &asked).await {
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
    let Some(amount) = asked.amount else { return Ok(respond(StatusCode::CONFLICT)) };
    let Item { value: mut account, etag: version } = payments.account(at).await?;
    let answer = authorise(account.balance, amount);
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
