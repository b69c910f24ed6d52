//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol01-call-chain --test live -- --nocapture`
extern crate call_chain_solution as call_chain;
extern crate lab_live as lab;
#[path = "../../../exercises/01-call-chain/tests/check.rs"]
mod check;
