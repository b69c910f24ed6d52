//! Given: the mob's half. One half of the room hands in a fifth handler, the other breaks it with the fewest faults.
//!
//! Write `handed_in` and `of_the_fifth` into `src/lib.rs`, and run `cargo xtask check 8 --mob`.

use be_the_scheduler::{Coupon, Customer, PaymentBooked};
use lab::schedule::Schedule;
use lab::{Failure, Fault, Id, Item, Scenario, View, consumer, ensure, exam};

const CUSTOMER: &str = "ada";

/// What is there as long as `src/lib.rs` has no `handed_in`: Nia's, by somebody whom a stubborn queue has kept waiting.
///
/// Oli: "Where the queue does not answer, I try once more, and then go on: one coupon is not worth a worker that hangs."
#[allow(dead_code, reason = "the mob's own function takes its place")]
async fn handed_in(desk: &be_the_scheduler::Desk, payment: PaymentBooked) -> Result<(), Failure> {
    let Item { value: mut customer, mut etag } =
        desk.customers.load(&payment.customer).await?.ok_or(Failure::NotFound)?;
    if customer.seen.insert(payment.id.clone()) {
        let crosses = customer.total < 100 && customer.total + payment.amount >= 100;
        let id = Id::new(format!("coupon-of-{}", payment.id));
        let coupon = Coupon { id, customer: payment.customer.clone() };
        customer.total += payment.amount;
        customer.outbox.insert(payment.id.clone(), if crosses { vec![coupon] } else { vec![] });
        etag = desk.customers.replace(&payment.customer, &customer, etag).await?;
    }
    if let Some(coupons) = customer.outbox.remove(&payment.id) {
        for coupon in &coupons {
            if desk.coupons.send(coupon).await.is_err() {
                desk.coupons.send(coupon).await.ok();
            }
        }
        desk.customers.replace(&payment.customer, &customer, etag).await?;
    }
    Ok(())
}

/// What is there as long as `src/lib.rs` has no `of_the_fifth`: all goes well.
#[allow(dead_code, reason = "the mob's own function takes its place")]
fn of_the_fifth() -> be_the_scheduler::Answer {
    be_the_scheduler::Answer::Breaks(Schedule::new().deliver("pay-1", "worker 1").finish("worker 1"))
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Customer>("customers", &Id::new(CUSTOMER)).map_or(0, |customer| customer.total)
}

fn coupons(view: &View<'_>) -> Vec<String> {
    view.messages::<Coupon>("coupons").iter().map(|coupon| coupon.id.to_string()).collect()
}

/// The shop of the first half.
fn shop() -> Scenario {
    // A `handed_in` in `src/lib.rs` comes in here, and hides the one above.
    use be_the_scheduler::*;
    let payment = |id| PaymentBooked { id: Id::new(id), customer: Id::new(CUSTOMER), amount: 150 };
    let scenario = Scenario::new("The fifth submission")
        .given("customers", &Id::new(CUSTOMER), &Customer::default())
        .given_message("payments", &payment("pay-1"))
        .given_message("payments", &payment("pay-2"))
        .consumer("worker", "payments", 2, consumer(Desk::new, handed_in))
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

#[test]
fn the_fifth_breaks_with_the_fewest_faults() {
    use be_the_scheduler::*;
    match of_the_fifth() {
        Answer::Breaks(schedule) => exam::breaks_with_the_fewest(&shop(), &schedule, 2).judge(),
        Answer::Sound(reason) => exam::is_sound(&shop(), 2, reason).judge(),
    }
}
