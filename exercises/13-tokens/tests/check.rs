//! Given: no need to edit. Payments come to Loyalty, coupons go to Mail, and this must be true of what the two do and keep.

use std::collections::BTreeSet;
use std::time::Duration;

use lab::{Bytes, Check, Clock, Event as Seen, Failure, Fault, Id, Key, Queue, Rule, Scenario, View};
use lab::{client, consumer, ensure, ready};
use tokens::{Customer, Envelope, Event, Letters, PaymentBooked, Shop, Token, Wire, coupon, letter, process};

const ADA: &str = "ada";
const MAIL: &str = "mail-ada";

/// How long a copy may have been lost. Nobody waits so long on purpose; that is the point.
const A_CENTURY: Duration = Duration::from_hours(100 * 365 * 24);

async fn book(loyalty: &Shop<Customer>, message: PaymentBooked) -> Result<(), Failure> {
    process(loyalty, message, coupon).await
}

async fn print(mail: &Shop<Letters>, message: Wire) -> Result<(), Failure> {
    process(mail, message, letter).await
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).map_or(0, |customer| customer.state.total)
}

fn printed(view: &View<'_>) -> u32 {
    view.item::<Envelope<Letters>>("entities", &Id::new(MAIL)).map_or(0, |letters| letters.state.printed)
}

/// All totals that come about if each of these payments counts once or not yet.
fn sums(amounts: &[u32]) -> BTreeSet<u32> {
    amounts.iter().fold(BTreeSet::from([0]), |sums, amount| sums.iter().flat_map(|sum| [*sum, sum + amount]).collect())
}

fn payment(n: usize, amount: u32) -> PaymentBooked {
    let name = |what: &str| Id::new(format!("{what}-{n}"));
    let (id, payment, token) = (name("booked"), name("pay"), Token::new(&name("pay"), name("token")));
    PaymentBooked { id, token, payment, customer: Id::new(ADA), amount }
}

/// Payments of ada; of the first come `copies` more. Orders has made their tokens in its partition.
fn payments(title: &str, workers: usize, amounts: &[u32], copies: usize) -> Scenario {
    let mut scenario = Scenario::new(title);
    for (amount, n) in amounts.iter().zip(1..) {
        scenario = scenario.given("entities", Key::within(format!("pay-{n}"), format!("token-{n}")), &true);
        for _ in 0..if n == 1 { 1 + copies } else { 1 } {
            scenario = scenario.given_message("payments", &payment(n, *amount));
        }
    }
    let (paid, sums): (u32, _) = (amounts.iter().sum(), sums(amounts));
    let seen = move |total| format!("ada has paid {paid}, and her total is {total}");
    scenario
        .consumer("loyalty", "payments", workers, consumer(Shop::new, book))
        .always("no payment counts twice", move |view| ensure(sums.contains(&total(view)), || seen(total(view))))
        .finally("every payment counts", move |view| ensure(total(view) == paid, || seen(total(view))))
        .rule(ready::no_ghost("what the world hears follows from what is saved", "events", a_coupon_is_due))
}

fn a_coupon_is_due(view: &View<'_>, wire: &Wire) -> Result<(), String> {
    let Event::CouponGranted(customer) = &wire.event;
    ensure(total(view) >= 100, || format!("the world hears: a coupon for {customer}. The total is {}", total(view)))
}

/// Mail listens, too, and prints the coupons.
fn letters(scenario: Scenario, coupons: u32) -> Scenario {
    let seen = move |printed| format!("ada gets {coupons} of Loyalty's coupons, and Mail has printed {printed}");
    scenario
        .consumer("mail", "events", 1, consumer(Shop::new, print))
        .reliable()
        .always("a coupon is printed once", move |view| ensure(printed(view) <= coupons, || seen(printed(view))))
        .finally("each coupon is printed", move |view| ensure(printed(view) == coupons, || seen(printed(view))))
}

/// Mail is on strike: only what the world hears is judged.
fn no_letters(scenario: Scenario) -> Scenario {
    let step = |heard: &mut bool, event: &Seen, _: &View<'_>| {
        *heard |= matches!(event, Seen::Sent { queue, .. } if **queue == *"events");
        Ok(())
    };
    let end = |heard: &bool, _: &View<'_>| ensure(*heard, || "ada is due a coupon, and nobody has heard of it".into());
    let heard = Rule::fold("whoever comes to 100 gets a coupon", false, step, end);
    scenario.rule(heard).rule(ready::consistent_output("all copies are equal, and their tokens, too", "events"))
}

/// What is kept about messages: all items but the two envelopes, in whatever store.
fn kept(view: &View<'_>) -> Vec<(String, Id)> {
    let stores = view.stores().into_iter();
    let items = stores.flat_map(|store| view.keys(&store).into_iter().map(move |key| (store.to_string(), key.item)));
    items.filter(|(_, item)| ![ADA, MAIL].contains(&item.as_str())).collect()
}

/// The two envelopes as they are stored.
fn envelopes(view: &View<'_>) -> String {
    let ada = view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).unwrap_or_default();
    let mail = view.item::<Envelope<Letters>>("entities", &Id::new(MAIL)).unwrap_or_default();
    Bytes::of(&*ada).text() + &Bytes::of(&*mail).text()
}

fn ada_forgets() -> Rule {
    Rule::finally("an envelope forgets the messages that are over", |view| {
        let named = ["booked-1", "booked-2"].into_iter().find(|id| envelopes(view).contains(id));
        named.map_or(Ok(()), |id| Err(format!("all is quiet, and {id} is in the envelope of ada")))
    })
}

/// No garbage, I7.
fn nothing_is_left(scenario: Scenario) -> Scenario {
    let left = |view: &View<'_>| kept(view).iter().map(|(store, item)| format!("{item} in `{store}`")).collect();
    scenario.rule(ready::no_garbage("of messages that are over nothing is kept", left)).rule(ada_forgets())
}

/// Bounded, I8. What an envelope names is still to be sent.
fn no_more_than_is_on_its_way() -> Rule {
    Rule::always("no more is kept than messages are on their way, or still to be sent", move |view| {
        let (payments, events) = (view.messages::<PaymentBooked>("payments"), view.messages::<Wire>("events"));
        let ids = payments.iter().map(|message| &message.id).chain(events.iter().map(|wire| &wire.id));
        let on_their_way = ids.collect::<BTreeSet<_>>().len();
        let mut kept = kept(view);
        if kept.len() > on_their_way {
            let named = envelopes(view);
            kept.retain(|(_, item)| !named.contains(item.as_str()));
        }
        let names = || kept.iter().map(|(store, item)| format!("{item} in `{store}`")).collect::<Vec<_>>().join(", ");
        ensure(kept.len() <= on_their_way, || format!("messages: {on_their_way}, and this is kept: {}", names()))
    })
}

/// The broker gets well again when a century is over, and finds a copy of the payment.
async fn finds_a_copy((clock, payments): &(Clock, Queue<PaymentBooked>)) {
    if clock.now().await.is_ok_and(|now| now.0 >= A_CENTURY) {
        payments.send(&payment(1, 150)).await.ok();
    }
}

fn crashes(scenario: Scenario, most: u8) -> Scenario {
    scenario.crashes(most).witness("a worker crashed", |view| view.crashes() > 0)
}

#[test]
fn a_payment_brings_a_letter() {
    letters(payments("one payment", 1, &[150], 0), 1).check();
}

#[test]
fn a_copy_after_a_century_counts_for_nothing() {
    let scenario =
        letters(payments("one payment, and a copy a century later", 1, &[150], 0), 1).clock_jumps(1, A_CENTURY);
    let broker = client(|world| (world.clock(), world.queue("payments")), finds_a_copy);
    let scenario = scenario.client("broker", broker).faults(Fault::Eviction, 1);
    scenario.witness("the clock moved on", |view| view.faults(Fault::ClockJump) > 0).check();
}

#[test]
fn nothing_is_kept_of_what_is_over() {
    nothing_is_left(payments("a small payment, and what is left of it", 1, &[60], 0)).check();
}

#[test]
fn a_crash_prints_no_second_letter() {
    crashes(letters(payments("one payment, a crash", 1, &[150], 0), 1), 1).check();
}

#[test]
fn a_crash_leaves_nothing_behind() {
    let scenario = nothing_is_left(letters(payments("a payment and a copy, two things fail", 1, &[150], 1), 1));
    let scenario = crashes(scenario, 2).faults(Fault::Ambiguous, 1).late_duplicates().faults(Fault::Duplicate, 1);
    scenario.faults_together(2).check();
}

#[test]
fn two_copies_at_once_count_once() {
    nothing_is_left(letters(payments("one payment, two copies at once", 2, &[150], 1), 1)).check();
}

#[test]
fn two_workers_and_two_faults_print_one_letter() {
    let scenario = letters(payments("a payment and a copy, two workers, two things fail", 2, &[150], 1), 1);
    let scenario = crashes(scenario, 1).faults(Fault::Ambiguous, 1).rule(no_more_than_is_on_its_way());
    nothing_is_left(scenario).check();
}

#[test]
fn two_payments_get_in_each_others_way() {
    let scenario = payments("two payments and a copy, two workers, two things fail", 2, &[60, 50], 1);
    crashes(no_letters(scenario), 1).faults(Fault::Ambiguous, 1).rule(ada_forgets()).check();
}

#[test]
fn two_equal_payments_are_two() {
    let scenario = letters(payments("two payments of 60, a store does not answer", 2, &[60, 60], 0), 1);
    scenario.faults(Fault::Unavailable, 1).check();
}

#[test]
fn two_coupons_are_two_letters() {
    letters(payments("one large payment", 2, &[1500], 0), 2).check();
}
