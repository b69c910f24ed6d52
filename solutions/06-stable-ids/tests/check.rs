extern crate stable_ids_solution as stable_ids;
#[path = "../../../exercises/06-stable-ids/tests/check.rs"]
mod check;
