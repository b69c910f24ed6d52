//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol14-ask-again --test live -- --nocapture`
extern crate ask_again_solution as ask_again;
extern crate lab_live as lab;
#[path = "../../../exercises/14-ask-again/tests/check.rs"]
mod check;
