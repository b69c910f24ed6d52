//! Loyalty with room for one transaction in the envelope, and with its messages staged in items of their own.

use lab::{Etag, Event, Failure, Fault, Id, Ids, Queue, Rule, Scenario, Store, View, World, consumer, ensure};
use serde::{Deserialize, Serialize};

use crate::shop::{AMOUNT, PaymentBooked, PointsGiven, ada, paid, points};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Customer {
    total: u32,
    /// Where the messages of the last change are staged, until they are sent.
    tx: Option<Id>,
}

struct Loyalty {
    customers: Store<Customer>,
    staged: Store<PointsGiven>,
    done: Store<bool>,
    events: Queue<PointsGiven>,
    ids: Ids,
}

fn loyalty(world: &World) -> Loyalty {
    Loyalty {
        customers: world.store("customers"),
        staged: world.store("staged"),
        done: world.store("done"),
        events: world.queue("events"),
        ids: world.ids(),
    }
}

impl Loyalty {
    /// Finishes the transaction in the envelope, and marks the message in hand: the flaw.
    async fn finish(&self, customer: &mut Customer, etag: Etag, in_hand: &Id) -> Result<Etag, Failure> {
        let Some(tx) = customer.tx.take() else { return Ok(etag) };
        if let Some(staged) = self.staged.load(&tx).await? {
            self.events.send(&staged.value).await?;
        }
        self.done.put(in_hand, &true).await?;
        let etag = self.customers.replace(&ada(), customer, etag).await?;
        self.staged.delete(&tx).await?;
        Ok(etag)
    }
}

/// `unstages` says after which refused commits the staged item is thrown away.
async fn process(shop: &Loyalty, payment: PaymentBooked, unstages: fn(&Failure) -> bool) -> Result<(), Failure> {
    let found = shop.customers.load(&ada()).await?.ok_or(Failure::NotFound)?;
    let mut customer = found.value;
    let etag = shop.finish(&mut customer, found.etag, &payment.id).await?;
    if shop.done.load(&payment.id).await?.is_some() {
        return Ok(());
    }
    let tx = shop.ids.fresh();
    shop.staged.put(&tx, &points(&payment.id)).await?;
    customer.total += AMOUNT;
    customer.tx = Some(tx.clone());
    let etag = match shop.customers.replace(&ada(), &customer, etag).await {
        Err(failure) => {
            if unstages(&failure) {
                shop.staged.delete(&tx).await?;
            }
            return Err(failure);
        }
        Ok(etag) => etag,
    };
    shop.finish(&mut customer, etag, &payment.id).await.map(drop)
}

async fn on_a_conflict(shop: &Loyalty, payment: PaymentBooked) -> Result<(), Failure> {
    process(shop, payment, |failure| *failure == Failure::Conflict).await
}

async fn on_any_error(shop: &Loyalty, payment: PaymentBooked) -> Result<(), Failure> {
    process(shop, payment, |_| true).await
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Customer>("customers", &ada()).expect("no one deletes a customer").total
}

fn told(view: &View<'_>, payment: &str) -> bool {
    view.messages::<PointsGiven>("events").iter().any(|event| **event == points(&Id::new(payment)))
}

/// Told is what follows from being counted.
fn what_is_acknowledged_counts() -> Rule {
    let acked = |_: &mut (), event: &Event, view: &View<'_>| match event {
        Event::Acked { message, .. } if !told(view, message.id.as_str()) => {
            Err(format!("{} is acknowledged, and is not in ada's total of {}", message.id, total(view)))
        }
        _ => Ok(()),
    };
    Rule::fold("what is acknowledged was counted", (), acked, |(), _| Ok(()))
}

fn every_change_is_told() -> Rule {
    Rule::finally("every change is told", |view| {
        ensure(told(view, "pay-1"), || format!("ada's total is {}, and nobody was told", total(view)))
    })
}

/// Two payments, one crash.
pub fn wrong_owner() -> Scenario {
    Scenario::new("the message in hand is marked")
        .given("customers", &ada(), &Customer::default())
        .given_message("payments", &paid("pay-1"))
        .given_message("payments", &paid("pay-2"))
        .rule(what_is_acknowledged_counts())
        .consumer("loyalty", "payments", 1, consumer(loyalty, on_a_conflict))
        .crashes(1)
}

/// One payment, and one write without an answer.
pub fn not_a_no() -> Scenario {
    Scenario::new("an error is taken for a no")
        .given("customers", &ada(), &Customer::default())
        .given_message("payments", &paid("pay-1"))
        .rule(every_change_is_told())
        .consumer("loyalty", "payments", 1, consumer(loyalty, on_any_error))
        .faults(Fault::Ambiguous, 1)
}
