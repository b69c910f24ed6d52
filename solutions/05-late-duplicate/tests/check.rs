extern crate late_duplicate_solution as late_duplicate;
#[path = "../../../exercises/05-late-duplicate/tests/check.rs"]
mod check;
