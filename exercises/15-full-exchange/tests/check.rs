//! Given: no need to edit. Billing and Payments in one world, what goes wrong in it, and what must be true of both together.

use std::collections::BTreeMap;

use full_exchange::payments::{Account, Asked, Payments, answer};
use full_exchange::{Billing, ChargeRequested, Event, Wire, answered, charge};
use lab::{
    Check, Fault, Id, Key, Queue, Rule, Scenario, Store, View, World, client, consumer, ensure, ready, service,
};

/// Whose account is to be charged, and by how much.
type Bill = (&'static str, u32);

const ADA: Bill = ("ada", 30);
const BOB: Bill = ("bob", 500);
const BALANCE: u32 = 100;

/// The bill of ada is `bill-ada`.
fn requested((account, amount): Bill) -> ChargeRequested {
    let bill = Id::new(format!("bill-{account}"));
    ChargeRequested { id: Id::new(format!("charge-{account}")), bill, account: Id::new(account), amount }
}

fn debited(view: &View<'_>, (account, _): Bill) -> u32 {
    let balance = view.item::<Account>("payments", &Id::new(account)).map_or(BALANCE, |account| account.balance);
    BALANCE.saturating_sub(balance)
}

fn due((_, amount): Bill) -> u32 {
    if amount <= BALANCE { amount } else { 0 }
}

/// Who, by chance or fault, runs beside whom.
struct Workers {
    billing: usize,
    answers: usize,
    payments: usize,
}

const ONE_EACH: Workers = Workers { billing: 1, answers: 1, payments: 1 };

/// Who has something to do here. Nothing fails in those who are not in `may_fail`.
fn shop(title: &str, bills: &[Bill], workers: Workers, may_fail: &[&str]) -> Scenario {
    let mut scenario = Scenario::new(title);
    for bill in bills {
        scenario = scenario.given("payments", &Id::new(bill.0), &Account { balance: BALANCE });
        scenario = scenario.given_message("to-billing", &requested(*bill));
    }
    let reliable = |scenario: Scenario, name| if may_fail.contains(&name) { scenario } else { scenario.reliable() };
    scenario = scenario.consumer("billing", "to-billing", workers.billing, consumer(Billing::new, charge));
    scenario = reliable(scenario, "billing");
    if workers.answers > 0 {
        scenario = scenario.consumer("answers", "to-answers", workers.answers, consumer(Billing::new, answered));
        scenario = reliable(scenario, "answers");
    }
    scenario = scenario.service("payments", workers.payments, service(Payments::new, answer));
    reliable(scenario, "payments")
}

/// What is true at any time.
fn one_debit(scenario: Scenario, bills: &'static [Bill]) -> Scenario {
    let scenario = scenario.always("a bill is debited once at most", move |view| {
        let wrong = bills.iter().find(|bill| debited(view, **bill) > due(**bill));
        wrong.map_or(Ok(()), |bill| {
            let (account, amount) = bill;
            Err(format!("the bill is {amount}, and {account} is debited by {}", debited(view, *bill)))
        })
    });
    scenario.witness("somebody is debited", move |view| bills.iter().any(|bill| debited(view, *bill) > 0))
}

/// What is true when the second message is handled, too.
fn one_end(scenario: Scenario, bills: &'static [Bill]) -> Scenario {
    let step = move |heard: &mut BTreeMap<Id, String>, event: &lab::Event, view: &View<'_>| {
        let lab::Event::Sent { queue, message } = event else { return Ok(()) };
        if **queue != *"events" {
            return Ok(());
        }
        let told = message.body.read::<Wire>()?.event;
        let (Event::BillingSucceeded(id) | Event::BillingFailed(id)) = &told;
        let bill = bills.iter().find(|bill| requested(**bill).bill == *id).ok_or(format!("nobody knows {id}"))?;
        let now = format!("{told:?}");
        let first = heard.entry(id.clone()).or_insert(now.clone()).clone();
        ensure(first == now, || format!("first the world hears {first}, and then {now}"))?;
        let is_true = matches!(told, Event::BillingSucceeded(_)) == (due(*bill) > 0);
        ensure(is_true && debited(view, *bill) == due(*bill), || {
            format!("the world hears {now}. The bill is {}, and {} are debited", bill.1, debited(view, *bill))
        })
    };
    let end = move |heard: &BTreeMap<Id, String>, view: &View<'_>| {
        for bill in bills {
            let (account, amount) = bill;
            let seen = || format!("the bill is {amount}, and {account} is debited by {}", debited(view, *bill));
            ensure(debited(view, *bill) == due(*bill), seen)?;
            let unheard = || format!("{}, and nobody hears how it ended", seen());
            ensure(heard.contains_key(&requested(*bill).bill), unheard)?;
        }
        Ok(())
    };
    scenario
        .rule(Rule::fold("a bill ends once, and the world hears the truth", BTreeMap::new(), step, end))
        .rule(ready::consistent_output("all copies of an event are equal, to the byte", "events"))
        .finally("an answer that has arrived is kept by nobody", |view| {
            let asked = |key: &Key| view.item::<Asked>("payments", key.clone());
            let mut charges = view.keys("payments").into_iter().filter(|key| key.partition != key.item);
            let kept = charges.find(|key| asked(key).is_some_and(|asked| asked.answer.is_some()));
            kept.map_or(Ok(()), |key| Err(format!("Payments still keeps the answer to {key}")))
        })
}

/// What must be true where no fence is needed: see README.md.
fn nothing_left(scenario: Scenario, bills: &'static [Bill]) -> Scenario {
    scenario.rule(ready::no_garbage("nothing is left over, here or there", move |view| {
        let accounts = bills.iter().map(|bill| Id::new(bill.0)).collect::<Vec<_>>();
        let charges = view.keys("payments").into_iter().filter(|key| !accounts.contains(&key.item));
        let left = charges.map(|key| format!("charge {key} at Payments"));
        left.chain(view.keys("attempts").iter().map(|key| format!("attempt {key}"))).collect()
    }))
}

fn whole(scenario: Scenario, bills: &'static [Bill]) -> Scenario {
    one_end(one_debit(scenario, bills), bills)
}

#[test]
fn one_bill_one_debit_one_end() {
    let scenario = shop("two bills, nothing fails", &[ADA, BOB], ONE_EACH, &[]);
    nothing_left(whole(scenario, &[ADA, BOB]), &[ADA, BOB]).check();
}

#[test]
fn two_copies_are_one_debit() {
    let workers = Workers { billing: 2, ..ONE_EACH };
    let scenario = shop("two copies at once, nothing fails", &[ADA], workers, &[]);
    whole(scenario.given_message("to-billing", &requested(ADA)), &[ADA]).check();
}

#[test]
fn a_crash_before_the_commit_debits_nothing() {
    let workers = Workers { answers: 0, ..ONE_EACH };
    let scenario = shop("billing dies, the answers wait", &[ADA], workers, &["billing"]);
    one_debit(scenario.crashes(1), &[ADA]).check();
}

#[test]
fn a_crash_loses_no_answer() {
    let scenario = shop("whoever handles the answer dies", &[ADA], ONE_EACH, &["answers"]);
    whole(scenario.crashes(1), &[ADA]).check();
}

#[test]
fn what_is_gone_is_done() {
    let scenario = shop("billing dies, the answers go on", &[ADA], ONE_EACH, &["billing"]);
    whole(scenario.crashes(1), &[ADA]).check();
}

#[test]
fn two_crashes_leave_nothing() {
    let scenario = shop("one worker dies twice", &[ADA], ONE_EACH, &["billing", "answers"]);
    nothing_left(whole(scenario.crashes(2), &[ADA]), &[ADA]).check();
}

#[test]
fn two_workers_leave_nothing() {
    let workers = Workers { billing: 2, ..ONE_EACH };
    let scenario = shop("two copies at once, nothing is left over", &[ADA], workers, &[]);
    let scenario = scenario.given_message("to-billing", &requested(ADA));
    nothing_left(whole(scenario, &[ADA]), &[ADA]).check();
}

#[test]
fn billing_dies_and_an_answer_is_lost() {
    let workers = Workers { billing: 2, ..ONE_EACH };
    let scenario = shop("two workers, two things fail", &[ADA], workers, &["billing", "answers", "payments"]);
    let scenario = scenario.crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::LostRequest, 1);
    let scenario = scenario.faults(Fault::LostResponse, 1).faults(Fault::LeaseExpiry, 1).faults_together(2);
    whole(scenario, &[ADA]).check();
}

#[test]
fn payments_dies_and_an_answer_is_lost() {
    let workers = Workers { payments: 2, ..ONE_EACH };
    let scenario = shop("payments dies, and one more thing", &[ADA], workers, &["billing", "answers", "payments"]);
    let scenario = scenario.crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::LostRequest, 1);
    whole(scenario.faults(Fault::LostResponse, 1).faults_together(2), &[ADA]).check();
}

struct Desk {
    accounts: Store<Account>,
    to_billing: Queue<ChargeRequested>,
}

fn desk(world: &World) -> Desk {
    Desk { accounts: world.store("payments"), to_billing: world.queue("to-billing") }
}

#[test]
fn what_was_refused_can_be_mended() {
    const EVE: Bill = ("eve", 30);
    let opens = async move |desk: &Desk| {
        let account = desk.accounts.create(Key::new("eve"), &Account { balance: BALANCE }).await;
        account.expect("nobody else opens it");
        desk.to_billing.send(&requested(EVE)).await.expect("nothing fails here");
    };
    let scenario = Scenario::new("no account yet; somebody opens it, and sends the bill again");
    let scenario = scenario.given_message("to-billing", &requested(EVE)).dead_letters_allowed();
    let scenario = scenario.consumer("billing", "to-billing", 1, consumer(Billing::new, charge));
    let scenario = scenario.consumer("answers", "to-answers", 1, consumer(Billing::new, answered));
    let scenario = scenario.service("payments", 1, service(Payments::new, answer));
    whole(scenario.client("desk", client(desk, opens)), &[EVE]).check();
}
