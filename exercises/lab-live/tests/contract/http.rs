//! HTTP: what the caller knows, and what the service saw.

use http::{HeaderValue, Method, StatusCode};
use lab::web::{body, respond, respond_json};
use lab::{Event, Failure, Fault, Id, Request, Response, Rule, Scenario, View, World, client, ensure, service};

use crate::both::{breaks, gets_stuck, holds, holds_and_is_seen, keep, saw};
use crate::queue::{count, counted};

pub const CHARGES: &str = "charges";

/// Charges, each time it is asked.
pub async fn charges(world: &World, _: Request) -> Response {
    match count(world, &Id::new(CHARGES)).await {
        Ok(()) => respond(StatusCode::OK),
        Err(_) => respond(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// Charges once for each path.
async fn charges_once(world: &World, request: Request) -> Response {
    let charge = Id::new(request.uri().path());
    match world.store("charged").create(&charge, &()).await {
        Ok(_) => charges(world, request).await,
        Err(Failure::Conflict) => respond(StatusCode::OK),
        Err(_) => respond(StatusCode::SERVICE_UNAVAILABLE),
    }
}

async fn calls(world: &World) {
    let told = match world.http("bank").empty(Method::POST, "/charges/7").await {
        Ok(response) => response.status().as_u16().to_string(),
        Err(failure) => failure.to_string(),
    };
    keep(world, &[told]).await;
}

async fn calls_until_it_works(world: &World) {
    while world.http("bank").empty(Method::POST, "/charges/7").await.is_err() {}
}

fn bank(title: &str, script: impl AsyncFn(&World) + Clone + Send + Sync + 'static) -> Scenario {
    Scenario::new(title)
        .service("bank", 1, service(World::clone, charges))
        .client("customer", client(World::clone, script))
}

fn told(view: &View<'_>, what: &str) -> bool {
    let seen = view.item::<Vec<String>>("seen", &Id::new("seen"));
    seen.is_some_and(|seen| *seen[0] == *what)
}

/// When all is quiet and the caller was told this, the service had seen so many requests.
fn requests(caller_told: &'static str, most: u32, least: u32) -> Rule {
    Rule::fold(
        format!("at `{caller_told}` the service saw {least} to {most} requests"),
        0_u32,
        |seen, event, _| {
            *seen += u32::from(matches!(event, Event::Requested { .. }));
            Ok(())
        },
        move |seen, view| {
            let is_fine = !told(view, caller_told) || (least..=most).contains(seen);
            ensure(is_fine, || format!("it saw {seen}"))
        },
    )
}

#[test]
fn a_request_and_its_response_arrive_whole() {
    async fn echoes(_: &World, request: Request) -> Response {
        let name: Result<String, Failure> = body(request.body());
        let head = format!("{} {}", request.method(), request.uri());
        let mut response = respond_json(StatusCode::IM_A_TEAPOT, &(head, name.ok()));
        let key = request.headers().get("idempotency-key").cloned();
        response.headers_mut().insert("x-key", key.unwrap_or(HeaderValue::from_static("none")));
        response
    }
    async fn asks(world: &World) {
        let mut request = Request::new(b"\"Ada\"".to_vec());
        (*request.method_mut(), *request.uri_mut()) = (Method::PUT, "/names/1?q=2".parse().expect("it is a path"));
        request.headers_mut().insert("idempotency-key", HeaderValue::from_static("k-1"));
        let response = world.http("echo").call(request).await.expect("no fault is allowed");
        let (head, name): (String, Option<String>) = body(response.body()).expect("the echo answers so");
        let key = response.headers()["x-key"].to_str().expect("it is text").to_string();
        keep(world, &[response.status().as_u16().to_string(), head, name.unwrap_or_default(), key]).await;
    }
    let scenario = Scenario::new("an echo")
        .service("echo", 1, service(World::clone, echoes))
        .client("customer", client(World::clone, asks));
    holds(&scenario.rule(saw(&["418", "PUT /names/1?q=2", "Ada", "k-1"])));
}

#[test]
fn an_error_status_is_a_response() {
    async fn finds_nothing(_: &World, _: Request) -> Response {
        respond(StatusCode::NOT_FOUND)
    }
    let scenario = Scenario::new("nothing is found")
        .service("bank", 1, service(World::clone, finds_nothing))
        .client("customer", client(World::clone, calls));
    holds(&scenario.rule(saw(&["404"])));
}

#[test]
fn a_lost_request_was_never_seen_by_the_service() {
    let scenario = bank("the request may be lost", calls)
        .faults(Fault::LostRequest, 1)
        .rule(requests("timeout", 0, 0))
        .witness("no answer", |view| told(view, "timeout"));
    holds_and_is_seen(&scenario);
}

#[test]
fn after_a_lost_response_the_service_has_done_its_work() {
    let scenario = bank("the response may be lost", calls)
        .faults(Fault::LostResponse, 1)
        .rule(requests("timeout", 1, 1))
        .witness("no answer, and charged", |view| told(view, "timeout") && counted(view, CHARGES) == 1);
    holds_and_is_seen(&scenario);
}

#[test]
fn a_refused_request_was_never_seen_by_the_service() {
    let scenario = bank("the service may refuse", calls)
        .faults(Fault::Unavailable, 1)
        .rule(requests("unavailable", 0, 0))
        .witness("refused", |view| told(view, "unavailable"));
    holds_and_is_seen(&scenario);
}

#[test]
fn who_calls_a_service_that_crashes_gets_no_answer() {
    let scenario = bank("the service may crash", calls)
        .crashes(1)
        .rule(requests("timeout", 1, 1))
        .witness("no answer, and charged", |view| told(view, "timeout") && counted(view, CHARGES) == 1)
        .witness("no answer, and not charged", |view| told(view, "timeout") && counted(view, CHARGES) == 0);
    holds_and_is_seen(&scenario);
}

const ONCE: &str = "who asks for one charge is charged once";

fn once(scenario: Scenario) -> Scenario {
    scenario.always(ONCE, |view| ensure(counted(view, CHARGES) <= 1, || format!("{} charges", counted(view, CHARGES))))
}

#[test]
fn a_retry_after_a_lost_response_charges_twice() {
    let scenario = once(bank("calls until it works", calls_until_it_works));
    breaks(&scenario.faults(Fault::LostResponse, 1), ONCE);
}

#[test]
fn a_retry_charges_once_where_the_service_knows_the_request() {
    let scenario = Scenario::new("calls until it works")
        .service("bank", 1, service(World::clone, charges_once))
        .client("customer", client(World::clone, calls_until_it_works))
        .faults(Fault::LostResponse, 1)
        .witness("the response was lost", |view| view.faults(Fault::LostResponse) == 1);
    holds_and_is_seen(&once(scenario));
}

#[test]
fn who_calls_nobody_waits_for_ever() {
    let scenario = Scenario::new("there is no bank").client("customer", client(World::clone, calls));
    gets_stuck(&scenario);
}
