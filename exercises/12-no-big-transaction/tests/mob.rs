//! Given: the mob's half. Each payment brings an invoice, and that does not go into a message: it lies in a blob store.
//!
//! Change `src/lib.rs`, and run `cargo xtask check 12 --mob`. Both halves must be green in the end.

use std::collections::BTreeMap;

use lab::{Check, Failure, Fault, Id, Judged, Rule, Scenario, View, consumer, ensure, ready};
use no_big_transaction::{Customer, Envelope, Event, PaymentBooked, Shop, Wire, hash_of, process};

const ADA: &str = "ada";
const PAID: [(&str, u32); 2] = [("book-paid", 120), ("gift-paid", 150)];

/// The domain: each payment brings an invoice, and the invoice says how much it is in all.
fn invoice(customer: &Customer, message: &PaymentBooked) -> (Customer, Vec<Event>) {
    let total = customer.total + message.amount;
    (Customer { total }, vec![Event::Invoice(format!("paid {}, in all {total}", message.amount))])
}

async fn book(loyalty: &Shop<Customer>, message: PaymentBooked) -> Result<(), Failure> {
    process(loyalty, message, invoice).await
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).map_or(0, |customer| customer.state.total)
}

/// Of which invoices the world has heard: by event, the name of the blob and the hash of its text.
type Heard = BTreeMap<Id, (Id, String)>;

fn hears(
    sentence: &str,
    each: fn(&Heard, &View<'_>) -> Judged,
    end: impl Fn(&Heard, &View<'_>) -> Judged + Send + Sync + 'static,
) -> Rule {
    let step = move |heard: &mut Heard, event: &lab::Event, view: &View<'_>| {
        if let lab::Event::Sent { queue, message } = event
            && **queue == *"events"
        {
            match message.body.read::<Wire>()?.event {
                Event::InvoiceAt(blob, hash) => heard.insert(message.id.clone(), (blob, hash)),
                _ => return Err("the invoice itself is in the message".to_string()),
            };
        }
        each(heard, view)
    };
    Rule::fold(sentence, Heard::new(), step, end)
}

fn lies_there(heard: &Heard, view: &View<'_>) -> Judged {
    let blobs: BTreeMap<Id, lab::Bytes> = view.blobs("invoices").into_iter().collect();
    for (blob, hash) in heard.values() {
        let Some(bytes) = blobs.get(blob) else {
            return Err(format!("the world was told to find an invoice under {blob}, and there is none"));
        };
        let text = String::from_utf8_lossy(bytes.as_slice());
        let seen =
            || format!("the world was told of an invoice {hash}, and finds `{text}`, which is {}", hash_of(&text));
        ensure(hash_of(&text) == *hash, seen)?;
    }
    Ok(())
}

/// Payments of ada, each of which brings an invoice.
pub fn invoices(title: &str, workers: usize, payments: usize) -> Scenario {
    let mut scenario = Scenario::new(title).consumer("loyalty", "payments", workers, consumer(Shop::new, book));
    for (name, amount) in &PAID[..payments] {
        let (id, payment) = (Id::new(name), Id::new(format!("pay-{amount}")));
        let message = PaymentBooked { id, payment, customer: Id::new(ADA), amount: *amount };
        scenario = scenario.given_message("payments", &message);
    }
    let paid: u32 = PAID[..payments].iter().map(|(_, amount)| amount).sum();
    let each = hears(
        "for each payment the world hears of one invoice",
        |_, _| Ok(()),
        move |heard, _| {
            ensure(heard.len() == payments, || {
                format!("{payments} payments, and the world heard of {} invoices", heard.len())
            })
        },
    );
    scenario
        .rule(hears("who hears of an invoice finds it, and it is the one", lies_there, |_, _| Ok(())))
        .rule(each)
        .rule(ready::consistent_output("all copies of an event are equal, to the byte", "events"))
        .finally("every payment counts once", move |view| {
            ensure(total(view) == paid, || format!("ada has paid {paid}, and her total is {}", total(view)))
        })
}

/// What no message tells of is not there in the end.
pub fn nothing_is_left() -> Rule {
    hears(
        "no invoice lies there that nobody has heard of",
        |_, _| Ok(()),
        |heard, view| {
            let known = |name: &Id| heard.values().any(|(blob, _)| blob == name);
            let blobs = view.blobs("invoices").into_iter().filter(|(name, _)| !known(name));
            let blobs = blobs.map(|(name, bytes)| format!("{name} `{}`", String::from_utf8_lossy(bytes.as_slice())));
            let staged = view.keys("staged").into_iter().map(|key| format!("{key}, staged"));
            let left: Vec<String> = blobs.chain(staged).collect();
            ensure(left.is_empty(), || format!("all is quiet, and this is left: {}", left.join(", ")))
        },
    )
}

pub fn crashes(scenario: Scenario, most: u8) -> Scenario {
    scenario.crashes(most).witness("a worker crashed", |view| view.crashes() > 0)
}

#[test]
fn an_invoice_does_not_go_by_message() {
    invoices("one payment, one invoice", 1, 1).rule(nothing_is_left()).check();
}

#[test]
fn two_attempts_share_no_invoice() {
    let scenario = crashes(invoices("two invoices, one thing fails", 2, 2), 1);
    scenario.faults(Fault::Ambiguous, 1).faults(Fault::LeaseExpiry, 1).faults_together(1).check();
}

#[test]
fn two_faults_leave_no_invoice_behind() {
    let scenario = crashes(invoices("one worker, two things fail", 1, 2).rule(nothing_is_left()), 2);
    scenario.faults(Fault::Ambiguous, 1).faults_together(2).check();
}

#[test]
fn two_workers_leave_no_invoice_behind() {
    invoices("two workers, and nothing fails", 2, 2).rule(nothing_is_left()).check();
}
