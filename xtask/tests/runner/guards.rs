//! What the lab cannot judge stops its search with a story; the runner tells it as any other.

use crate::kit::{Kit, Said, Sample};
use crate::samples::ONE;

const TESTS: &str = r#"
use lab::{Check, Id, Message, Scenario, consumer};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
struct Job(u32);

impl Message for Job {
    fn id(&self) -> Id {
        Id::new("job-1")
    }
}

#[test]
fn it_works() {
    Scenario::new("one job")
        .given_message("jobs", &Job(1))
        .consumer(
            "worker",
            "jobs",
            1,
            consumer(|world| world.store::<u32>("counts"), async |counts: &lab::Store<u32>, _: Job| handler::handle(counts).await),
        )
        .witness("a count is stored", |view| view.item::<u32>("counts", &Id::new("a")).is_some())
        .check();
}
"#;

/// The body of a handler that counts jobs; the lab checks it.
fn handler(id: &str, body: &str) -> Said {
    let source = format!(
        "use lab::{{Failure, Store}};\n\n\
         pub async fn handle(counts: &Store<u32>) -> Result<(), Failure> {{\n{body}\n}}\n"
    );
    let tests = TESTS.replace("handler::", &format!("{}::", id[3..].replace('-', "_")));
    let kit = Kit::new(id, &[Sample { id, ladder: ONE, source: &source, tests: &tests, lab: true }]);
    kit.says(&["check"])
}

#[test]
fn a_handler_that_does_its_work_passes() {
    let said = handler("63-counts", "    counts.create(&lab::Id::new(\"a\"), &1).await?;\n    Ok(())");
    said.expect(0, &["PASSED", "One search went to the end"]).one_next_step();
}

#[test]
fn a_loop_without_a_gate_is_ended_and_told() {
    let said = handler("64-loops", "    counts.create(&lab::Id::new(\"a\"), &1).await?;\n    loop {}");
    said.expect(1, &["✗ RED          it_works", "STOPPED", "create"]).one_next_step();
}

#[test]
fn a_foreign_await_is_told() {
    let said =
        handler("65-foreign", "    counts.create(&lab::Id::new(\"a\"), &1).await?;\n    std::future::pending().await");
    said.expect(1, &["STOPPED", "await", "lib.rs:4"]).one_next_step();
}

#[test]
fn a_spawn_is_told() {
    let body = "    let gate = counts.create(&lab::Id::new(\"a\"), &1);\n    \
                std::thread::spawn(move || {\n        \
                let mut gate = std::pin::pin!(gate);\n        \
                let _ = gate.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));\n    \
                }).join().unwrap();\n    Ok(())";
    let body = format!("    use std::future::Future;\n{body}");
    handler("66-spawn", &body).expect(1, &["STOPPED", "spawn"]).one_next_step();
}

#[test]
fn a_panic_has_its_story() {
    let said =
        handler("67-panic", "    counts.create(&lab::Id::new(\"a\"), &1).await?;\n    panic!(\"too many jobs\")");
    said.expect(1, &["STOPPED", "too many jobs", "create"]).one_next_step();
}

#[test]
fn a_stack_overflow_in_a_handler_is_told() {
    let body = "    fn deep(n: u32) -> u32 { if n == u32::MAX { 0 } else { deep(std::hint::black_box(n + 1)) + 1 } }\n    \
                counts.create(&lab::Id::new(\"a\"), &deep(0)).await?;\n    Ok(())";
    handler("68-overflow", body).expect(1, &["the stack overflowed"]).one_next_step();
}
