//! Given: no need to edit. The shop around the submissions, its rules, and the judge of each answer.

use be_the_scheduler::*;
use lab::process::OnMessage;
use lab::{Fault, Id, Scenario, View, consumer, ensure, exam};

const CUSTOMER: &str = "ada";

fn total(view: &View<'_>) -> u32 {
    view.item::<Customer>("customers", &Id::new(CUSTOMER)).map_or(0, |customer| customer.total)
}

/// The coupons that were sent, each once: all copies have the same id.
fn coupons(view: &View<'_>) -> Vec<String> {
    view.messages::<Coupon>("coupons").iter().map(|coupon| coupon.id.to_string()).collect()
}

fn payment(id: &str) -> PaymentBooked {
    PaymentBooked { id: Id::new(id), customer: Id::new(CUSTOMER), amount: 150 }
}

/// Two workers, two payments of one customer, and whatever may go wrong twice.
fn shop(title: &str, handler: OnMessage) -> Scenario {
    let scenario = Scenario::new(title)
        .given("customers", &Id::new(CUSTOMER), &Customer::default())
        .given_message("payments", &payment("pay-1"))
        .given_message("payments", &payment("pay-2"))
        .consumer("worker", "payments", 2, handler)
        .always("no payment counts twice", |view| {
            ensure(total(view) <= 300, || format!("two payments of 150, and the total is {}", total(view)))
        })
        .always("nobody gets a second coupon", |view| {
            ensure(coupons(view).len() <= 1, || format!("{CUSTOMER} gets {}", coupons(view).join(" and ")))
        })
        .finally("every payment counts", |view| {
            ensure(total(view) >= 300, || format!("two payments of 150, and the total is {}", total(view)))
        })
        .finally("whoever comes to 100 gets a coupon", |view| {
            ensure(!coupons(view).is_empty(), || format!("{CUSTOMER} has paid {}, and gets no coupon", total(view)))
        })
        .witness("a coupon is sent", |view| !coupons(view).is_empty());
    let kinds = [Fault::Crash, Fault::Unavailable, Fault::Ambiguous, Fault::Duplicate, Fault::LeaseExpiry];
    kinds.into_iter().fold(scenario, |scenario, fault| scenario.faults(fault, 2))
}

/// The search may use any fault together with any other, and each of them twice.
const MOST: u32 = 2;

fn judge(title: &str, handler: OnMessage, answer: Answer) {
    let shop = shop(title, handler);
    match answer {
        Answer::Breaks(schedule) => exam::breaks(&shop, &schedule, MOST).judge(),
        Answer::Sound(reason) => exam::is_sound(&shop, MOST, reason).judge(),
    }
}

#[test]
fn the_worked_schedule_breaks_the_handler_without_ids() {
    let answer = Answer::Breaks(worked());
    judge("the worked schedule", consumer(Desk::new, without_ids), answer);
}

#[test]
fn kim_saves_last() {
    judge("Kim's submission", consumer(Desk::new, kim), of_kim());
}

#[test]
fn lee_publishes_each_time() {
    judge("Lee's submission", consumer(Desk::new, lee), of_lee());
}

#[test]
fn max_keeps_one_map() {
    judge("Max's submission", consumer(Desk::new, max), of_max());
}

#[test]
fn nia_keeps_both() {
    judge("Nia's submission", consumer(Desk::new, nia), of_nia());
}
