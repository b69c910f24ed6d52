//! Given: no need to edit. What comes to Loyalty, and what must be true of what it saves, tells and keeps.

use std::collections::BTreeSet;

use lab::{Check, Event, Failure, Fault, Id, Judged, Rule, Scenario, View, consumer, ensure, ready};
use no_big_transaction::{Customer, Envelope, PaymentBooked, Shop, Wire, coupon, process};

const ADA: &str = "ada";

/// What ada pays for: the message's name, and the amount.
type Paid = (&'static str, u32);

const BOOK: Paid = ("book-paid", 120);
const GIFT: Paid = ("gift-paid", 150);

async fn book(loyalty: &Shop<Customer>, message: PaymentBooked) -> Result<(), Failure> {
    process(loyalty, message, coupon).await
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).map_or(0, |customer| customer.state.total)
}

/// A payment of ada. Each message has an id of its own; its copies share it.
fn booked((name, amount): Paid) -> PaymentBooked {
    PaymentBooked { id: Id::new(name), payment: Id::new(format!("pay-{amount}")), customer: Id::new(ADA), amount }
}

/// All totals that some of these payments make, each of them counted once.
fn sums(amounts: impl Iterator<Item = u32>) -> BTreeSet<u32> {
    amounts.fold(BTreeSet::from([0]), |sums, amount| sums.iter().flat_map(|sum| [*sum, sum + amount]).collect())
}

fn is_saved(view: &View<'_>, _: &Wire) -> Judged {
    ensure(total(view) >= 100, || format!("ada hears of a coupon, and her total is {}", total(view)))
}

fn coupon_of(event: &Event) -> Option<Id> {
    match event {
        Event::Sent { queue, message } if **queue == *"events" => Some(message.id.clone()),
        _ => None,
    }
}

fn whoever_comes_to_100_gets_a_coupon() -> Rule {
    let step = |heard: &mut Option<Id>, event: &Event, _: &View<'_>| {
        let coupon = coupon_of(event);
        let other = coupon.is_some() && heard.is_some() && coupon != *heard;
        *heard = heard.take().or(coupon);
        ensure(!other, || "ada hears of a second coupon, with another id".to_string())
    };
    Rule::fold("whoever comes to 100 gets a coupon, and only one", None, step, |heard, view| {
        let seen = || format!("ada's total is {}, and nobody has heard of a coupon", total(view));
        ensure(heard.is_some() || total(view) < 100, seen)
    })
}

/// What this rule remembers: whether a coupon was due when this delivery began, and whether it was heard of.
type Due = (bool, bool);

fn whoever_comes_next_tells_what_is_left() -> Rule {
    let step = |(due, heard): &mut Due, event: &Event, view: &View<'_>| {
        *heard |= coupon_of(event).is_some();
        match event {
            Event::Received { .. } => *due = total(view) >= 100,
            Event::Acked { message, .. } if *due && !*heard => {
                return Err(format!("ada's coupon was due before {} came, and nobody has heard of it", message.id));
            }
            _ => (),
        }
        Ok(())
    };
    Rule::fold("whoever comes next tells what a dead one has left to tell", (false, false), step, |_, _| Ok(()))
}

/// What is true whatever happens.
fn payments(title: &str, workers: usize, all: &[Paid]) -> Scenario {
    let amounts: Vec<u32> = all.iter().map(|(_, amount)| *amount).collect();
    let (once, paid) = (sums(amounts.iter().copied()), amounts.iter().sum::<u32>());
    let each = amounts.iter().map(u32::to_string).collect::<Vec<_>>().join(" and ");
    let seen = move |view: &View<'_>| format!("ada has paid {each}, and her total is {}", total(view));
    let and = seen.clone();
    let mut scenario = Scenario::new(title)
        .consumer("loyalty", "payments", workers, consumer(Shop::new, book))
        .always("no payment counts twice", move |view| ensure(once.contains(&total(view)), || seen(view)))
        .finally("every payment counts, or is a dead letter", move |view| {
            let dead = view.dead_letters::<PaymentBooked>("payments");
            let missing = sums(dead.iter().map(|message| message.amount));
            ensure(missing.contains(&paid.saturating_sub(total(view))), || and(view))
        })
        .rule(ready::no_ghost("what the world hears follows from what is saved", "events", is_saved))
        .rule(ready::consistent_output("all copies of an event are equal, to the byte", "events"));
    for each in all {
        scenario = scenario.given_message("payments", &booked(*each));
    }
    scenario
}

fn told(scenario: Scenario) -> Scenario {
    scenario.rule(whoever_comes_to_100_gets_a_coupon())
}

fn crashes(scenario: Scenario, most: u8) -> Scenario {
    scenario.crashes(most).witness("a worker crashed", |view| view.crashes() > 0)
}

fn nothing_is_left() -> Rule {
    let staged = |view: &View<'_>| view.keys("staged").iter().map(|key| format!("{key}, staged")).collect();
    ready::no_garbage("nothing stays staged", staged)
}

/// How many items were staged, and how many payments counted.
type Staged = (usize, usize);

fn what_counted_is_not_kept() -> Rule {
    let step = |(staged, counted): &mut Staged, event: &Event, _: &View<'_>| {
        match event {
            Event::Wrote { store, before: None, after: Some(_), .. } if **store == *"staged" => *staged += 1,
            Event::Wrote { store, before, after: Some(after), .. } if **store == *"entities" => {
                let before: Option<Envelope<Customer>> = before.as_ref().map(|before| before.read()).transpose()?;
                let before = before.map_or(Customer::default(), |before| before.state);
                *counted += usize::from(before != after.read::<Envelope<Customer>>()?.state);
            }
            _ => (),
        }
        Ok(())
    };
    let sentence = "what was staged for a payment that counts is gone in the end";
    Rule::fold(sentence, (0, 0), step, |(staged, counted), view| {
        let (left, lost) = (view.keys("staged").len(), staged - counted);
        ensure(left <= lost, || {
            format!("attempts that staged: {staged}, payments that count: {counted}, still staged: {left}")
        })
    })
}

#[test]
fn one_payment_one_coupon() {
    told(payments("one payment", 1, &[GIFT])).rule(nothing_is_left()).check();
}

#[test]
fn who_comes_after_a_dead_letter_finishes_it() {
    let scenario = payments("a crash, and a broker that gives up", 1, &[BOOK, GIFT]).deliveries(1).crashes_count();
    let scenario = crashes(scenario.rule(whoever_comes_next_tells_what_is_left()), 1);
    let dead = |view: &View<'_>| view.dead_letters::<PaymentBooked>("payments").len();
    let scenario = scenario.always("nobody is a dead letter because of another one", move |view| {
        ensure(dead(view) <= 1, || "one crash makes one dead letter, and there are two".to_string())
    });
    scenario.witness("a dead letter counts", move |view| total(view) == 270 && dead(view) > 0).check();
}

#[test]
fn who_comes_back_is_not_counted_again() {
    let scenario = crashes(told(payments("two payments, one thing fails", 1, &[BOOK, GIFT])), 1);
    scenario.faults(Fault::Ambiguous, 1).faults_together(1).check();
}

#[test]
fn two_workers_leave_nothing_behind() {
    told(payments("two workers, and nothing fails", 2, &[BOOK, GIFT])).rule(nothing_is_left()).check();
}

#[test]
fn two_faults_leave_nothing_that_counted() {
    let scenario = told(payments("one payment, two things fail", 1, &[GIFT]));
    let scenario = crashes(scenario.rule(what_counted_is_not_kept()), 2);
    scenario.faults(Fault::Ambiguous, 1).faults_together(2).check();
}

#[test]
fn two_workers_and_two_faults_break_nothing() {
    let scenario = crashes(told(payments("two payments, two things fail", 2, &[BOOK, GIFT])), 1);
    scenario.faults(Fault::Ambiguous, 1).faults_together(2).check();
}

#[test]
fn copies_on_two_workers_break_nothing() {
    let scenario = told(payments("two copies, two things fail", 2, &[GIFT]));
    let scenario = crashes(scenario.given_message("payments", &booked(GIFT)), 1);
    scenario.faults(Fault::Ambiguous, 1).faults_together(2).check();
}

#[test]
fn a_store_that_does_not_answer_says_nothing() {
    let scenario = crashes(told(payments("two payments, a crash, a store does not answer", 1, &[BOOK, GIFT])), 1);
    let silent = |view: &View<'_>| view.faults(Fault::Unavailable) > 0;
    scenario.faults(Fault::Unavailable, 1).witness("a store did not answer", silent).check();
}

#[test]
fn two_equal_payments_are_two() {
    told(payments("two payments of 60", 1, &[("pen-paid", 60), ("card-paid", 60)])).check();
}
