extern crate tokens_solution as tokens;
#[path = "../../../exercises/13-tokens/tests/check.rs"]
mod check;
