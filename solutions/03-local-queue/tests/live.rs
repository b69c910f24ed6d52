//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol03-local-queue --test live -- --nocapture`
extern crate lab_live as lab;
extern crate local_queue_solution as local_queue;
#[path = "../../../exercises/03-local-queue/tests/check.rs"]
mod check;
