//! Given: the mob's half. A voucher takes something off a bill. It may come at any time, as long as the bill is not charged.
//!
//! Run `cargo xtask check 15 --mob`. Both halves must be green in the end.

use full_exchange::payments::{Account, Payments, answer};
use full_exchange::{Billing, ChargeRequested, Envelope, Event, Stored, Wire, answered, charge};
use lab::{
    Check, Failure, Fault, Id, Item, Key, Scenario, Store, View, World, client, consumer, ensure, ready, service,
};

const BILL: &str = "bill-ada";

fn requested() -> ChargeRequested {
    ChargeRequested { id: Id::new("charge-ada"), bill: Id::new(BILL), account: Id::new("ada"), amount: 30 }
}

fn voucher(view: &View<'_>) -> u32 {
    match view.item::<Stored>("bills", &Id::new(BILL)).as_deref() {
        Some(Stored::Bill(Envelope { voucher, .. })) => voucher.unwrap_or_default(),
        _ => 0,
    }
}

fn debited(view: &View<'_>) -> u32 {
    let account = view.item::<Account>("payments", &Id::new("ada")).expect("nobody closes the account");
    100_u32.saturating_sub(account.balance)
}

fn seen(view: &View<'_>) -> String {
    format!("the bill is 30, the voucher on it takes {} off, and ada is debited by {}", voucher(view), debited(view))
}

/// What is true of a bill with a voucher on it, if it has come in time.
fn shop(title: &str, workers: usize) -> Scenario {
    Scenario::new(title)
        .given("payments", &Id::new("ada"), &Account { balance: 100 })
        .given_message("to-billing", &requested())
        .consumer("billing", "to-billing", workers, consumer(Billing::new, charge))
        .consumer("answers", "to-answers", 1, consumer(Billing::new, answered))
        .service("payments", 1, service(Payments::new, answer))
        .always("who pays, pays what is on the bill", |view| {
            ensure([0, 30 - voucher(view)].contains(&debited(view)), || seen(view))
        })
        .rule(ready::no_ghost("who hears that it is paid hears the truth", "events", |view, wire: &Wire| {
            let is_paid = matches!(wire.event, Event::BillingSucceeded(_)) && debited(view) > 0;
            ensure(is_paid, || format!("the world hears {:?}; {}", wire.event, seen(view)))
        }))
        .finally("every bill is paid in the end", |view| ensure(debited(view) > 0, || seen(view)))
        .witness("somebody pays less", |view| debited(view) == 20)
}

fn nothing_left(scenario: Scenario) -> Scenario {
    scenario.rule(ready::no_garbage("nothing is left over, here or there", |view| {
        let stores = ["payments", "bills"].into_iter().flat_map(|store| view.keys(store));
        stores.filter(|key| key.partition != key.item).map(|key| key.to_string()).collect()
    }))
}

/// Puts a voucher on the bill, unless it is too late.
async fn put_a_voucher_on_it(bills: &Store<Stored>) -> Result<(), Failure> {
    let with = |envelope| Stored::Bill(Envelope { voucher: Some(10), ..envelope });
    match bills.load(Key::new(BILL)).await? {
        Some(Item { value: Stored::Bill(envelope), etag }) if envelope.outbox.is_empty() => {
            bills.replace(Key::new(BILL), &with(envelope), etag).await.map(drop)
        }
        None => bills.create(Key::new(BILL), &with(Envelope::default())).await.map(drop),
        _ => Ok(()),
    }
}

fn with_a_desk(scenario: Scenario) -> Scenario {
    let desk = async |bills: &Store<Stored>| {
        // Once more where somebody was faster.
        if put_a_voucher_on_it(bills).await.is_err() {
            let _ = put_a_voucher_on_it(bills).await;
        }
    };
    scenario.client("desk", client(|world: &World| world.store("bills"), desk)).reliable()
}

#[test]
fn a_voucher_takes_something_off() {
    let bill = Stored::Bill(Envelope { voucher: Some(10), ..Envelope::default() });
    nothing_left(shop("a bill with a voucher", 1).given("bills", &Id::new(BILL), &bill)).check();
}

#[test]
fn a_voucher_comes_between_two_attempts() {
    let scenario = shop("a voucher comes at any time", 1).crashes(1).faults(Fault::LostResponse, 1);
    nothing_left(with_a_desk(scenario.faults_together(1))).check();
}

#[test]
fn two_workers_and_a_voucher() {
    let scenario = shop("two workers and a voucher, one thing fails", 2).crashes(1);
    let scenario = scenario.faults(Fault::LeaseExpiry, 1).faults(Fault::Ambiguous, 1).faults_together(1);
    with_a_desk(scenario).check();
}
