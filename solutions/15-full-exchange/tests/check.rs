extern crate full_exchange_solution as full_exchange;
#[path = "../../../exercises/15-full-exchange/tests/check.rs"]
mod check;
