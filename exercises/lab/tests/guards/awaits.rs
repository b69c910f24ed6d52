//! Futures that are no gates, several gates at once, gates on other threads.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use lab::{Gate, Scenario, Store, client};

use crate::common::id;
use crate::says::{ABANDONED, FOREIGN, OTHER_THREAD, PANICS, TWO_GATES, guard, masked};

type Counts = Store<u32>;

fn runs(script: lab::process::Script) -> lab::report::Report {
    Scenario::new("a script").client("clerk", script).search()
}

fn counts(world: &lab::World) -> Counts {
    world.store("counts")
}

fn poll_once<T>(gate: &mut Gate<T>) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    Future::poll(Pin::new(gate), &mut context).is_ready()
}

/// What `join!` does.
async fn both<A, B>(mut one: Gate<A>, mut other: Gate<B>) {
    std::future::poll_fn(|context| {
        let one = Pin::new(&mut one).poll(context).is_ready();
        let other = Pin::new(&mut other).poll(context).is_ready();
        if one && other { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[test]
fn an_await_that_is_no_gate_is_named_by_the_gate_before_it() {
    let line = line!() + 2;
    let script = client(counts, async |counts: &Counts| {
        let _ = counts.load(&id("a")).await;
        std::future::pending::<()>().await;
    });
    let reason = guard(&runs(script), FOREIGN);
    assert_eq!(
        reason,
        format!(
            "clerk: after `load a at exercises/lab/tests/guards/awaits.rs:{line}` it awaits something that is no gate \
             (a sleep, a channel, a lock?); await only the tools of the world"
        )
    );
}

#[test]
fn an_await_that_is_no_gate_is_found_at_the_start_too() {
    let script = client(counts, async |_: &Counts| std::future::pending::<()>().await);
    let reason = guard(&runs(script), FOREIGN);
    assert!(reason.starts_with("clerk: at its start it awaits something"), "{reason}");
}

#[test]
fn giving_way_to_an_executor_is_no_gate() {
    let script = client(counts, async |counts: &Counts| {
        let _ = counts.put(&id("a"), &1).await;
        let mut asked = false;
        std::future::poll_fn(move |context| {
            context.waker().wake_by_ref();
            if std::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    });
    assert!(guard(&runs(script), FOREIGN).contains("after `put a at"));
}

#[test]
fn two_gates_at_once_are_both_named() {
    let script = client(counts, async |counts: &Counts| {
        both(counts.load(&id("a")), counts.put(&id("b"), &1)).await;
    });
    let reason = masked(&guard(&runs(script), TWO_GATES));
    let at = "exercises/lab/tests/guards/awaits.rs:LINE";
    assert_eq!(
        reason,
        format!(
            "clerk: `put b at {at}` starts while `load a at {at}` still waits (a join or select?); await one after the other"
        )
    );
}

#[test]
fn a_gate_dropped_before_its_answer_is_named() {
    let script = client(counts, async |counts: &Counts| {
        // What a `select!` does with the slower of two.
        poll_once(&mut counts.put(&id("a"), &1));
        let _ = counts.load(&id("b")).await;
    });
    let reason = masked(&guard(&runs(script), ABANDONED));
    assert!(
        reason.starts_with(
            "clerk: `put a at exercises/lab/tests/guards/awaits.rs:LINE` was dropped before its answer came"
        ),
        "{reason}"
    );
}

#[test]
fn a_gate_that_is_only_dropped_does_nothing_and_breaks_nothing() {
    let script = client(counts, async |counts: &Counts| {
        drop(counts.put(&id("a"), &1));
        let _ = counts.put(&id("b"), &1).await;
    });
    let report = Scenario::new("a gate that nobody awaits")
        .client("clerk", script)
        .finally("only the awaited write is made", |view| {
            lab::ensure(view.keys("counts").len() == 1, || format!("{:?}", view.keys("counts")))
        })
        .search();
    assert_eq!(report.verdict, lab::report::Verdict::Holds, "{report:#?}");
}

#[test]
fn a_gate_on_a_thread_of_its_own_is_named() {
    let script = client(counts, async |counts: &Counts| {
        let mut gate = counts.put(&id("a"), &1);
        let thread = std::thread::spawn(move || poll_once(&mut gate));
        let _ = thread.join();
        let _ = counts.load(&id("b")).await;
    });
    let reason = masked(&guard(&runs(script), OTHER_THREAD));
    assert!(
        reason.starts_with(
            "clerk: `put a at exercises/lab/tests/guards/awaits.rs:LINE` was awaited on another thread or task (a spawn?)"
        ),
        "{reason}"
    );
}

#[test]
fn a_gate_that_moves_to_another_thread_after_it_was_asked_is_named() {
    let script = client(counts, async |counts: &Counts| {
        let mut gate = counts.put(&id("a"), &1);
        poll_once(&mut gate);
        let _ = std::thread::spawn(move || poll_once(&mut gate)).join();
    });
    guard(&runs(script), OTHER_THREAD);
}

#[test]
fn a_spawn_of_tokio_is_told_apart_from_other_panics() {
    let script = client(counts, async |counts: &Counts| {
        let _ = counts.put(&id("a"), &1).await;
        tokio::spawn(async {});
    });
    let reason = guard(&runs(script), PANICS);
    assert!(reason.contains("the lab runs no tokio"), "{reason}");
    assert!(reason.contains("exercises/lab/tests/guards/awaits.rs"), "the place is the learner's: {reason}");
}

#[test]
fn a_sleep_of_tokio_is_told_apart_from_other_panics() {
    let script = client(counts, async |_: &Counts| {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    });
    let reason = guard(&runs(script), PANICS);
    assert!(reason.contains("the lab runs no tokio"), "{reason}");
}
