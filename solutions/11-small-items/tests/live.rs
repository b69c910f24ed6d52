//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol11-small-items --test live -- --nocapture`
extern crate lab_live as lab;
extern crate small_items_solution as small_items;
#[path = "../../../exercises/11-small-items/tests/check.rs"]
mod check;
