//! Given: the mob's half. The cancel may come before the booking that it cancels.
//!
//! Edit `src/lib.rs` on, and run `cargo xtask check 5 --mob`. Both halves must be green in the end.

use lab::{Check, Event, Fault, Id, Queue, Rule, Scenario, View, World, client, consumer, ensure};
use late_duplicate::{Change, ChangePayment, Payment, Shop, Status, handle};

const PAYMENT: &str = "pay-1";
const QUEUE: &str = "to-payments";

fn message(id: &str, change: Change) -> ChangePayment {
    ChangePayment { id: Id::new(id), payment: Id::new(PAYMENT), change }
}

fn to_payments(world: &World) -> Queue<ChangePayment> {
    world.queue(QUEUE)
}

/// Orders runs twice. The one that took the order is slow today.
async fn books(queue: &Queue<ChangePayment>) {
    queue.send(&message("book-1", Change::Book)).await.ok();
}

/// The other one took the cancellation.
async fn cancels(queue: &Queue<ChangePayment>) {
    queue.send(&message("cancel-2", Change::Cancel)).await.ok();
}

fn is_booked(view: &View<'_>) -> bool {
    let payment = view.item::<Payment>("payments", &Id::new(PAYMENT));
    payment.expect("no one deletes a payment").status == Status::Booked
}

/// Two messages and two faults need fewer sends than this: more are one that goes round.
fn nothing_goes_round() -> Rule {
    let step = |sent: &mut u32, event: &Event, _: &View<'_>| {
        *sent += u32::from(matches!(event, Event::Sent { queue, .. } if **queue == *QUEUE));
        ensure(*sent < 6, || format!("{sent} messages were sent to `{QUEUE}` for one booking and one cancel"))
    };
    Rule::fold("no message goes round for ever", 0, step, |_, _| Ok(()))
}

/// A message that its handler sends back three times, with no fault to blame, is poison.
fn shop(title: &str, workers: usize) -> Scenario {
    Scenario::new(title)
        .given("payments", &Id::new(PAYMENT), &Payment::open(Id::new("ada"), 30))
        .finally("a payment that was booked and cancelled is not booked in the end", |view| {
            let seen = || "all is quiet, book-1 and cancel-2 were handled, and pay-1 is booked".to_string();
            ensure(!is_booked(view), seen)
        })
        .rule(nothing_goes_round())
        .client("orders 1", client(to_payments, books))
        .reliable()
        .client("orders 2", client(to_payments, cancels))
        .reliable()
        .consumer("worker", QUEUE, workers, consumer(Shop::new, handle))
        .deliveries(3)
        .witness("the payment is booked for a while", is_booked)
}

#[test]
fn a_cancel_that_overtakes_its_booking_counts() {
    shop("a booking and a cancel, in any order", 1).check();
}

#[test]
fn two_workers_and_two_faults_lose_no_cancel() {
    let scenario = shop("in any order, two things fail", 2).crashes(1).faults(Fault::Ambiguous, 1);
    let scenario = scenario.faults(Fault::LeaseExpiry, 1).faults(Fault::Duplicate, 1);
    scenario.late_duplicates().faults_together(2).check();
}
