//! Processes: volatile memory, fresh identifiers, the clock, the will of a client, and handlers that do not come to a good end.

use std::time::Duration;

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Failure, Fault, Id, Request, Response, Scenario, View, World, client, consumer, ensure, service};

use crate::both::{Note, breaks, holds, holds_and_is_seen, keep, note};
use crate::queue::{count, counted};

/// Counts in memory, and tells the store how far it came.
async fn remembers(world: &World, message: Note) -> Result<(), Failure> {
    let known = world.memory::<u32>("known");
    let now = known.update(|known| {
        *known += 1;
        *known
    });
    world.store("told").put(&message.id, &now).await.map(drop)
}

fn largest(view: &View<'_>) -> u32 {
    view.items::<u32>("told").iter().map(|(_, told)| **told).max().unwrap_or(0)
}

fn two_messages(workers: usize) -> Scenario {
    Scenario::new("a worker remembers")
        .consumer("worker", "notes", workers, consumer(World::clone, remembers))
        .given_message("notes", &note("a"))
        .given_message("notes", &note("b"))
}

const TWO: &str = "the worker knows of both messages in the end";

fn knows_both(scenario: Scenario) -> Scenario {
    scenario.finally(TWO, |view| ensure(largest(view) == 2, || format!("it knows of {}", largest(view))))
}

#[test]
fn memory_lives_from_message_to_message() {
    holds(&knows_both(two_messages(1)));
}

#[test]
fn memory_dies_in_a_crash() {
    const NEVER_LESS: &str = "who has seen two messages knows of two";
    let scenario = two_messages(1).crashes(1).always(NEVER_LESS, |view| {
        let both = view.items::<u32>("told");
        ensure(both.len() < 2 || largest(view) >= 2, || "the worker starts anew".into())
    });
    breaks(&scenario, NEVER_LESS);
}

#[test]
fn each_worker_has_its_own_memory() {
    breaks(&knows_both(two_messages(2)), TWO);
}

#[test]
fn fresh_identifiers_differ() {
    async fn takes_two(world: &World) {
        for _ in 0..2 {
            let id = world.ids().fresh();
            assert!(world.store("ids").create(&id, &()).await.is_ok(), "{id} was there");
        }
    }
    let scenario = Scenario::new("two take identifiers")
        .client("one", client(World::clone, takes_two))
        .client("other", client(World::clone, takes_two));
    holds(&scenario.finally("all differ", |view| {
        ensure(view.keys("ids").len() == 4, || format!("{} differ", view.keys("ids").len()))
    }));
}

#[test]
fn the_clock_moves_only_by_jumps() {
    async fn looks_twice(world: &World) {
        let mut seen = Vec::new();
        for _ in 0..2 {
            seen.push(world.clock().now().await.expect("it has no failures").0.as_secs().to_string());
        }
        keep(world, &seen).await;
    }
    fn seen(view: &View<'_>) -> Vec<String> {
        let seen = view.item::<Vec<String>>("seen", &Id::new("seen"));
        seen.map(|seen| seen.as_ref().clone()).unwrap_or_default()
    }
    let scenario = Scenario::new("looks at the clock twice")
        .client("customer", client(World::clone, looks_twice))
        .clock_jumps(1, Duration::from_secs(60))
        .witness("it stood still", |view| seen(view) == ["0", "0"])
        .witness("it jumped in between", |view| seen(view) == ["0", "60"])
        .always("it shows nothing else", |view| {
            let is_known = seen(view).iter().all(|time| time == "0" || time == "60");
            ensure(is_known, || format!("{:?}", seen(view)))
        });
    holds_and_is_seen(&scenario);
}

#[test]
fn a_will_takes_every_way() {
    async fn picks(world: &World) {
        let way = world.will().pick(&["left", "right"]).await.unwrap_or_default();
        keep(world, &[way.to_string()]).await;
    }
    let went = |view: &View<'_>, way: &str| {
        let seen = view.item::<Vec<String>>("seen", &Id::new("seen"));
        seen.is_some_and(|seen| seen[0] == way)
    };
    let scenario = Scenario::new("left or right")
        .client("customer", client(World::clone, picks))
        .witness("left", move |view| went(view, "0"))
        .witness("right", move |view| went(view, "1"));
    holds_and_is_seen(&scenario);
}

#[test]
fn a_reliable_pool_is_spared() {
    async fn counts(world: &World, message: Note) -> Result<(), Failure> {
        count(world, &message.id).await
    }
    let all = Fault::ALL.into_iter();
    let scenario = all.fold(Scenario::new("one message waits"), |scenario, fault| scenario.faults(fault, 1));
    let scenario = scenario
        .faults_together(2)
        .consumer("worker", "notes", 2, consumer(World::clone, counts))
        .reliable()
        .given_message("notes", &note("a"));
    holds(&scenario.finally("it is handled once", |view| {
        ensure(counted(view, "a") == 1, || format!("{} times", counted(view, "a")))
    }));
}

#[test]
fn a_handler_that_panics_fails_the_run() {
    async fn panics(_: &World, _: Note) -> Result<(), Failure> {
        panic!("on purpose")
    }
    let scenario = Scenario::new("panics")
        .consumer("worker", "notes", 1, consumer(World::clone, panics))
        .given_message("notes", &note("a"));
    breaks(&scenario, "no handler panics");
}

#[test]
fn a_handler_that_never_ends_fails_the_run() {
    async fn asks_for_ever(world: &World) {
        while world.clock().now().await.is_ok() {}
    }
    let scenario = Scenario::new("asks for ever").client("customer", client(World::clone, asks_for_ever));
    breaks(&scenario, "a handler comes to an end");
}

#[test]
fn services_that_wait_for_each_other_are_stuck() {
    async fn asks_itself(world: &World, _: Request) -> Response {
        let answer = world.http("mirror").empty(Method::GET, "/").await;
        answer.unwrap_or_else(|_| respond(StatusCode::BAD_GATEWAY))
    }
    async fn asks(world: &World) {
        let _ = world.http("mirror").empty(Method::GET, "/").await;
    }
    let scenario = Scenario::new("a service calls itself")
        .service("mirror", 1, service(World::clone, asks_itself))
        .client("customer", client(World::clone, asks));
    crate::both::gets_stuck(&scenario);
}
