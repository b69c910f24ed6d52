//! The store: conditions, versions, limits.

use lab::{Etag, Failure, Id, Key, Scenario, Store, View, World, client, ensure};

use crate::both::{breaks, holds, keep, saw, word};

const KEY: &str = "item";

pub fn items(world: &World) -> Store<u32> {
    world.store("items")
}

pub fn key() -> Id {
    Id::new(KEY)
}

pub fn value(view: &View<'_>) -> Option<u32> {
    view.item::<u32>("items", &key()).map(|value| *value)
}

async fn version(world: &World) -> Etag {
    let item = items(world).load(&key()).await.expect("no fault is allowed");
    item.expect("the item was made").etag
}

pub async fn loaded(world: &World) -> String {
    word(items(world).load(&key()).await.map(|item| item.map(|item| item.value)))
}

pub fn script(title: &str, script: impl AsyncFn(&World) + Clone + Send + Sync + 'static) -> Scenario {
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
        .finally(BOTH_COUNT, |view| ensure(value(view) == Some(2), || format!("the sum is {:?}", value(view))))
}

#[test]
fn a_conditional_write_loses_no_update() {
    holds(&two_add(adds_with_version));
}

#[test]
fn an_unconditional_write_loses_an_update() {
    breaks(&two_add(adds_without_version), BOTH_COUNT);
}
