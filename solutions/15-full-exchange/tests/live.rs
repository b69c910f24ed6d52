//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol15-full-exchange --test live -- --nocapture`
extern crate full_exchange_solution as full_exchange;
extern crate lab_live as lab;
#[path = "../../../exercises/15-full-exchange/tests/check.rs"]
mod check;
