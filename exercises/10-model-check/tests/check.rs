//! Given: no need to edit. The checker asks the model in `src/lib.rs`: within which bounds, and what must be true.

use message_handler::Invariant::{ConsistentOutput, NoDuplicate, NoGhost, NoLost};
use message_handler::{Check, Handler, Invariant};
use model_check::{first, next};

const HANDLER: Handler = Handler { first, next };

#[test]
fn a_message_can_be_handled_to_its_end() {
    Check::new("one message, one failure, one worker").check(HANDLER);
}

#[test]
fn what_is_announced_is_stored() {
    Check::new("one message, one failure, one worker: NoGhost").invariants(&[NoGhost]).check(HANDLER);
}

#[test]
fn what_is_stored_is_announced() {
    Check::new("one message, one failure, one worker: NoLost").invariants(&[NoLost]).check(HANDLER);
}

#[test]
fn a_message_is_stored_once() {
    Check::new("one message, one failure, one worker: NoDuplicate").invariants(&[NoDuplicate]).check(HANDLER);
}

#[test]
fn two_messages_and_two_failures_change_nothing() {
    let all = [NoGhost, NoLost, NoDuplicate];
    Check::new("two messages, two failures, one worker").bounds(2, 2, 1).invariants(&all).check(HANDLER);
}

#[test]
fn all_copies_of_an_answer_are_equal() {
    let check = Check::new("one message, one failure, one worker: ConsistentOutput");
    check.invariants(&[ConsistentOutput]).check(HANDLER);
}

#[test]
fn two_workers_hold_all_four() {
    let check = Check::new("two messages, two failures, two workers").bounds(2, 2, 2);
    check.invariants(&Invariant::ALL).check(HANDLER);
}

#[test]
fn each_step_can_fail_and_the_work_still_ends() {
    Check::new("one message, two failures, one worker: the way to the end").each_step_can_fail().check(HANDLER);
}

#[test]
fn each_worker_can_fail_with_each_message() {
    Check::new("two messages, one failure, two workers: who fails").each_worker_can_fail().check(HANDLER);
}
