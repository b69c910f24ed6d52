//! Faults of the way to a store: refused, or done or not without an answer; conflicts, evictions, the clock.

use std::time::Duration;

use lab::{Clock, Failure, Fault, Key, Scenario, Store, Time, View, client, consumer, ensure};

use crate::common::{Note, id, note};
use crate::reach::{holds, one_fault, reaches};

fn items(world: &lab::World) -> Store<u32> {
    world.store("items")
}

/// Writes `a`, and then under which failure it did so.
fn writes() -> Scenario {
    let script = client(items, async |items: &Store<u32>| {
        let seen = match items.create(&id("a"), &1).await {
            Ok(_) => "fine",
            Err(Failure::Unavailable) => "unavailable",
            Err(Failure::Timeout) => "timeout",
            Err(_) => "other",
        };
        while items.put(&id(seen), &1).await.is_err() {}
    });
    Scenario::new("a write").client("customer", script)
}

fn has(view: &View<'_>, key: &str) -> bool {
    view.keys("items").contains(&(&id(key)).into())
}

#[test]
fn a_store_that_is_unavailable_did_nothing() {
    let scenario = |most| writes().faults(Fault::Unavailable, most).witness("refused", |view| has(view, "unavailable"));
    assert!(reaches(&scenario(1)));
    assert!(!reaches(&scenario(0)));
    holds(&scenario(1).always("what is refused is not done", |view| {
        ensure(!(has(view, "unavailable") && has(view, "a")), || "it is done".into())
    }));
    let fault =
        one_fault(&scenario(1).always("never refused", |view| ensure(!has(view, "unavailable"), || "it is".into())));
    assert!(fault.starts_with("items is unavailable for `create a` of customer (stores.rs:"), "{fault}");
}

#[test]
fn an_ambiguous_write_was_done_or_not_and_says_the_same() {
    for (done, words) in [(true, "done, but no answer"), (false, "not done")] {
        let reached = move |view: &View<'_>| has(view, "timeout") && has(view, "a") == done;
        let scenario = |most| writes().faults(Fault::Ambiguous, most);
        assert!(reaches(&scenario(1).witness("a timeout", reached)), "{words}");
        assert!(!reaches(&scenario(0).witness("a timeout", reached)), "{words}");
        let fault = one_fault(&scenario(1).always("no timeout", move |view| ensure(!reached(view), || "one".into())));
        let short = words.split(',').next().unwrap_or_default();
        assert!(fault.starts_with(&format!("no answer to `create a` of customer, {short} (stores.rs:")), "{fault}");
    }
}

#[test]
fn a_story_tells_the_two_forms_of_an_ambiguous_write_apart() {
    for (done, label) in [(true, "ambiguous, applied"), (false, "ambiguous, not applied")] {
        let report = writes()
            .faults(Fault::Ambiguous, 1)
            .always("no timeout", move |view| {
                ensure(!(has(view, "timeout") && has(view, "a") == done), || "one".into())
            })
            .search();
        let story = report.story.expect("it breaks");
        assert!(story.rows.iter().any(|row| row.fault.as_deref() == Some(label)), "{story:#?}");
    }
}

#[test]
fn reads_are_never_ambiguous() {
    let script = client(items, async |items: &Store<u32>| {
        if items.load(&id("a")).await == Err(Failure::Timeout) || items.query(id("a")).await == Err(Failure::Timeout) {
            let _ = items.put(&id("timeout"), &1).await;
        }
    });
    let scenario = Scenario::new("a read")
        .client("customer", script)
        .faults(Fault::Ambiguous, 2)
        .witness("a timeout", |view| has(view, "timeout"));
    assert!(!reaches(&scenario));
}

#[test]
fn a_reliable_client_meets_no_fault_of_the_way() {
    let scenario = writes()
        .reliable()
        .faults(Fault::Ambiguous, 2)
        .faults(Fault::Unavailable, 2)
        .witness("a failure", |view| has(view, "timeout") || has(view, "unavailable"));
    assert!(!reaches(&scenario));
}

#[test]
fn a_conflict_comes_from_another_worker_and_costs_nothing() {
    let handler = consumer(items, async |items: &Store<u32>, _: Note| {
        let known = items.load(&id("sum")).await?.ok_or(Failure::NotFound)?;
        let written = items.replace(&id("sum"), &(known.value + 1), known.etag).await;
        if written == Err(Failure::Conflict) {
            items.put(&id("conflict"), &1).await?;
        }
        written.map(drop)
    });
    let scenario = |workers| {
        Scenario::new("two add to a sum")
            .given("items", &id("sum"), &0)
            .given_message("notes", &note("a"))
            .given_message("notes", &note("b"))
            .consumer("clerk", "notes", workers, handler.clone())
            .finally("both are added", |view| {
                let sum = view.item::<u32>("items", &id("sum")).map_or(0, |sum| *sum);
                ensure(sum == 2, || format!("the sum is {sum}"))
            })
            .witness("a conflict", |view| has(view, "conflict"))
    };
    assert!(reaches(&scenario(2)));
    assert!(!reaches(&scenario(1)));
}

#[test]
fn an_etag_of_an_item_that_was_deleted_and_made_again_is_old() {
    let script = client(items, async |items: &Store<u32>| {
        let Ok(old) = items.create(&id("a"), &1).await else { return };
        let _ = items.delete(&id("a")).await;
        let _ = items.create(&id("a"), &1).await;
        if items.replace(&id("a"), &2, old).await == Err(Failure::Conflict) {
            let _ = items.put(&id("conflict"), &1).await;
        }
    });
    holds(
        &Scenario::new("made again")
            .client("customer", script)
            .finally("the old etag is refused", |view| ensure(has(view, "conflict"), || "it is taken".into())),
    );
}

struct Desk {
    items: Store<u32>,
    clock: Clock,
}

/// Keeps `a` for ten seconds, and writes what it finds of it later.
fn keeps_for_ten_seconds(step: u64) -> Scenario {
    let desk = |world: &lab::World| Desk { items: world.store("items"), clock: world.clock() };
    let script = client(desk, async |desk: &Desk| {
        let _ = desk.items.create_for(&id("a"), &1, Duration::from_secs(10)).await;
        let now = desk.clock.now().await.unwrap_or_default();
        if matches!(desk.items.load(&id("a")).await, Ok(None)) {
            let _ = desk.items.put(&id("forgotten"), &(now.0.as_secs() as u32)).await;
        }
    });
    Scenario::new("an item with a time to live")
        .client("customer", script)
        .clock_jumps(1, Duration::from_secs(step))
        .faults(Fault::Eviction, 1)
}

#[test]
fn an_item_is_evicted_only_after_its_time() {
    let forgotten = |view: &View<'_>| has(view, "forgotten");
    assert!(reaches(&keeps_for_ten_seconds(10).witness("forgotten", forgotten)));
    assert!(!reaches(&keeps_for_ten_seconds(9).witness("forgotten", forgotten)));
}

#[test]
fn an_eviction_costs_and_so_does_the_jump_before_it() {
    let kept = |view: &View<'_>| ensure(!has(view, "forgotten"), || "it is forgotten".into());
    let report = keeps_for_ten_seconds(10).always("nothing is forgotten", kept).search();
    assert_eq!(report.faults, ["clock jump: the clock moves on by 10s", "eviction: an expired item is forgotten"]);
    let report = keeps_for_ten_seconds(172_800).always("nothing is forgotten", kept).search();
    assert_eq!(report.faults[0], "clock jump: the clock moves on by 2 days", "long times are told in days");
    holds(&keeps_for_ten_seconds(10).faults(Fault::Eviction, 0).always("nothing is forgotten", kept));
    holds(&keeps_for_ten_seconds(10).faults(Fault::ClockJump, 0).always("nothing is forgotten", kept));
    holds(&keeps_for_ten_seconds(10).faults_together(1).always("nothing is forgotten", kept));
}

#[test]
fn an_item_may_be_kept_for_ever() {
    let desk = |world: &lab::World| Desk { items: world.store("items"), clock: world.clock() };
    let script = client(desk, async |desk: &Desk| {
        let _ = desk.clock.now().await;
        let _ = desk.items.create_for(&id("a"), &1, Duration::MAX).await;
    });
    let scenario = Scenario::new("kept for ever").client("customer", script).faults(Fault::Eviction, 1);
    holds(
        &scenario
            .clock_jumps(1, Duration::from_secs(10))
            .finally("it is there", |view| ensure(has(view, "a"), || "it is forgotten".into())),
    );
}

#[test]
fn an_item_whose_time_has_passed_may_stay() {
    let scenario = keeps_for_ten_seconds(10)
        .witness("still there at the end", |view| has(view, "a") && view.now() >= Time(Duration::from_secs(10)));
    assert!(reaches(&scenario));
}

#[test]
fn an_item_of_a_batch_has_its_own_time_to_live() {
    let desk = |world: &lab::World| world.store::<u32>("items");
    let script = client(desk, async |items: &Store<u32>| {
        let (kept, short) = (Key::within("one", "kept"), Key::within("one", "short"));
        let batch = items.batch().create(items, kept.clone(), &1);
        let _ = batch.create_for(items, short.clone(), &1, Duration::from_secs(10)).commit().await;
        if matches!(items.load(short).await, Ok(None)) {
            let _ = items.put(&id("forgotten"), &1).await;
        }
        if matches!(items.load(kept).await, Ok(None)) {
            let _ = items.put(&id("kept-forgotten"), &1).await;
        }
    });
    let scenario = Scenario::new("two times to live in one batch").client("customer", script);
    let scenario = scenario.clock_jumps(1, Duration::from_secs(10)).faults(Fault::Eviction, 1);
    let kept = |view: &View<'_>| ensure(!has(view, "kept-forgotten"), || "it is forgotten".into());
    holds(&scenario.always("what has no time to live stays", kept).witness("forgotten", |view| has(view, "forgotten")));
}
