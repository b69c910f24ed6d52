//! Given: no need to edit. What comes to Loyalty, and what must be true of what it saves and tells.

use std::collections::BTreeMap;

use lab::process::OnMessage;
use lab::{Check, Failure, Fault, Id, Judged, Rule, Scenario, View, consumer, ensure, ready};
use outbox::{Customer, Envelope, Event, PaymentBooked, Raffle, RaffleEntered, Shop, Wire};
use outbox::{coupon, process, raffle};

const ADA: &str = "ada";
const RAFFLE: &str = "raffle";

async fn book(loyalty: &Shop<Customer>, message: PaymentBooked) -> Result<(), Failure> {
    process(loyalty, message, coupon).await
}

async fn enter(loyalty: &Shop<Raffle>, message: RaffleEntered) -> Result<(), Failure> {
    process(loyalty, message, raffle).await
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).map_or(0, |customer| customer.state.total)
}

fn winner(view: &View<'_>) -> String {
    let raffle = view.item::<Envelope<Raffle>>("entities", &Id::new(RAFFLE));
    raffle.and_then(|raffle| raffle.state.winner.clone()).map_or("nobody".into(), |winner| winner.to_string())
}

fn words(event: &Event) -> String {
    match event {
        Event::CouponGranted(customer) => format!("a coupon for {customer}"),
        Event::Won(customer) => format!("{customer} has won"),
        Event::Lost(customer) => format!("{customer} has lost"),
        Event::RaffleOver(_) => "the raffle is over".into(),
        Event::CardScratched(customer, number) => format!("number {number} for {customer}"),
    }
}

fn nothing_is_ahead_of_the_store() -> Rule {
    ready::no_ghost("what the world hears follows from what is saved", "events", is_saved)
}

fn is_saved(view: &View<'_>, wire: &Wire) -> Judged {
    let (true_now, saved) = match &wire.event {
        Event::CouponGranted(_) => (total(view) >= 100, format!("total {}", total(view))),
        Event::Won(customer) => (winner(view) == customer.as_str(), format!("{} as the winner", winner(view))),
        _ => (winner(view) != "nobody", "no winner".to_string()),
    };
    ensure(true_now, || format!("the world hears: {}. What is saved is {saved}", words(&wire.event)))
}

/// What the world has heard, by id.
type Heard = BTreeMap<Id, String>;

/// A rule about what the world hears: `each` time, and in the `end`.
fn hears(
    sentence: &str,
    each: impl Fn(&Heard, &Id, &str) -> Judged + Send + Sync + 'static,
    end: impl Fn(&[&str]) -> Judged + Send + Sync + 'static,
) -> Rule {
    let step = move |heard: &mut Heard, event: &lab::Event, _: &View<'_>| match event {
        lab::Event::Sent { queue, message } if **queue == *"events" => {
            let now = words(&message.body.read::<Wire>()?.event);
            let judged = each(heard, &message.id, &now);
            heard.entry(message.id.clone()).or_insert(now);
            judged
        }
        _ => Ok(()),
    };
    let end = move |heard: &Heard, _: &View<'_>| end(&heard.values().map(|words| &**words).collect::<Vec<_>>());
    Rule::fold(sentence, Heard::new(), step, end)
}

fn hears_in_the_end(sentence: &str, end: impl Fn(&[&str]) -> Judged + Send + Sync + 'static) -> Rule {
    hears(sentence, |_, _, _| Ok(()), end)
}

/// What is true of both domains.
fn loyalty(title: &str, queue: &str, workers: usize, handler: OnMessage) -> Scenario {
    let one_voice = hears(
        "nobody hears first one thing, and then another",
        |heard, id, now| match heard.get(id) {
            Some(first) if first != now => {
                Err(format!("the world heard: {first}. Now it hears under the same id: {now}"))
            }
            _ => Ok(()),
        },
        |_| Ok(()),
    );
    let one_id = hears(
        "an event has one id, however often it is sent",
        |heard, id, now| {
            let other = heard.iter().find(|(other, first)| *other != id && *first == now);
            other.map_or(Ok(()), |_| Err(format!("the world hears a second time, and under another id: {now}")))
        },
        |_| Ok(()),
    );
    Scenario::new(title)
        .rule(one_voice)
        .rule(one_id)
        .rule(ready::consistent_output("all copies of an event are equal, to the byte", "events"))
        .consumer("loyalty", queue, workers, handler)
}

/// Payments of ada. Each message has an id of its own.
fn payments(title: &str, workers: usize, amounts: &'static [u32]) -> Scenario {
    let mut scenario = loyalty(title, "payments", workers, consumer(Shop::new, book));
    for (amount, n) in amounts.iter().zip(1..) {
        let (id, payment) = (Id::new(format!("booked-{n}")), Id::new(format!("pay-{n}")));
        let message = PaymentBooked { id, payment, customer: Id::new(ADA), amount: *amount };
        scenario = scenario.given_message("payments", &message);
    }
    let paid: u32 = amounts.iter().sum();
    let seen = move |total| format!("ada has paid {paid}, and her total is {total}");
    let due = move |heard: &[&str]| {
        let granted = heard.contains(&"a coupon for ada");
        ensure(granted || paid < 100, || format!("ada has paid {paid}, and nobody has heard of a coupon"))
    };
    scenario
        .always("no payment counts twice", move |view| ensure(total(view) <= paid, || seen(total(view))))
        .finally("every payment counts", move |view| ensure(total(view) == paid, || seen(total(view))))
        .rule(hears_in_the_end("whoever comes to 100 gets a coupon", due))
}

/// Entries in the raffle.
fn entries(title: &str, workers: usize, customers: &'static [&str]) -> Scenario {
    let mut scenario = loyalty(title, "entries", workers, consumer(Shop::new, enter));
    for (customer, n) in customers.iter().zip(1..) {
        let (id, raffle) = (Id::new(format!("entry-{n}")), Id::new(RAFFLE));
        scenario = scenario.given_message("entries", &RaffleEntered { id, raffle, customer: Id::new(customer) });
    }
    let answered = |heard: &[&str]| {
        let about = |customer: &str| heard.iter().filter(|words| words.starts_with(customer)).count();
        let unheard = customers.iter().find(|customer| about(customer) != 1);
        unheard.map_or(Ok(()), |customer| Err(format!("{customer} took part, and heard {} answers", about(customer))))
    };
    scenario.rule(hears_in_the_end("whoever takes part hears how it ended", answered))
}

fn a_win_ends_the_raffle() -> Rule {
    let over = |heard: &[&str]| {
        ensure(heard.contains(&"the raffle is over"), || {
            "there is a winner, and nobody has heard that it is over".into()
        })
    };
    hears_in_the_end("when the prize is won, the world hears that the raffle is over", over)
}

fn crashes(scenario: Scenario) -> Scenario {
    scenario.crashes(1).witness("a worker crashed", |view| view.crashes() > 0)
}

#[test]
fn one_payment_one_coupon() {
    payments("one payment", 1, &[150]).check();
}

#[test]
fn a_crash_loses_no_coupon() {
    let scenario = crashes(payments("two payments, one thing fails", 2, &[150, 150]));
    scenario.faults(Fault::LeaseExpiry, 1).faults(Fault::Ambiguous, 1).faults_together(1).check();
}

#[test]
fn who_has_won_does_not_lose() {
    let scenario = crashes(entries("two customers, one prize, one thing fails", 2, &["ada", "bob"]));
    scenario.faults(Fault::LeaseExpiry, 1).faults(Fault::Ambiguous, 1).faults_together(1).check();
}

#[test]
fn a_win_is_told_to_the_end() {
    let scenario = entries("a win has two events, one thing fails", 2, &["ada"]).rule(a_win_ends_the_raffle());
    crashes(scenario).faults(Fault::LeaseExpiry, 1).faults(Fault::Ambiguous, 1).faults_together(1).check();
}

#[test]
fn a_late_copy_counts_for_nothing() {
    let scenario = payments("a small payment, and a copy", 2, &[60]).late_duplicates();
    let scenario = scenario.rule(nothing_is_ahead_of_the_store()).faults(Fault::Duplicate, 1);
    scenario.witness("a copy came", |view| view.faults(Fault::Duplicate) > 0).check();
}

#[test]
fn a_copy_after_many_others_counts_for_nothing() {
    crashes(payments("six payments, one worker, which may die", 1, &[100, 10, 10, 10, 10, 10])).check();
}

#[test]
fn two_workers_and_two_faults_break_nothing() {
    let scenario = entries("two customers, one prize, two things fail", 2, &["ada", "bob"]);
    let scenario = scenario.rule(nothing_is_ahead_of_the_store()).rule(a_win_ends_the_raffle());
    let scenario = crashes(scenario).faults(Fault::LeaseExpiry, 1).faults(Fault::Ambiguous, 1);
    scenario.faults_together(2).check();
}

#[test]
fn two_equal_payments_are_two() {
    payments("two payments of 60", 2, &[60, 60]).check();
}
