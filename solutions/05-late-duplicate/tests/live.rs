//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol05-late-duplicate --test live -- --nocapture`
extern crate lab_live as lab;
extern crate late_duplicate_solution as late_duplicate;
#[path = "../../../exercises/05-late-duplicate/tests/check.rs"]
mod check;
