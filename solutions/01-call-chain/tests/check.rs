extern crate call_chain_solution as call_chain;
#[path = "../../../exercises/01-call-chain/tests/check.rs"]
mod check;
