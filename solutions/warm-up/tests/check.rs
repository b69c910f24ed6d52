extern crate warm_up_solution as warm_up;
#[path = "../../../exercises/warm-up/tests/check.rs"]
mod check;
