extern crate thousand_paths_solution as thousand_paths;
#[path = "../../../exercises/09-thousand-paths/tests/check.rs"]
mod check;
