extern crate model_check_solution as model_check;
#[path = "../../../exercises/10-model-check/tests/check.rs"]
mod check;
