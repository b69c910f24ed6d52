//! The exercise's own tests, unchanged, on real threads: `lab_live` is the lab with another `check`.
//!
//! `LAB_RUNS=10000 cargo test -p sol02-lost-or-ghost --test live -- --nocapture`
extern crate lab_live as lab;
extern crate lost_or_ghost_solution as lost_or_ghost;
#[path = "../../../exercises/02-lost-or-ghost/tests/check.rs"]
mod check;
