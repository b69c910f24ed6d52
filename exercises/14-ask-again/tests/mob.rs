//! Given: the mob's half. Between the client and Payments stands a proxy, so all that Payments sees comes from it. It repeats
//! `GET` and `PUT` whenever it likes, for it has read that this does no harm.
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
    Ok(respond_json(StatusCode::CREATED, &Id::new("pay-1")))
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
        "POST" => payments.json(Method::POST, path, &Charge { amount: 30 }).await,
        "GET" => payments.empty(Method::GET, path).await,
        _ => payments.empty(Method::DELETE, path).await,
    };
    told.ok().filter(|told| told.status() != 503)
}

async fn ask_all(payments: &Http, path: &str, verbs: &str) {
    for verb in verbs.split(' ') {
        let mut left = 10;
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
        for _ in 0..10 {
            let Some(told) = ask(payments, "OPEN", "").await else { continue };
            let id: String = body(told.body()).expect("who opens a charge is told its id");
            return ask_all(payments, &format!("/charges/ada/{id}"), verbs).await;
        }
    })
}

fn debited(view: &View<'_>) -> u32 {
    let account = view.item::<Account>("payments", &Id::new("ada")).expect("nobody closes the account");
    100_u32.saturating_sub(account.balance)
}

/// The answer to a POST or GET. A client asks under one id only.
fn told(event: &Event) -> Option<Answer> {
    let Event::Responded { request, response, .. } = event else { return None };
    let asked = request.head.starts_with("POST") || request.head.starts_with("GET");
    asked.then(|| response.body.read().ok()).flatten()
}

fn every_answer_is_the_same() -> Rule {
    let step = |known: &mut BTreeMap<(), String>, event: &Event, _: &View<'_>| {
        let Some(answer) = told(event) else { return Ok(()) };
        let now = format!("{answer:?}");
        let first = known.entry(()).or_insert(now.clone());
        ensure(*first == now, || format!("first the client is told {first}, and then {now}"))
    };
    let end = |known: &BTreeMap<(), String>, _: &View<'_>| {
        ensure(!known.is_empty(), || "a client has asked, and was never told".to_string())
    };
    Rule::fold("who asks is told, and always the same", BTreeMap::new(), step, end)
}

fn run(title: &str, workers: usize) -> Scenario {
    Scenario::new(title)
        .given("payments", &Id::new("ada"), &Account::with(100))
        .service("payments", workers, service(Payments::new, payments))
        .always("a request is debited once at most", |view| {
            ensure(debited(view) <= 30, || format!("the client asks for 30, and {} are debited", debited(view)))
        })
        .rule(every_answer_is_the_same())
        .witness("somebody is debited", |view| debited(view) > 0)
}

#[test]
fn a_repeated_put_or_get_changes_nothing() {
    let scenario = run("the proxy repeats PUT and GET", 2).client("billing", asks("PUT POST POST GET DELETE"));
    let scenario = scenario.client("proxy", asks("PUT GET")).crashes(1).faults(Fault::Ambiguous, 1);
    scenario.faults_together(1).check();
}

#[test]
fn a_late_put_brings_nothing_back() {
    let scenario = run("the proxy repeats a PUT after DELETE", 1);
    let scenario = scenario.client("proxy", opens_and_asks("PUT-IF-THERE POST DELETE PUT-IF-THERE POST"));
    let nothing_is_left = |view: &View<'_>| {
        let keys: Vec<String> = view.keys("payments").iter().map(|key| key.to_string()).collect();
        ensure(keys.len() == 1, || format!("Payments keeps {}", keys.join(", ")))
    };
    scenario.finally("after DELETE nothing is left", nothing_is_left).check();
}

#[test]
fn a_proxy_and_two_faults_break_nothing() {
    let scenario = run("a late PUT, and two things fail", 2).crashes(1).faults(Fault::Ambiguous, 1);
    let scenario = scenario.client("proxy", opens_and_asks("PUT-IF-THERE POST DELETE PUT-IF-THERE POST"));
    scenario.faults(Fault::LostRequest, 1).faults(Fault::LostResponse, 1).faults_together(2).check();
}
