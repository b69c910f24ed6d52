extern crate no_big_transaction_solution as no_big_transaction;
#[path = "../../../exercises/12-no-big-transaction/tests/check.rs"]
mod check;
