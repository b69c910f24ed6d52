//! Given: no need to edit. Payments, as exercise 14 has left it: the stored request is the right to one debit.

use http::{Method, StatusCode};
use lab::web::{body, respond, respond_json};
use lab::{Failure, Id, Item, Key, Request, Response, Store, World};
use serde::{Deserialize, Serialize};

/// What a client asks for: the body of a `PUT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    pub amount: u32,
}

/// What the client is told: yes or no, and the balance that led to it, or that it led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub authorised: bool,
    pub balance: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub balance: u32,
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

/// The one entry: `PUT`, `POST`, `GET` and `DELETE /charges/{account}/{id}`.
pub async fn answer(payments: &Payments, request: Request) -> Response {
    let Some(at) = charge_at(request.uri().path()) else { return respond(StatusCode::NOT_FOUND) };
    let done = match *request.method() {
        Method::PUT => put(payments, &at, &request).await,
        Method::POST => post(payments, &at).await,
        Method::GET => get(payments, &at).await,
        Method::DELETE => delete(payments, &at).await,
        _ => Ok(respond(StatusCode::METHOD_NOT_ALLOWED)),
    };
    done.unwrap_or_else(|failure| match failure {
        Failure::Refused(why) => respond_json(StatusCode::BAD_REQUEST, &why),
        _ => respond(StatusCode::SERVICE_UNAVAILABLE),
    })
}

/// `/charges/ada/pay-1` is the item `pay-1` in the partition `ada`.
fn charge_at(path: &str) -> Option<Key> {
    let (account, charge) = path.strip_prefix("/charges/")?.split_once('/')?;
    let is_name = |name: &str| !name.is_empty() && !name.contains('/') && name.len() <= 64;
    (is_name(account) && is_name(charge) && charge != account).then(|| Key::within(account, charge))
}

async fn put(payments: &Payments, at: &Key, request: &Request) -> Result<Response, Failure> {
    let Charge { amount } = body(request.body())?;
    match payments.charges.create(at.clone(), &Asked { amount, answer: None }).await {
        Ok(_) | Err(Failure::Conflict) => Ok(respond(StatusCode::NO_CONTENT)),
        Err(failure) => Err(failure),
    }
}

async fn post(payments: &Payments, at: &Key) -> Result<Response, Failure> {
    let Some(Item { value: mut asked, etag }) = payments.charges.load(at.clone()).await? else {
        return Ok(respond(StatusCode::GONE));
    };
    if let Some(answer) = &asked.answer {
        return Ok(respond_json(StatusCode::OK, answer));
    }
    let account = payments.accounts.load(&at.partition).await?;
    let Item { value: mut account, etag: version } = account.ok_or(Failure::refused("there is no such account"))?;
    let rest = account.balance.checked_sub(asked.amount);
    account.balance = rest.unwrap_or(account.balance);
    let answer = Answer { authorised: rest.is_some(), balance: account.balance };
    asked.answer = Some(answer.clone());
    let key = Key::new(Id::clone(&at.partition));
    let batch = payments.charges.batch().replace(&payments.accounts, key, &account, version);
    batch.replace(&payments.charges, at.clone(), &asked, etag).commit().await?;
    Ok(respond_json(StatusCode::OK, &answer))
}

async fn get(payments: &Payments, at: &Key) -> Result<Response, Failure> {
    let answer = payments.charges.load(at.clone()).await?.and_then(|asked| asked.value.answer);
    Ok(answer.map_or(respond(StatusCode::NOT_FOUND), |answer| respond_json(StatusCode::OK, &answer)))
}

async fn delete(payments: &Payments, at: &Key) -> Result<Response, Failure> {
    payments.charges.delete(at.clone()).await?;
    Ok(respond(StatusCode::NO_CONTENT))
}
