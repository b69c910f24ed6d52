//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol07-outbox --test live -- --nocapture`
extern crate lab_live as lab;
extern crate outbox_solution as outbox;
#[path = "../../../exercises/07-outbox/tests/check.rs"]
mod check;
