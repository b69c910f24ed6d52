//! Given: no need to edit. Payments come to Loyalty, coupons go to Mail, and this must be true of what the two do and keep.

use std::collections::BTreeSet;
use std::time::Duration;

use lab::{Bytes, Check, Failure, Fault, Id, Rule, Scenario, View, consumer, ensure, ready};
use tokens::{Customer, Envelope, Event, Letters, PaymentBooked, Shop, Token, Wire, coupon, letter, process};

const ADA: &str = "ada";
const MAIL: &str = "mail-ada";

/// What the broker may need to get well again, at the worst.
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
    let (id, payment) = (Id::new(format!("booked-{n}")), Id::new(format!("pay-{n}")));
    let token = Token::new(&payment, Id::new(format!("token-{n}")));
    PaymentBooked { id, token, payment, customer: Id::new(ADA), amount }
}

/// Payments of ada, each with an id and a token of its own that Orders has made, and `copies` more of the first.
fn payments(title: &str, workers: usize, amounts: &[u32], copies: usize) -> Scenario {
    let mut scenario = Scenario::new(title);
    for (amount, n) in amounts.iter().zip(1..) {
        let place = lab::Key::within(format!("pay-{n}"), format!("token-{n}"));
        scenario = scenario.given("entities", place, &true);
        for _ in 0..if n == 1 { 1 + copies } else { 1 } {
            scenario = scenario.given_message("payments", &payment(n, *amount));
        }
    }
    let (paid, sums): (u32, _) = (amounts.iter().sum(), sums(amounts));
    let seen = move |total| format!("ada has paid {paid}, and her total is {total}");
    let due = u32::from(paid >= 100);
    scenario
        .consumer("loyalty", "payments", workers, consumer(Shop::new, book))
        .consumer("mail", "events", 1, consumer(Shop::new, print))
        .reliable()
        .always("no payment counts twice", move |view| ensure(sums.contains(&total(view)), || seen(total(view))))
        .always("a coupon is printed once", |view| {
            ensure(printed(view) <= 1, || format!("ada got one coupon, and {} letters are printed", printed(view)))
        })
        .finally("every payment counts", move |view| ensure(total(view) == paid, || seen(total(view))))
        .finally("whoever comes to 100 gets a letter", move |view| {
            ensure(printed(view) == due, || format!("ada has paid {paid}, and {} letters are printed", printed(view)))
        })
}

/// What is kept about messages: all items but the two envelopes, wherever they are.
fn kept(view: &View<'_>) -> Vec<(String, Id)> {
    let stores = view.stores().into_iter();
    let items = stores.flat_map(|store| view.keys(&store).into_iter().map(move |key| (store.to_string(), key)));
    items.filter(|(_, key)| ![ADA, MAIL].contains(&key.item.as_str())).map(|(store, key)| (store, key.item)).collect()
}

/// The two envelopes as they are stored.
fn envelopes(view: &View<'_>) -> [String; 2] {
    let ada = view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).unwrap_or_default();
    let mail = view.item::<Envelope<Letters>>("entities", &Id::new(MAIL)).unwrap_or_default();
    [Bytes::of(&*ada).text(), Bytes::of(&*mail).text()]
}

/// No garbage, I7: what is left when all is quiet.
fn nothing_is_left() -> Rule {
    ready::no_garbage("of messages that are over nothing is kept", |view| {
        let kept = kept(view).into_iter().map(|(store, item)| format!("{item} in `{store}`"));
        let [ada, mail] = envelopes(view);
        let ada = ada.contains("booked-").then(|| "an id of a message in the envelope of ada".to_string());
        let mail = mail.contains("token").then(|| "a token in the envelope of mail-ada".to_string());
        kept.chain(ada).chain(mail).collect()
    })
}

/// Bounded, I8: `more` is what attempts that died may leave.
fn no_more_than_is_on_its_way(more: u64) -> Rule {
    let on_its_way = move |view: &View<'_>| {
        let payments = view.messages::<PaymentBooked>("payments");
        let events = view.messages::<Wire>("events");
        let ids = payments.iter().map(|message| &message.id).chain(events.iter().map(|wire| &wire.id));
        ids.collect::<BTreeSet<_>>().len() as u64 + more
    };
    let not_to_be_sent = |view: &View<'_>| {
        let envelopes = envelopes(view).concat();
        kept(view).iter().filter(|(_, item)| !envelopes.contains(item.as_str())).count() as u64
    };
    let sentence = "no more is kept than there are messages on their way, or still to be sent";
    ready::bounded_state(sentence, "items beside the envelopes", on_its_way, not_to_be_sent)
}

fn a_coupon_is_due(view: &View<'_>, wire: &Wire) -> Result<(), String> {
    let Event::CouponGranted(customer) = &wire.event;
    ensure(total(view) >= 100, || format!("the world hears: a coupon for {customer}. The saved total is {}", total(view)))
}

fn crashes(scenario: Scenario, most: u8) -> Scenario {
    scenario.crashes(most).witness("a worker crashed", |view| view.crashes() > 0)
}

#[test]
fn a_payment_brings_a_letter() {
    payments("one payment", 1, &[150], 0).check();
}

#[test]
fn a_copy_after_a_century_counts_for_nothing() {
    let scenario = payments("one payment, and a copy from long ago", 1, &[150], 0).late_duplicates();
    let scenario = scenario.faults(Fault::Duplicate, 1).faults(Fault::Eviction, 1).clock_jumps(1, A_CENTURY);
    let late = |view: &View<'_>| view.faults(Fault::Duplicate) > 0 && view.faults(Fault::ClockJump) > 0;
    scenario.witness("a copy came late", late).check();
}

#[test]
fn nothing_is_kept_of_what_is_over() {
    let scenario = payments("one payment, and what is left of it", 1, &[150], 0);
    scenario.rule(nothing_is_left()).rule(no_more_than_is_on_its_way(0)).check();
}

#[test]
fn a_crash_prints_no_second_letter() {
    crashes(payments("one payment, a crash", 1, &[150], 0), 1).check();
}

#[test]
fn a_crash_leaves_nothing_behind() {
    let scenario = crashes(payments("a payment and a copy, two crashes", 1, &[150], 1), 2);
    let scenario = scenario.faults(Fault::Ambiguous, 1).rule(nothing_is_left());
    scenario.rule(no_more_than_is_on_its_way(0)).check();
}

#[test]
fn two_copies_at_once_count_once() {
    let scenario = payments("one payment, two copies at once", 2, &[150], 1);
    scenario.rule(nothing_is_left()).rule(no_more_than_is_on_its_way(0)).check();
}

#[test]
fn xa() {
    let scenario = payments("two payments and a copy, two things fail", 2, &[60, 50], 1);
    let scenario = crashes(scenario, 1).faults(Fault::Ambiguous, 1);
    let scenario = scenario.rule(ready::no_ghost("what the world hears follows from what is saved", "events", a_coupon_is_due));
    scenario.rule(no_more_than_is_on_its_way(1)).check();
}
#[test]
fn xb() {
    let scenario = payments("two payments, two things fail", 2, &[60, 50], 0);
    let scenario = crashes(scenario, 1).faults(Fault::Ambiguous, 1);
    let scenario = scenario.rule(ready::no_ghost("what the world hears follows from what is saved", "events", a_coupon_is_due));
    scenario.rule(no_more_than_is_on_its_way(1)).rule(nothing_is_left()).check();
}
#[test]
fn xc() {
    let scenario = payments("one payment and a copy, two things fail", 2, &[150], 1);
    let scenario = crashes(scenario, 1).faults(Fault::Ambiguous, 1);
    let scenario = scenario.rule(ready::no_ghost("what the world hears follows from what is saved", "events", a_coupon_is_due));
    scenario.rule(no_more_than_is_on_its_way(1)).rule(nothing_is_left()).check();
}

#[test]
fn two_equal_payments_are_two() {
    payments("two payments of 60", 2, &[60, 60], 0).check();
}
