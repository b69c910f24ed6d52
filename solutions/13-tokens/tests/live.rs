//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol13-tokens --test live -- --nocapture`
extern crate lab_live as lab;
extern crate tokens_solution as tokens;
#[path = "../../../exercises/13-tokens/tests/check.rs"]
mod check;
