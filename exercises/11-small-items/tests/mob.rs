//! Given: the mob's half. The ids of a customer's messages may stand in the customer's own partition, and a batch may hold
//! both. The deduplication store is switched off.
//!
//! Change `src/lib.rs`, and run `cargo xtask check 11 --mob`.

use std::collections::BTreeSet;

use lab::{Check, Failure, Fault, Id, Rule, Scenario, View, consumer, ensure, ready};
use small_items::{Customer, Envelope, PaymentBooked, Shop, Wire, coupon, process};

const ADA: &str = "ada";
const ITEM_BYTES: usize = 1024;

async fn book(loyalty: &Shop<Customer>, message: PaymentBooked) -> Result<(), Failure> {
    process(loyalty, message, coupon).await
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).map_or(0, |customer| customer.state.total)
}

fn payment(n: usize, amount: u32) -> PaymentBooked {
    let (id, payment) = (Id::new(format!("booked-{n}")), Id::new(format!("pay-{n}")));
    PaymentBooked { id, payment, customer: Id::new(ADA), amount }
}

fn one_coupon(paid: u32) -> Rule {
    let step = |heard: &mut BTreeSet<Id>, event: &lab::Event, view: &View<'_>| match event {
        lab::Event::Sent { queue, message } if **queue == *"events" => {
            heard.insert(message.id.clone());
            ensure(heard.len() == 1, || "the world hears of a second coupon, under another id".into())?;
            let about = message.body.read::<Wire>()?.event;
            ensure(total(view) >= 100, || format!("the world hears: {about:?}. The saved total is {}", total(view)))
        }
        _ => Ok(()),
    };
    let end = move |heard: &BTreeSet<Id>, _: &View<'_>| {
        ensure(paid < 100 || !heard.is_empty(), || format!("ada has paid {paid}, and nobody has heard of a coupon"))
    };
    Rule::fold("whoever comes to 100 gets a coupon, and one", BTreeSet::new(), step, end)
}

fn payments(title: &str, workers: usize, amounts: &[u32], copies: usize) -> Scenario {
    let first = std::iter::repeat_n(payment(1, amounts[0]), copies);
    let all = amounts.iter().zip(1..).map(|(amount, n)| payment(n, *amount)).chain(first);
    let scenario = all.fold(Scenario::new(title), |scenario, message| scenario.given_message("payments", &message));
    let none = [0].into_iter().collect();
    let sums =
        amounts.iter().fold(none, |sums: BTreeSet<u32>, n| sums.iter().flat_map(|sum| [*sum, sum + n]).collect());
    let paid: u32 = amounts.iter().sum();
    let seen = move |total| format!("ada has paid {paid}, and her total is {total}");
    scenario
        .item_limit_bytes("entities", ITEM_BYTES)
        .consumer("loyalty", "payments", workers, consumer(Shop::new, book))
        .always("no payment counts twice", move |view| ensure(sums.contains(&total(view)), || seen(total(view))))
        .finally("every payment counts", move |view| ensure(total(view) == paid, || seen(total(view))))
        .rule(one_coupon(paid))
        .rule(ready::consistent_output("all copies of an event are equal, to the byte", "events"))
        .always("one product is enough", |view| {
            let other = view.stores().into_iter().find(|store| **store != *"entities");
            other.map_or(Ok(()), |store| Err(format!("something was written to `{store}`, which is another product")))
        })
}

fn two_faults(scenario: Scenario) -> Scenario {
    let scenario = scenario.crashes(1).faults(Fault::Ambiguous, 1).faults_together(2);
    let both = |view: &View<'_>| view.crashes() > 0 && view.faults(Fault::Ambiguous) > 0;
    scenario.witness("a worker crashed, and another write was not answered", both)
}

#[test]
fn one_product_is_enough() {
    payments("one payment, one product", 1, &[150], 0).check();
}

#[test]
fn copies_and_two_faults_in_one_partition() {
    two_faults(payments("one payment, two copies, one product, two things fail", 2, &[150], 1)).check();
}

#[test]
fn two_payments_a_copy_and_two_faults_in_one_partition() {
    two_faults(payments("two payments and a copy, one product, two things fail", 2, &[60, 50], 1)).check();
}

#[test]
fn five_hundred_payments_in_one_partition() {
    payments("five hundred payments, one product", 1, &[1; 500], 0).deliveries(3).check_long_run(11);
}
