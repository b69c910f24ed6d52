//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol06-stable-ids --test live -- --nocapture`
extern crate lab_live as lab;
extern crate stable_ids_solution as stable_ids;
#[path = "../../../exercises/06-stable-ids/tests/check.rs"]
mod check;
