//! `mob/lib.rs`, the file after the mob's half, passes the tests of both halves.
extern crate self as outbox;
#[path = "../../../exercises/07-outbox/tests/check.rs"]
mod check;
#[path = "../../../exercises/07-outbox/tests/mob.rs"]
mod mob;
#[path = "../mob/lib.rs"]
mod reference;
pub use reference::*;
