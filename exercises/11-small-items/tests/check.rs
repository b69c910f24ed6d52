//! Given: no need to edit. Payments come to Loyalty, and this must be true of what it saves and tells.

use std::collections::BTreeSet;

use lab::{Check, Failure, Fault, Id, Rule, Scenario, View, consumer, ensure, ready};
use serde_json::Value;
use small_items::{Customer, Envelope, Event, PaymentBooked, Shop, Wire, coupon, process};

const ADA: &str = "ada";

/// How large an item of Loyalty's may be. Real stores allow more: 400 KB in DynamoDB, 2 MB in Cosmos DB.
const ITEM_BYTES: usize = 1024;

async fn book(loyalty: &Shop<Customer>, message: PaymentBooked) -> Result<(), Failure> {
    process(loyalty, message, coupon).await
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).map_or(0, |customer| customer.state.total)
}

/// All totals that come about if each of these payments counts once or not yet.
fn sums(amounts: &[u32]) -> BTreeSet<u32> {
    amounts.iter().fold(BTreeSet::from([0]), |sums, amount| sums.iter().flat_map(|sum| [*sum, sum + amount]).collect())
}

fn payment(n: usize, amount: u32) -> PaymentBooked {
    let (id, payment) = (Id::new(format!("booked-{n}")), Id::new(format!("pay-{n}")));
    PaymentBooked { id, payment, customer: Id::new(ADA), amount }
}

/// What the world hears: a coupon where the total is 100, and only one.
fn one_coupon(paid: u32) -> Rule {
    let step = |heard: &mut BTreeSet<Id>, event: &lab::Event, _: &View<'_>| match event {
        lab::Event::Sent { queue, message } if **queue == *"events" => {
            heard.insert(message.id.clone());
            ensure(heard.len() == 1, || "the world hears of a second coupon, under another id".into())
        }
        _ => Ok(()),
    };
    let end = move |heard: &BTreeSet<Id>, _: &View<'_>| {
        ensure(paid < 100 || !heard.is_empty(), || format!("ada has paid {paid}, and nobody has heard of a coupon"))
    };
    Rule::fold("whoever comes to 100 gets a coupon, and one", BTreeSet::new(), step, end)
}

fn a_coupon_is_due(view: &View<'_>, wire: &Wire) -> Result<(), String> {
    let Event::CouponGranted(customer) = &wire.event;
    ensure(total(view) >= 100, || {
        format!("the world hears: a coupon for {customer}. The saved total is {}", total(view))
    })
}

/// Payments of ada, each with an id of its own, and `copies` of the first.
fn payments(title: &str, workers: usize, amounts: &[u32], copies: usize) -> Scenario {
    let mut scenario = Scenario::new(title);
    for (amount, n) in amounts.iter().zip(1..) {
        for _ in 0..if n == 1 { 1 + copies } else { 1 } {
            scenario = scenario.given_message("payments", &payment(n, *amount));
        }
    }
    let (paid, sums): (u32, _) = (amounts.iter().sum(), sums(amounts));
    let seen = move |total| format!("ada has paid {paid}, and her total is {total}");
    for store in ["entities", "staged", "done"] {
        scenario = scenario.item_limit_bytes(store, ITEM_BYTES);
    }
    scenario
        .consumer("loyalty", "payments", workers, consumer(Shop::new, book))
        .always("no payment counts twice", move |view| ensure(sums.contains(&total(view)), || seen(total(view))))
        .finally("every payment counts", move |view| ensure(total(view) == paid, || seen(total(view))))
        .rule(one_coupon(paid))
        .rule(ready::no_ghost("what the world hears follows from what is saved", "events", a_coupon_is_due))
        .rule(ready::consistent_output("all copies of an event are equal, to the byte", "events"))
        .always("a customer is one item", |view| {
            let items = view.keys("entities").len();
            ensure(items <= 1, || format!("there is one customer, and there are {items} items in `entities`"))
        })
}

/// The envelope forgets what is over: judged when all is quiet, by the ids in it.
fn forgets(scenario: Scenario) -> Scenario {
    scenario.finally("an envelope knows only messages that are not over", |view| {
        let envelope = view.item::<Value>("entities", &Id::new(ADA)).map_or(String::new(), |item| item.to_string());
        let known = (1..10).map(|n| format!("booked-{n}")).find(|id| envelope.contains(id));
        known.map_or(Ok(()), |id| Err(format!("all is quiet, and the envelope of ada still knows {id}")))
    })
}

fn crashes(scenario: Scenario) -> Scenario {
    scenario.crashes(1).witness("a worker crashed", |view| view.crashes() > 0)
}

fn two_faults(scenario: Scenario) -> Scenario {
    let scenario = scenario.crashes(1).faults(Fault::Ambiguous, 1).faults_together(2);
    let both = |view: &View<'_>| view.crashes() > 0 && view.faults(Fault::Ambiguous) > 0;
    scenario.witness("a worker crashed, and another write was not answered", both)
}

#[test]
fn a_payment_counts_and_grants_a_coupon() {
    payments("one payment", 1, &[150], 0).check();
}

#[test]
fn five_hundred_payments_fit() {
    let scenario = payments("five hundred payments of one customer", 1, &[1; 500], 0);
    let scenario = scenario.always("an item is small, in whatever store", |view| {
        let large = view.stores().into_iter().find(|store| view.largest_item_bytes(store) > ITEM_BYTES);
        large.map_or(Ok(()), |store| Err(format!("{} bytes in an item of `{store}`", view.largest_item_bytes(&store))))
    });
    scenario.deliveries(3).check_long_run(11);
}

#[test]
fn a_late_copy_counts_for_nothing() {
    let scenario = forgets(payments("three payments, and a late copy", 1, &[60, 50, 25], 0)).late_duplicates();
    let scenario = scenario.faults(Fault::Duplicate, 1);
    scenario.witness("a copy came", |view| view.faults(Fault::Duplicate) > 0).check();
}

#[test]
fn two_copies_at_once_count_once() {
    forgets(payments("one payment, two copies at once", 2, &[40], 1)).check();
}

#[test]
fn a_crash_costs_nothing() {
    crashes(forgets(payments("one payment, a crash", 1, &[150], 0))).check();
}

#[test]
fn two_payments_and_a_copy_at_once() {
    forgets(payments("two payments and a copy, all at once", 2, &[60, 50], 1)).check();
}

#[test]
fn a_store_that_does_not_answer_says_nothing() {
    let scenario = payments("two payments, a late copy, a store does not answer", 1, &[60, 50], 0).late_duplicates();
    let scenario = scenario.faults(Fault::Duplicate, 1).faults(Fault::Unavailable, 1).faults_together(2);
    let both = |view: &View<'_>| view.faults(Fault::Duplicate) > 0 && view.faults(Fault::Unavailable) > 0;
    forgets(scenario).witness("a copy came, and a store did not answer", both).check();
}

#[test]
fn a_copy_and_two_faults_change_nothing() {
    two_faults(forgets(payments("one payment, two copies, two things fail", 2, &[150], 1))).check();
}

#[test]
fn another_payment_and_two_faults_change_nothing() {
    two_faults(forgets(payments("two payments, two things fail", 2, &[60, 50], 0))).check();
}

#[test]
fn two_equal_payments_are_two() {
    payments("two payments of 60", 2, &[60, 60], 0).check();
}
