extern crate ask_again_solution as ask_again;
#[path = "../../../exercises/14-ask-again/tests/check.rs"]
mod check;
