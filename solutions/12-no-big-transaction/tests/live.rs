//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol12-no-big-transaction --test live -- --nocapture`
extern crate lab_live as lab;
extern crate no_big_transaction_solution as no_big_transaction;
#[path = "../../../exercises/12-no-big-transaction/tests/check.rs"]
mod check;
