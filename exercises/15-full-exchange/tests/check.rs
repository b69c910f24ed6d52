//! Given: no need to edit. Billing and Payments in one world, what goes wrong in it, and what must be true of both together.

use std::collections::BTreeMap;

use full_exchange::payments::{Account, Asked, Payments, answer};
use full_exchange::{Billing, ChargeAnswered, ChargeRequested, Event, Wire, answered, charge};
use lab::{Check, Failure, Fault, Id, Key, Queue, Rule, Scenario, Store, View, World};
use lab::{consumer, ensure, ready, service};

/// Whose account is charged, and by how much. Everybody has 100.
pub type Bill = (&'static str, u32);

pub const ADA: Bill = ("ada", 30);
const BOB: Bill = ("bob", 500);
const EVE: Bill = ("eve", 30);

/// The bill of ada is `bill-ada`.
pub fn requested((account, amount): Bill) -> ChargeRequested {
    let bill = Id::new(format!("bill-{account}"));
    ChargeRequested { id: Id::new(format!("charge-{account}")), bill, account: Id::new(account), amount }
}

fn debited(view: &View<'_>, (account, _): Bill) -> u32 {
    view.item::<Account>("payments", &Id::new(account)).map_or(0, |account| 100_u32.saturating_sub(account.balance))
}

fn due((_, amount): Bill) -> u32 {
    if amount <= 100 { amount } else { 0 }
}

fn seen(view: &View<'_>, bill: Bill) -> String {
    format!("the bill is {}, and {} is debited by {}", bill.1, bill.0, debited(view, bill))
}

fn the_world_hears_the_truth(bills: &'static [Bill]) -> Rule {
    let step = move |heard: &mut BTreeMap<Id, String>, event: &lab::Event, view: &View<'_>| {
        let message = match event {
            lab::Event::Sent { queue, message } if **queue == *"events" => message,
            _ => return Ok(()),
        };
        let told = message.body.read::<Wire>()?.event;
        let (Event::BillingSucceeded(id) | Event::BillingFailed(id)) = &told;
        let bill = *bills.iter().find(|bill| requested(**bill).bill == *id).ok_or(format!("nobody knows {id}"))?;
        let now = format!("{told:?}");
        let first = heard.entry(id.clone()).or_insert(now.clone());
        ensure(*first == now, || format!("first the world hears {first}, and then {now}"))?;
        let is_true = matches!(told, Event::BillingSucceeded(_)) == (due(bill) > 0);
        ensure(is_true && debited(view, bill) == due(bill), || format!("the world hears {now}; {}", seen(view, bill)))
    };
    let end = move |heard: &BTreeMap<Id, String>, view: &View<'_>| {
        bills.iter().try_for_each(|bill| {
            let unheard = || format!("{}, and nobody hears how it ended", seen(view, *bill));
            ensure(heard.contains_key(&requested(*bill).bill), unheard)?;
            ensure(debited(view, *bill) == due(*bill), || seen(view, *bill))
        })
    };
    Rule::fold("a bill ends once, and the world hears the truth of it", BTreeMap::new(), step, end)
}

/// Where Payments refuses eve, who has no account, somebody opens it and sends the message again, once.
struct Desk {
    billing: Billing,
    accounts: Store<Account>,
    to_billing: Queue<ChargeRequested>,
}

fn desk(world: &World) -> Desk {
    Desk { billing: Billing::new(world), accounts: world.store("payments"), to_billing: world.queue("to-billing") }
}

async fn mended(desk: &Desk, account: &Id, done: &Result<(), Failure>) -> bool {
    let refused = matches!(done, Err(Failure::Refused(_))) && account.as_str() == EVE.0;
    refused && desk.accounts.create(Key::new("eve"), &Account { balance: 100 }).await.is_ok()
}

async fn charged(desk: &Desk, message: ChargeRequested) -> Result<(), Failure> {
    let done = charge(&desk.billing, message.clone()).await;
    if mended(desk, &message.account, &done).await { desk.to_billing.send(&message).await } else { done }
}

async fn told(desk: &Desk, message: ChargeAnswered) -> Result<(), Failure> {
    let done = answered(&desk.billing, message.clone()).await;
    if mended(desk, &message.attempt.account, &done).await {
        desk.billing.follow_ups.send(&message).await
    } else {
        done
    }
}

/// How many workers there are of billing, answers and payments. Nothing fails in those who are not `frail`.
pub fn shop(title: &str, bills: &'static [Bill], [billing, answers, payments]: [usize; 3], frail: &[&str]) -> Scenario {
    let mut scenario = Scenario::new(title).always("a bill is debited once at most", move |view| {
        bills.iter().try_for_each(|bill| ensure(debited(view, *bill) <= due(*bill), || seen(view, *bill)))
    });
    for bill in bills {
        scenario = scenario.given_message("to-billing", &requested(*bill));
        if bill.0 != EVE.0 {
            scenario = scenario.given("payments", &Id::new(bill.0), &Account { balance: 100 });
        }
    }
    let within = |scenario: Scenario, name| if frail.contains(&name) { scenario } else { scenario.reliable() };
    scenario = within(scenario.consumer("billing", "to-billing", billing, consumer(desk, charged)), "billing");
    scenario = within(scenario.service("payments", payments, service(Payments::new, answer)), "payments");
    if answers == 0 {
        let waits = |view: &View<'_>| !view.messages::<ChargeAnswered>("to-answers").is_empty();
        return scenario.witness("the follow-up waits", waits);
    }
    scenario = scenario.consumer("answers", "to-answers", answers, consumer(desk, told));
    within(scenario, "answers")
        .rule(the_world_hears_the_truth(bills))
        .rule(ready::consistent_output("all copies of an event are equal, to the byte", "events"))
        .finally("an answer that has arrived is kept by nobody", |view| {
            let asked = |key: &Key| view.item::<Asked>("payments", key.clone());
            let mut charges = view.keys("payments").into_iter().filter(|key| key.partition != key.item);
            let kept = charges.find(|key| asked(key).is_some_and(|asked| asked.answer.is_some()));
            kept.map_or(Ok(()), |key| Err(format!("Payments still keeps the answer to {key}")))
        })
        .witness("somebody is debited", move |view| bills.iter().any(|bill| debited(view, *bill) > 0))
}

/// What must be true where it can be: two workers *and* a crash are too much, see the debrief.
pub fn nothing_left(scenario: Scenario) -> Scenario {
    scenario.rule(ready::no_garbage("nothing is left over, here or there", |view| {
        let left = |store| view.keys(store).into_iter().filter(|key| key.partition != key.item);
        let charges = left("payments").map(|key| format!("the charge {key} at Payments"));
        charges.chain(left("bills").map(|key| format!("the attempt {key} at Billing"))).collect()
    }))
}

/// A message that fails for no other reason than its handler is a dead letter at once.
fn impatient(scenario: Scenario) -> Scenario {
    scenario.deliveries(1).dead_letters_allowed()
}

fn together(scenario: Scenario, most: u32, faults: &[Fault]) -> Scenario {
    faults.iter().fold(scenario, |scenario, fault| scenario.faults(*fault, 1)).faults_together(most)
}

#[test]
fn one_bill_one_debit_one_end() {
    nothing_left(impatient(shop("nothing fails", &[ADA], [1, 1, 1], &[]))).check();
}

#[test]
fn two_copies_are_one_debit() {
    let scenario = shop("two copies at once, the answers wait", &[ADA], [2, 0, 1], &[]);
    scenario.given_message("to-billing", &requested(ADA)).check();
}

#[test]
fn who_dies_before_the_commit_has_debited_nothing() {
    shop("billing dies, the answers wait", &[ADA], [1, 0, 1], &["billing"]).crashes(1).check();
}

#[test]
fn who_dies_over_an_answer_can_ask_for_it_again() {
    impatient(shop("answers dies", &[ADA], [1, 1, 1], &["answers"]).crashes(1)).check();
}

#[test]
fn what_is_gone_is_done() {
    shop("billing dies, answers goes on", &[ADA], [1, 1, 1], &["billing"]).crashes(1).deliveries(1).check();
}

#[test]
fn two_faults_leave_nothing() {
    let scenario = shop("one worker each, two things fail", &[ADA], [1, 1, 1], &["billing", "answers", "payments"]);
    let scenario = together(scenario, 2, &[Fault::Ambiguous, Fault::LostRequest, Fault::LostResponse]);
    nothing_left(scenario.crashes(2)).check();
}

#[test]
fn two_workers_leave_nothing() {
    let scenario = shop("two copies at once, nothing fails", &[ADA], [2, 1, 1], &[]);
    nothing_left(scenario.given_message("to-billing", &requested(ADA))).check();
}

#[test]
fn two_workers_and_two_faults_break_nothing() {
    let scenario = shop("two workers, two things fail", &[ADA], [2, 1, 1], &["billing"]);
    together(scenario, 2, &[Fault::Crash, Fault::Ambiguous, Fault::LeaseExpiry]).check();
}

#[test]
fn both_sides_may_die_and_lose_each_other() {
    let scenario = shop("either side dies", &[ADA], [2, 2, 2], &["billing", "answers", "payments"]);
    together(scenario, 2, &[Fault::Crash, Fault::Ambiguous, Fault::LostRequest, Fault::LostResponse]).check();
}

#[test]
fn who_cannot_pay_is_told() {
    let scenario = shop("two bills, and one is too much", &[ADA, BOB], [1, 1, 1], &["answers"]);
    nothing_left(impatient(scenario.crashes(1))).check();
}

#[test]
fn what_was_refused_can_be_mended() {
    impatient(shop("eve has no account, until somebody opens it", &[EVE], [1, 1, 1], &[])).check();
}
