//! Given: the mob's half. Two rules of your own: an invariant, and what each run comes to in the end.
//!
//! Write `no_lost_write` and `finished` into `src/lib.rs`, and run `cargo xtask check 10 --mob`. The same two go into
//! `MessageHandler.tla`.

use message_handler::{Exam, Handler, State};

/// What is there as long as `src/lib.rs` has no such invariant: it is true of everything.
#[allow(dead_code, reason = "the mob's own function takes its place")]
fn no_lost_write(_: &State) -> bool {
    true
}

/// What is there as long as `src/lib.rs` has no such end: each state is one.
#[allow(dead_code, reason = "the mob's own function takes its place")]
fn finished(_: &State) -> bool {
    true
}

#[test]
fn the_invariant_refuses_a_handler_that_only_acknowledges() {
    // A `no_lost_write` in `src/lib.rs` comes in here, and hides the one above.
    use model_check::*;
    Exam { name: "NoLostWrite", rule: no_lost_write }.check_invariant(Handler { first, next });
}

#[test]
fn the_end_refuses_a_handler_that_never_acknowledges() {
    use model_check::*;
    Exam { name: "Finishes", rule: finished }.check_eventually(Handler { first, next });
}
