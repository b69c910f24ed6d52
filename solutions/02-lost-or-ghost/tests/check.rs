extern crate lost_or_ghost_solution as lost_or_ghost;
#[path = "../../../exercises/02-lost-or-ghost/tests/check.rs"]
mod check;
