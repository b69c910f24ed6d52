//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol04-create-once --test live -- --nocapture`
extern crate create_once_solution as create_once;
extern crate lab_live as lab;
#[path = "../../../exercises/04-create-once/tests/check.rs"]
mod check;
