//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol-warm-up --test live -- --nocapture`
extern crate lab_live as lab;
extern crate warm_up_solution as warm_up;
#[path = "../../../exercises/warm-up/tests/check.rs"]
mod check;
