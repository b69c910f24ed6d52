extern crate outbox_solution as outbox;
#[path = "../../../exercises/07-outbox/tests/check.rs"]
mod check;
