//! Given: no need to edit. What comes in over HTTP and goes out again, and what an account can bear.

use std::future::Future;

use http::{Method, StatusCode};
use lab::web::{respond, respond_json};
use lab::{Failure, Id, Item, Key, Request, Response};
use serde::{Deserialize, Serialize};

use crate::{Account, Payments, delete, get, post, put};

/// What a client asks for: the body of a `PUT` and of a `POST`.
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

/// Yes where the balance bears the amount. The answer holds the balance as it is then.
pub fn authorise(balance: u32, amount: u32) -> Answer {
    let rest = balance.checked_sub(amount);
    Answer { authorised: rest.is_some(), balance: rest.unwrap_or(balance) }
}

/// The one entry: finds the charge in the path, and calls the function of the verb.
pub async fn answer(payments: &Payments, request: Request) -> Response {
    let Some(at) = charge_at(request.uri().path()) else { return respond(StatusCode::NOT_FOUND) };
    let done = match *request.method() {
        Method::PUT => put(payments, &at, &request).await,
        Method::POST => post(payments, &at, &request).await,
        Method::GET => get(payments, &at, &request).await,
        Method::DELETE => delete(payments, &at, &request).await,
        _ => Ok(not_allowed()),
    };
    done.unwrap_or_else(failed)
}

/// `/charges/ada/pay-1` is the item `pay-1` in the partition `ada`.
pub fn charge_at(path: &str) -> Option<Key> {
    let (account, charge) = path.strip_prefix("/charges/")?.split_once('/')?;
    // The account itself has its own name as its item key.
    let is_name = |name: &str| !name.is_empty() && !name.contains('/') && name.len() <= 64;
    (is_name(account) && is_name(charge) && charge != account).then(|| Key::within(account, charge))
}

fn not_allowed() -> Response {
    let mut response = respond(StatusCode::METHOD_NOT_ALLOWED);
    let verbs = "GET, PUT, POST, DELETE".parse().expect("a list of verbs is a header");
    response.headers_mut().insert(http::header::ALLOW, verbs);
    response
}

/// 400 and 413 for what can never work. All else is 503: please ask again, it may have been done or not.
pub fn failed(failure: Failure) -> Response {
    match failure {
        Failure::Refused(why) => respond_json(StatusCode::BAD_REQUEST, &why),
        Failure::TooLarge => respond(StatusCode::PAYLOAD_TOO_LARGE),
        _ => respond(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// `200 OK` with the answer.
pub fn ok(answer: &Answer) -> Response {
    respond_json(StatusCode::OK, answer)
}

/// `204 No Content`: done, and nothing more to say.
pub fn done() -> Response {
    respond(StatusCode::NO_CONTENT)
}

/// `404 Not Found`: there is nothing to show, perhaps not yet.
pub fn not_found() -> Response {
    respond(StatusCode::NOT_FOUND)
}

/// `410 Gone`: it is over, and asking again will never help.
pub fn gone() -> Response {
    respond(StatusCode::GONE)
}

impl Payments {
    /// The account that is charged, with its etag.
    #[track_caller]
    pub fn account(&self, at: &Key) -> impl Future<Output = Result<Item<Account>, Failure>> + use<> {
        let load = self.accounts.load(&at.partition);
        async move { load.await?.ok_or(Failure::refused("there is no such account")) }
    }
}

/// The key of the account to which a charge belongs. Both stand in one partition.
pub fn account_key(at: &Key) -> Key {
    Key::new(Id::clone(&at.partition))
}
