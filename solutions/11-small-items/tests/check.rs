extern crate small_items_solution as small_items;
#[path = "../../../exercises/11-small-items/tests/check.rs"]
mod check;
