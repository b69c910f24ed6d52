//! The store with faults: what is not known after a timeout, and what is forgotten.

use std::time::Duration;

use lab::{Fault, Id, View, World, ensure};

use crate::both::{holds_and_is_seen, keep, word};
use crate::store::{items, key, loaded, script, value};

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
        .witness("no answer, and it is done", |view| told(view, "timeout") && value(view) == Some(1))
        .witness("no answer, and it is not done", |view| told(view, "timeout") && value(view).is_none());
    holds_and_is_seen(&scenario);
}

#[test]
fn a_refused_write_is_not_done() {
    let scenario = script("puts, and may be refused", puts_and_tells)
        .faults(Fault::Unavailable, 1)
        .witness("it was refused", |view| told(view, "unavailable"))
        .finally("what was refused is not done", |view| {
            ensure(!told(view, "unavailable") || value(view).is_none(), || "it is done".into())
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
        .witness("it stays", |view| view.faults(Fault::ClockJump) == 1 && value(view).is_some())
        .always("nothing is forgotten before its time", |view| {
            let early = view.faults(Fault::Eviction) == 1 && view.faults(Fault::ClockJump) == 0;
            ensure(!early, || "the clock stands at the start".into())
        });
    holds_and_is_seen(&scenario);
}
