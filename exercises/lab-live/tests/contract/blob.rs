//! The blob store: no conditions, the last write wins.

use lab::{Fault, Id, Scenario, World, client, ensure};

use crate::both::{breaks, holds, holds_and_is_seen, keep, saw, word};

fn script(title: &str, script: impl AsyncFn(&World) + Clone + Send + Sync + 'static) -> Scenario {
    Scenario::new(title).client("script", client(World::clone, script))
}

#[test]
fn a_blob_is_there_until_it_is_deleted() {
    async fn run(world: &World) {
        let blobs = world.blobs("blobs");
        let mut seen = vec![word(blobs.get("a").await)];
        seen.push(word(blobs.put("a", &[1]).await));
        seen.push(word(blobs.put("a", &[2, 3]).await));
        seen.push(word(blobs.get("a").await));
        seen.push(word(blobs.get("b").await));
        seen.push(word(blobs.delete("a").await));
        seen.push(word(blobs.delete("a").await));
        seen.push(word(blobs.get("a").await));
        keep(world, &seen).await;
    }
    let expected = ["null", "null", "null", "[2,3]", "null", "null", "null", "null"];
    holds(&script("writes and deletes", run).rule(saw(&expected)));
}

async fn puts_one(world: &World) {
    assert!(world.blobs("blobs").put("a", &[1]).await.is_ok());
}

async fn puts_two(world: &World) {
    assert!(world.blobs("blobs").put("a", &[2]).await.is_ok());
}

fn two_put() -> Scenario {
    script("two write one blob", puts_one).client("other", client(World::clone, puts_two))
}

fn bytes(view: &lab::View<'_>) -> Vec<u8> {
    let blobs = view.blobs("blobs");
    blobs.first().map(|(_, bytes)| bytes.as_slice().to_vec()).unwrap_or_default()
}

#[test]
fn one_of_two_writers_wins_whole() {
    holds(&two_put().finally("the blob is as one of them wrote it", |view| {
        ensure(matches!(*bytes(view), [1] | [2]), || format!("it is {:?}", bytes(view)))
    }));
}

#[test]
fn no_writer_wins_always() {
    const SENTENCE: &str = "the first writer wins";
    breaks(
        &two_put().finally(SENTENCE, |view| ensure(*bytes(view) == [1], || format!("the blob is {:?}", bytes(view)))),
        SENTENCE,
    );
}

#[test]
fn after_a_timeout_a_blob_is_written_or_not() {
    async fn run(world: &World) {
        let told = word(world.blobs("blobs").put("a", &[1]).await);
        keep(world, &[told]).await;
    }
    let timed_out = |view: &lab::View<'_>| {
        let seen = view.item::<Vec<String>>("seen", &Id::new("seen"));
        seen.is_some_and(|seen| seen[0] == "timeout")
    };
    let scenario = script("puts, and may get no answer", run)
        .faults(Fault::Ambiguous, 1)
        .witness("no answer, and it is written", move |view| timed_out(view) && *bytes(view) == [1])
        .witness("no answer, and it is not written", move |view| timed_out(view) && bytes(view).is_empty());
    holds_and_is_seen(&scenario);
}
