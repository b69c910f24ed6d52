//! The store: conditions, versions, limits, and what is not known after a timeout.

use std::time::Duration;

use lab::{Etag, Failure, Fault, Id, Key, Scenario, Store, View, World, client, ensure};

use crate::both::{breaks, holds, holds_and_is_seen, keep, saw, word};

const KEY: &str = "item";

fn items(world: &World) -> Store<u32> {
    world.store("items")
}

fn key() -> Id {
    Id::new(KEY)
}

fn value(view: &View<'_>) -> Option<u32> {
    view.item::<u32>("items", &key()).map(|value| *value)
}

async fn version(world: &World) -> Etag {
    let item = items(world).load(&key()).await.expect("no fault is allowed");
    item.expect("the item was made").etag
}

async fn loaded(world: &World) -> String {
    word(items(world).load(&key()).await.map(|item| item.map(|item| item.value)))
}

fn script(title: &str, script: impl AsyncFn(&World) + Clone + Send + Sync + 'static) -> Scenario {
    Scenario::new(title).client("script", client(World::clone, script))
}

#[test]
fn create_refuses_what_is_there() {
    async fn run(world: &World) {
        let items = items(world);
        let mut seen = vec![loaded(world).await];
        seen.push(word(items.create(&key(), &1).await.map(drop)));
        seen.push(word(items.create(&key(), &2).await.map(drop)));
        seen.push(loaded(world).await);
        keep(world, &seen).await;
    }
    holds(&script("creates twice", run).rule(saw(&["null", "null", "conflict", "1"])));
}

#[test]
fn replace_wants_the_version_that_is_there() {
    async fn run(world: &World) {
        let items = items(world);
        let first = items.create(&key(), &1).await.expect("no fault is allowed");
        let other = Id::new("other");
        let mut seen = vec![word(items.replace(&other, &9, first).await.map(drop))];
        seen.push(word(items.replace(&key(), &2, first).await.map(drop)));
        seen.push(word(items.replace(&key(), &3, first).await.map(drop)));
        let now = version(world).await;
        seen.push(word(items.replace(&key(), &4, now).await.map(drop)));
        seen.push(loaded(world).await);
        keep(world, &seen).await;
    }
    holds(&script("replaces", run).rule(saw(&["not found", "null", "conflict", "null", "4"])));
}

#[test]
fn put_overwrites_and_makes_a_new_version() {
    async fn run(world: &World) {
        let items = items(world);
        let first = items.put(&key(), &1).await.expect("no fault is allowed");
        let mut seen = vec![word(items.put(&key(), &1).await.map(|second| second != first))];
        seen.push(word(items.replace(&key(), &2, first).await.map(drop)));
        keep(world, &seen).await;
    }
    holds(&script("puts twice", run).rule(saw(&["true", "conflict"])));
}

#[test]
fn delete_minds_the_version_only_where_it_is_given() {
    async fn run(world: &World) {
        let items = items(world);
        let mut seen = vec![word(items.delete(&key()).await)];
        let first = items.create(&key(), &1).await.expect("no fault is allowed");
        items.put(&key(), &2).await.expect("no fault is allowed");
        seen.push(word(items.delete_if(&key(), first).await));
        let now = version(world).await;
        seen.push(word(items.delete_if(&key(), now).await));
        seen.push(word(items.delete_if(&key(), now).await));
        seen.push(loaded(world).await);
        keep(world, &seen).await;
    }
    holds(&script("deletes", run).rule(saw(&["null", "conflict", "null", "not found", "null"])));
}

#[test]
fn an_old_version_never_matches_an_item_made_anew() {
    async fn run(world: &World) {
        let items = items(world);
        let first = items.create(&key(), &1).await.expect("no fault is allowed");
        items.delete(&key()).await.expect("no fault is allowed");
        items.create(&key(), &1).await.expect("no fault is allowed");
        keep(world, &[word(items.replace(&key(), &2, first).await.map(drop))]).await;
    }
    holds(&script("creates, deletes and creates", run).rule(saw(&["conflict"])));
}

#[test]
fn query_has_the_order_of_item_keys_within_one_partition() {
    async fn run(world: &World) {
        let items = items(world);
        for (partition, item) in [("p", "b"), ("q", "z"), ("p", "c"), ("p", "a")] {
            let made = items.create(Key::within(partition, item), &0).await;
            assert!(made.is_ok());
        }
        let found = items.query("p").await.expect("no fault is allowed");
        let found: Vec<String> = found.iter().map(|(key, _)| key.to_string()).collect();
        keep(world, &found).await;
    }
    holds(&script("queries", run).rule(saw(&["p/a", "p/b", "p/c"])));
}

#[test]
fn an_item_over_the_limit_is_refused_and_nothing_is_written() {
    async fn run(world: &World) {
        let items = items(world);
        let mut seen = vec![word(items.put(&key(), &1234).await.map(drop))];
        seen.push(word(items.put(&key(), &12345).await.map(drop)));
        seen.push(loaded(world).await);
        keep(world, &seen).await;
    }
    let scenario = script("puts too much", run).item_limit_bytes("items", 4);
    holds(&scenario.rule(saw(&["null", "too large", "1234"])));
}

// Two who count up at once.

async fn adds_with_version(world: &World) {
    loop {
        let item = items(world).load(&key()).await.expect("no fault is allowed");
        let item = item.expect("it is given");
        match items(world).replace(&key(), &(item.value + 1), item.etag).await {
            Err(Failure::Conflict) => (),
            done => break assert!(done.is_ok()),
        }
    }
}

async fn adds_without_version(world: &World) {
    let item = items(world).load(&key()).await.expect("no fault is allowed");
    let item = item.expect("it is given");
    assert!(items(world).put(&key(), &(item.value + 1)).await.is_ok());
}

const BOTH_COUNT: &str = "both additions count";

fn two_add(adds: impl AsyncFn(&World) + Clone + Send + Sync + 'static) -> Scenario {
    script("two add one each", adds.clone())
        .client("other", client(World::clone, adds))
        .given("items", &key(), &0)
        .finally(BOTH_COUNT, |view| {
            ensure(value(view) == Some(2), || format!("the sum is {:?}", value(view)))
        })
}

#[test]
fn a_conditional_write_loses_no_update() {
    holds(&two_add(adds_with_version));
}

#[test]
fn an_unconditional_write_loses_an_update() {
    breaks(&two_add(adds_without_version), BOTH_COUNT);
}

// Faults on the way to the store.

async fn puts_and_tells(world: &World) {
    let told = word(items(world).put(&key(), &1).await.map(drop));
    keep(world, &[told]).await;
}

fn told(view: &View<'_>, what: &str) -> bool {
    let seen = view.item::<Vec<String>>("seen", &Id::new("seen"));
    seen.is_some_and(|seen| *seen[0] == *what)
}

#[test]
fn after_a_timeout_a_write_is_done_or_not() {
    let scenario = script("puts, and may get no answer", puts_and_tells)
        .faults(Fault::Ambiguous, 1)
        .witness("no answer, and it is done", |view| {
            told(view, "timeout") && value(view) == Some(1)
        })
        .witness("no answer, and it is not done", |view| {
            told(view, "timeout") && value(view).is_none()
        });
    holds_and_is_seen(&scenario);
}

#[test]
fn a_refused_write_is_not_done() {
    let scenario = script("puts, and may be refused", puts_and_tells)
        .faults(Fault::Unavailable, 1)
        .witness("it was refused", |view| told(view, "unavailable"))
        .finally("what was refused is not done", |view| {
            ensure(!told(view, "unavailable") || value(view).is_none(), || {
                "it is done".into()
            })
        });
    holds_and_is_seen(&scenario);
}

#[test]
fn an_item_with_a_time_to_live_may_be_forgotten_after_it() {
    async fn run(world: &World) {
        let lives = Duration::from_secs(60);
        assert!(items(world).create_for(&key(), &1, lives).await.is_ok());
        keep(world, &[loaded(world).await]).await;
    }
    let scenario = script("makes what may be forgotten", run)
        .faults(Fault::Eviction, 1)
        .clock_jumps(1, Duration::from_secs(60))
        .witness("it is forgotten", |view| view.faults(Fault::Eviction) == 1)
        .witness("it stays", |view| {
            view.faults(Fault::ClockJump) == 1 && value(view).is_some()
        })
        .always("nothing is forgotten before its time", |view| {
            let early = view.faults(Fault::Eviction) == 1 && view.faults(Fault::ClockJump) == 0;
            ensure(!early, || "the clock stands at the start".into())
        });
    holds_and_is_seen(&scenario);
}
