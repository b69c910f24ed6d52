extern crate be_the_scheduler_solution as be_the_scheduler;
#[path = "../../../exercises/08-be-the-scheduler/tests/check.rs"]
mod check;
