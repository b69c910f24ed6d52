//! The transactional batch: all or nothing, one partition, at most 100 writes.

use lab::{BATCH_MOST, Key, Scenario, Store, World, client, ensure};

use crate::both::{breaks, holds, keep, saw, word};

fn items(world: &World) -> Store<u32> {
    world.store("items")
}

fn at(item: &str) -> Key {
    Key::within("p", item)
}

fn script(title: &str, script: impl AsyncFn(&World) + Clone + Send + Sync + 'static) -> Scenario {
    Scenario::new(title).client("script", client(World::clone, script))
}

#[test]
fn one_write_that_fails_undoes_all() {
    async fn run(world: &World) {
        let items = items(world);
        let old = items.create(at("b"), &1).await.expect("no fault is allowed");
        items.put(at("b"), &2).await.expect("no fault is allowed");
        let mut seen = Vec::new();
        seen.push(word(items.batch().put(&items, at("a"), &9).create(&items, at("b"), &9).commit().await));
        seen.push(word(items.batch().put(&items, at("a"), &9).replace(&items, at("b"), &9, old).commit().await));
        seen.push(word(items.batch().put(&items, at("a"), &9).replace(&items, at("c"), &9, old).commit().await));
        let left = items.query("p").await.expect("no fault is allowed");
        seen.extend(left.iter().map(|(key, item)| format!("{key} = {}", item.value)));
        keep(world, &seen).await;
    }
    let expected = ["conflict", "conflict", "not found", "p/b = 2"];
    holds(&script("batches that fail", run).rule(saw(&expected)));
}

#[test]
fn all_writes_of_a_batch_are_done() {
    async fn run(world: &World) {
        let items = items(world);
        let old = items.create(at("b"), &1).await.expect("no fault is allowed");
        items.create(at("c"), &1).await.expect("no fault is allowed");
        let batch = items.batch().create(&items, at("a"), &2).replace(&items, at("b"), &2, old);
        let mut seen = vec![word(batch.delete(&items, at("c")).commit().await)];
        let left = items.query("p").await.expect("no fault is allowed");
        seen.extend(left.iter().map(|(key, item)| format!("{key} = {}", item.value)));
        keep(world, &seen).await;
    }
    holds(&script("a batch", run).rule(saw(&["null", "p/a = 2", "p/b = 2"])));
}

#[test]
fn a_batch_stays_in_one_partition_and_writes_a_key_once() {
    async fn run(world: &World) {
        let items = items(world);
        let mut seen = Vec::new();
        let other = Key::within("q", "a");
        seen.push(word(items.batch().put(&items, at("a"), &1).put(&items, other, &1).commit().await));
        seen.push(word(items.batch().put(&items, at("a"), &1).put(&items, at("a"), &2).commit().await));
        keep(world, &seen).await;
    }
    let scenario = script("batches that no database takes", run).rule(saw(&["refused", "refused"]));
    holds(
        &scenario.always("nothing is written", |view| ensure(view.keys("items").is_empty(), || "something is".into())),
    );
}

#[test]
fn a_batch_holds_at_most_100_writes() {
    async fn run(world: &World) {
        let items = items(world);
        let mut seen = Vec::new();
        for size in [BATCH_MOST + 1, BATCH_MOST] {
            let each = (0..size).map(|index| at(&index.to_string()));
            let batch = each.fold(items.batch(), |batch, key| batch.put(&items, key, &1));
            seen.push(word(batch.commit().await));
            let kept = items.query("p").await.expect("no fault is allowed");
            seen.push(kept.len().to_string());
        }
        keep(world, &seen).await;
    }
    holds(&script("large batches", run).rule(saw(&["too large", "0", "null", "100"])));
}

#[test]
fn a_batch_over_the_item_limit_writes_nothing() {
    async fn run(world: &World) {
        let items = items(world);
        let batch = items.batch().put(&items, at("a"), &1).put(&items, at("b"), &12345);
        let mut seen = vec![word(batch.commit().await)];
        seen.push(items.query("p").await.map(|kept| kept.len().to_string()).unwrap_or_default());
        keep(world, &seen).await;
    }
    let scenario = script("a batch with a large item", run).item_limit_bytes("items", 4);
    holds(&scenario.rule(saw(&["too large", "0"])));
}

// Somebody looks on.

async fn writes_at_once(world: &World) {
    let items = items(world);
    let batch = items.batch().put(&items, at("left"), &1).put(&items, at("right"), &1);
    assert!(batch.commit().await.is_ok());
}

async fn writes_one_after_the_other(world: &World) {
    assert!(items(world).put(at("left"), &1).await.is_ok());
    assert!(items(world).put(at("right"), &1).await.is_ok());
}

async fn looks(world: &World) {
    let found = items(world).query("p").await.expect("no fault is allowed");
    keep(world, &[found.len().to_string()]).await;
}

const NEVER_HALF: &str = "nobody sees half of it";

fn with_onlooker(writes: impl AsyncFn(&World) + Clone + Send + Sync + 'static) -> Scenario {
    script("two items are written while somebody looks", writes).client("onlooker", client(World::clone, looks)).always(
        NEVER_HALF,
        |view| {
            let seen = view.item::<Vec<String>>("seen", &lab::Id::new("seen"));
            ensure(seen.is_none_or(|seen| seen[0] != "1"), || "one item was seen".into())
        },
    )
}

#[test]
fn nobody_sees_half_a_batch() {
    holds(&with_onlooker(writes_at_once));
}

#[test]
fn somebody_sees_half_of_two_writes() {
    breaks(&with_onlooker(writes_one_after_the_other), NEVER_HALF);
}
