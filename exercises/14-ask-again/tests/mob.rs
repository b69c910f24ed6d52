//! Given: the mob's half. Between client and Payments stands a proxy. It repeats `GET` and `PUT` whenever it likes, for it
//! has read that they may be repeated.
//!
//! Run `cargo xtask check 14 --mob`. Both halves must be green in the end.

use std::collections::BTreeMap;

use ask_again::{Account, Answer, Charge, Payments};
use http::{Method, StatusCode};
use lab::process::Script;
use lab::web::{body, respond_json};
use lab::{Check, Event, Failure, Fault, Http, Id, Request, Response, Rule, Scenario, View, client, ensure, service};

const PAY_1: &str = "/charges/ada/pay-1";

/// What is there as long as `src/lib.rs` has no `open`: clients go on giving ids of their own.
#[allow(dead_code, reason = "the mob's own function takes its place")]
async fn open(_: &Payments, _: &Id) -> Result<Response, Failure> {
    Ok(respond_json(StatusCode::CREATED, "pay-1"))
}

async fn payments(payments: &Payments, request: Request) -> Response {
    // An `open` in `src/lib.rs` comes in here, and hides the one above.
    use ask_again::*;
    if request.method() == Method::POST && request.uri().path() == "/charges/ada" {
        return open(payments, &Id::new("ada")).await.unwrap_or_else(failed);
    }
    answer(payments, request).await
}

/// A `PUT`, here only for what is there: it carries `If-Match: *`, and so does each of its copies.
fn put_if_there(path: &str) -> Request {
    let charge = lab::Bytes::of(&Charge { amount: 30 });
    let request = http::Request::builder().method(Method::PUT).uri(path).header("if-match", "*");
    request.body(charge.as_slice().to_vec()).expect("a path and a header are right")
}

async fn ask(payments: &Http, verb: &str, path: &str) -> Option<Response> {
    let told = match verb {
        "OPEN" => payments.empty(Method::POST, "/charges/ada").await,
        "PUT" if path == PAY_1 => payments.json(Method::PUT, path, &Charge { amount: 30 }).await,
        "PUT-IF-THERE" => payments.call(put_if_there(path)).await,
        "POST" => payments.empty(Method::POST, path).await,
        "GET" => payments.empty(Method::GET, path).await,
        _ => payments.empty(Method::DELETE, path).await,
    };
    told.ok().filter(|told| told.status() != 503)
}

async fn ask_all(payments: &Http, path: &str, verbs: &str) {
    for verb in verbs.split(' ') {
        let mut left = 6;
        while left > 0 && ask(payments, verb, path).await.is_none() {
            left -= 1;
        }
    }
}

fn to_payments(world: &lab::World) -> Http {
    world.http("payments")
}

fn asks(verbs: &'static str) -> Script {
    client(to_payments, async move |payments: &Http| ask_all(payments, PAY_1, verbs).await)
}

/// Asks Payments for an id first. Where the answer is lost, the client asks for another, and forgets the first.
fn opens_and_asks(verbs: &'static str) -> Script {
    client(to_payments, async move |payments: &Http| {
        for _ in 0..6 {
            let Some(told) = ask(payments, "OPEN", "").await else { continue };
            let id: String = body(told.body()).expect("who opens a charge is told its id");
            return ask_all(payments, &format!("/charges/ada/{id}"), verbs).await;
        }
    })
}
