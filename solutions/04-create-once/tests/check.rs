extern crate create_once_solution as create_once;
#[path = "../../../exercises/04-create-once/tests/check.rs"]
mod check;
