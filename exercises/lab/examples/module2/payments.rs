//! Payments, which books and cancels: once by what the state says, once by what was seen.

use std::collections::BTreeSet;

use lab::{Etag, Event, Failure, Fault, Id, Message, Queue, Rule, Scenario, Store, View, World, consumer, ensure};
use serde::{Deserialize, Serialize};

fn pay_1() -> Id {
    Id::new("pay-1")
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Status {
    Open,
    Booked,
    Cancelled,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct ChangePayment {
    id: Id,
    to: Status,
}

impl Message for ChangePayment {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

fn change(id: &str, to: Status) -> ChangePayment {
    ChangePayment { id: Id::new(id), to }
}

async fn by_state(payments: &Store<Status>, message: ChangePayment) -> Result<(), Failure> {
    let payment = payments.load(&pay_1()).await?.ok_or(Failure::NotFound)?;
    if payment.value != message.to {
        payments.replace(&pay_1(), &message.to, payment.etag).await?;
    }
    Ok(())
}

/// Judged where Book was handled before Cancel: the other order may end as booked.
fn stays_cancelled() -> Rule {
    let handled = |cancelled: &mut (bool, bool), event: &Event, view: &View<'_>| {
        if let Event::Acked { message, .. } = event {
            cancelled.0 |= message.id == Id::new("book");
            cancelled.1 |= message.id == Id::new("cancel") && cancelled.0;
        }
        let status = view.item::<Status>("payments", &pay_1());
        let booked = status.is_some_and(|status| *status == Status::Booked);
        ensure(!cancelled.1 || !booked, || "the customer has cancelled, and pays all the same".into())
    };
    Rule::fold("what was booked and then cancelled stays cancelled", (false, false), handled, |_, _| Ok(()))
}

/// Book, Cancel, and one more copy of any message at any time.
pub fn late_copy() -> Scenario {
    Scenario::new("book, cancel, and a copy")
        .given("payments", &pay_1(), &Status::Open)
        .given_message("to-payments", &change("book", Status::Booked))
        .given_message("to-payments", &change("cancel", Status::Cancelled))
        .rule(stays_cancelled())
        .consumer("payments", "to-payments", 1, consumer(|world: &World| world.store("payments"), by_state))
        .faults(Fault::Duplicate, 1)
        .late_duplicates()
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Payment {
    status: Status,
    seen: BTreeSet<Id>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct PaymentBooked {
    payment: Id,
}

impl Message for PaymentBooked {
    fn id(&self) -> Id {
        Id::new(format!("{}-booked", self.payment))
    }
}

struct Payments {
    payments: Store<Payment>,
    events: Queue<PaymentBooked>,
}

async fn by_identity(shop: &Payments, message: ChangePayment) -> Result<(), Failure> {
    let payment = shop.payments.load(&pay_1()).await?.ok_or(Failure::NotFound)?;
    let (mut payment, etag): (Payment, Etag) = (payment.value, payment.etag);
    if payment.seen.insert(message.id) {
        payment.status = message.to;
        shop.payments.replace(&pay_1(), &payment, etag).await?;
        shop.events.send(&PaymentBooked { payment: pay_1() }).await?;
    }
    Ok(())
}

fn payments(world: &World) -> Payments {
    Payments { payments: world.store("payments"), events: world.queue("to-stats") }
}

/// Book, and one crash.
pub fn skipped_output() -> Scenario {
    Scenario::new("a duplicate that is skipped")
        .given("payments", &pay_1(), &Payment { status: Status::Open, seen: BTreeSet::new() })
        .given_message("to-payments", &change("book", Status::Booked))
        .finally("what was booked is announced", |view| {
            let payment = view.item::<Payment>("payments", &pay_1()).expect("no one deletes a payment");
            let told = !view.messages::<PaymentBooked>("to-stats").is_empty();
            ensure(payment.status != Status::Booked || told, || {
                "the payment is booked, and Stats never hears of it".into()
            })
        })
        .consumer("payments", "to-payments", 1, consumer(payments, by_identity))
        .crashes(1)
}
