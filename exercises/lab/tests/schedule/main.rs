//! A run that a person wrote goes as it is written, or says at which step it cannot and what can happen instead.

mod offers;
mod protocol;
#[path = "../common/shop.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod shop;

use lab::schedule::{Schedule, Step};
use lab::{Failure, Fault, Id, Message, Queue, Scenario, Store, consumer, exam, ready};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Payment {
    id: Id,
}

impl Message for Payment {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

type Desk = (Store<u32>, Queue<Payment>);

/// Adds one to the total under the etag, then passes the payment on. A copy of it is added again.
async fn book(desk: &Desk, payment: Payment) -> Result<(), Failure> {
    let total = desk.0.load(&Id::new("total")).await?.ok_or(Failure::NotFound)?;
    desk.0.replace(&Id::new("total"), &(total.value + 1), total.etag).await?;
    desk.1.send(&payment).await
}

fn desk(workers: usize) -> Scenario {
    let payment = |id: &str| Payment { id: Id::new(id) };
    Scenario::new("two payments")
        .given("totals", &Id::new("total"), &0_u32)
        .given_message("payments", &payment("pay-1"))
        .given_message("payments", &payment("pay-2"))
        .consumer("desk", "payments", workers, consumer(|world| (world.store("totals"), world.queue("booked")), book))
        .always("each payment is added once", |view| {
            let total = view.item::<u32>("totals", &Id::new("total")).map_or(0, |total| *total);
            lab::ensure(total <= 2, || format!("the total is {total} after two payments"))
        })
        .rule(ready::no_lost_output("each payment is passed on", "booked", |_| {
            vec![Id::new("pay-1"), Id::new("pay-2")]
        }))
        .crashes(1)
        .faults(Fault::Ambiguous, 1)
        .faults(Fault::LeaseExpiry, 1)
}

fn refused(scenario: &Scenario, schedule: &Schedule) -> String {
    let error = scenario.play(schedule).expect_err("the last step cannot happen");
    error.to_string()
}

#[test]
fn an_empty_schedule_is_the_run_in_which_all_goes_well() {
    let played = desk(2).play(&Schedule::new()).expect("nothing was asked for");
    assert_eq!(played.story, desk(2).canonical_story());
    assert_eq!(played.broke, None);
    assert!(played.faults.is_empty());
}

#[test]
fn a_crash_after_the_write_adds_a_payment_twice() {
    let schedule = Schedule::new().deliver("pay-1", "desk 2").step("desk 2", "load").step("desk 2", "replace");
    let played = desk(2).play(&schedule.crash("desk 2").finish_all()).expect("each step is possible");
    assert_eq!(played.broke.expect("the total is 3").0, "each payment is added once");
    assert_eq!(played.faults.len(), 1, "{:?}", played.faults);
}

/// Both payments to their end, whoever has to take them again.
trait FinishAll {
    fn finish_all(self) -> Schedule;
}

impl FinishAll for Schedule {
    fn finish_all(self) -> Schedule {
        self.deliver("pay-1", "desk 1").finish("desk 1").deliver("pay-2", "desk 1").finish("desk 1")
    }
}

#[test]
fn the_same_steps_without_the_crash_break_nothing() {
    let schedule = Schedule::new().deliver("pay-1", "desk 2").step("desk 2", "load").step("desk 2", "replace total");
    let played = desk(2).play(&schedule.finish("desk 2")).expect("each step is possible");
    assert_eq!(played.broke, None);
}

#[test]
fn a_lost_answer_is_an_ambiguous_write_that_was_done() {
    let schedule = Schedule::new().deliver("pay-1", "desk").step("desk", "load").lose_answer("desk", "replace");
    let played = desk(1).play(&schedule).expect("each step is possible");
    assert_eq!(played.broke.expect("added again after the error").0, "each payment is added once");
    let lost = Schedule::new().deliver("pay-1", "desk").step("desk", "load").lose_request("desk", "replace");
    assert_eq!(desk(1).play(&lost).expect("each step is possible").broke, None);
}

#[test]
fn an_expired_lease_gives_the_message_to_another_worker() {
    let schedule = Schedule::new().deliver("pay-1", "desk 1").step("desk 1", "load").step("desk 1", "replace");
    let both = schedule.expire("pay-1").deliver("pay-1", "desk 2").finish("desk 2").finish("desk 1");
    let played = desk(2).play(&both).expect("each step is possible");
    assert_eq!(played.broke.expect("the second worker adds it, too").0, "each payment is added once");
}

#[test]
fn an_idle_worker_has_nothing_to_do_and_the_error_says_what_has() {
    let text = refused(&desk(2), &Schedule::new().deliver("pay-1", "desk 1").step("desk 2", "load"));
    insta::assert_snapshot!(text);
}

#[test]
fn another_gate_is_named_by_the_one_that_it_is_at() {
    let text = refused(&desk(1), &Schedule::new().deliver("pay-1", "desk").step("desk", "send"));
    assert!(text.contains("desk is at `load total`, not at `send`"), "{text}");
    let text = refused(&desk(1), &Schedule::new().deliver("pay-1", "desk").step("desk", "lo"));
    assert!(text.contains("desk is at `load total`, not at `lo`"), "{text}");
}

#[test]
fn unknown_names_are_told_with_those_that_are_there() {
    let text = refused(&desk(2), &Schedule::new().deliver("pay-1", "desk 3"));
    assert!(text.contains("there is no `desk 3`; there are desk 1, desk 2"), "{text}");
    let text = refused(&desk(1), &Schedule::new().deliver("pay-9", "desk"));
    assert!(text.contains("no `pay-9` waits for desk; there waits pay-1, pay-2"), "{text}");
}

#[test]
fn a_fault_beyond_the_budget_says_so() {
    let twice = Schedule::new().deliver("pay-1", "desk").step("desk", "load").crash("desk").deliver("pay-1", "desk");
    let text = refused(&desk(1), &twice.crash("desk"));
    assert!(text.contains("crash may happen once, and has"), "{text}");
    let text = refused(&desk(1), &Schedule::new().duplicate("pay-1"));
    assert!(text.contains("there is no copy of pay-1, or none may be made any more"), "{text}");
}

#[test]
fn steps_after_the_break_are_not_asked_for() {
    let schedule = Schedule::new().deliver("pay-1", "desk").step("desk", "load").lose_answer("desk", "replace");
    let schedule = schedule.finish("desk").deliver("pay-1", "desk").finish("desk").deliver("pay-2", "desk");
    let played = desk(1).play(&schedule.finish("desk").then(Step::Jump)).expect("it is broken before the jump");
    assert!(played.broke.is_some());
}

#[test]
fn requests_answers_and_choices_can_be_named_too() {
    let shop = shop::lost_order();
    let schedule = Schedule::new().step("customer", "POST /submit").step("edge", "load").step("edge", "replace cart-1");
    let played = shop.play(&schedule.crash("edge")).expect("each step is possible");
    assert_eq!(played.broke.expect("the order is lost").0, "every order that is in reaches Orders");
    let text = refused(&shop, &Schedule::new().step("customer", "POST /submit").step("customer", "POST /submit"));
    assert!(text.contains("customer waits for edge"), "{text}");
    let well = Schedule::new().step("customer", "POST /submit").finish("edge").step("edge", "answer");
    let text = refused(&shop, &well);
    assert!(text.contains("edge has nothing to do here"), "{text}");
}

#[test]
fn a_schedule_can_be_as_short_as_the_search_says() {
    let report = desk(2).search();
    let fewest = report.faults.len();
    let schedule = Schedule::new().deliver("pay-1", "desk 1").step("desk 1", "load").step("desk 1", "replace");
    let played = desk(2).play(&schedule.crash("desk 1")).expect("each step is possible");
    assert_eq!(played.faults.len(), fewest, "{:?} and {:?}", played.faults, report.faults);
}

/// What the judge says to an answer, in the words of the report.
fn verdict(ruling: &lab::exam::Ruling) -> (bool, String) {
    let report = ruling.report();
    (ruling.passes(), report.rule.clone().unwrap_or_default() + &report.notes.join(" "))
}

#[test]
fn an_answer_is_judged_by_how_its_schedule_ran() {
    let saved = Schedule::new().deliver("pay-1", "desk").step("desk", "load").step("desk", "replace");
    let (passes, said) = verdict(&exam::breaks(&desk(1), &saved.clone().crash("desk"), 2));
    assert!(passes && said.contains("is broken with 1 fault, and no schedule does it with fewer"), "{said}");
    let (passes, said) = verdict(&exam::breaks(&desk(1), &saved.clone().finish("desk"), 2));
    assert!(!passes && said == exam::BREAKS, "{said}");
    let (passes, said) = verdict(&exam::breaks(&desk(1), &saved.clone().step("desk", "load"), 2));
    assert!(!passes && said.starts_with(exam::POSSIBLE) && said.contains("Possible here: step("), "{said}");
    let twice = saved.lose_answer("desk", "send").finish("desk").deliver("pay-1", "desk").step("desk", "load");
    let twice = twice.step("desk", "replace").crash("desk");
    let (passes, said) = verdict(&exam::breaks(&desk(1), &twice, 2));
    assert!(passes && said.contains("is broken with"), "{said}");
}

#[test]
fn more_faults_than_needed_are_told_and_refused_where_the_fewest_are_asked_for() {
    let expired = Schedule::new().deliver("pay-1", "desk 1").step("desk 1", "load").expire("pay-1");
    let more = expired.step("desk 1", "replace").crash("desk 1");
    let (passes, said) = verdict(&exam::breaks(&desk(2), &more, 2));
    assert!(passes && said.contains("2 faults, and 1 fault is enough"), "{said}");
    let (passes, said) = verdict(&exam::breaks_with_the_fewest(&desk(2), &more, 2));
    assert!(!passes && said == exam::FEWEST, "{said}");
}

#[test]
fn a_sound_answer_needs_a_search_to_its_end_and_a_reason() {
    let quiet = desk(1).crashes(0).faults(Fault::Ambiguous, 0).faults(Fault::LeaseExpiry, 0);
    let reason = "without a fault nothing comes again";
    assert!(exam::is_sound(&quiet, 2, reason).passes());
    assert_eq!(verdict(&exam::is_sound(&quiet, 2, "it is")), (false, exam::REASON.to_string()));
    let (passes, said) = verdict(&exam::is_sound(&desk(1), 2, reason));
    assert!(!passes && said.starts_with("each payment is added once"), "{said}");
}
