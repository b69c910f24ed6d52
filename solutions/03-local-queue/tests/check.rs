extern crate local_queue_solution as local_queue;
#[path = "../../../exercises/03-local-queue/tests/check.rs"]
mod check;
