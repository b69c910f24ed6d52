//! Loyalty, with a deduplication store that is another product than the store of the customers. What it tells is left out.

use std::collections::BTreeSet;
use std::time::Duration;

use lab::{Etag, Event, Failure, Fault, Id, Rule, Scenario, Store, View, World, consumer, ensure};
use serde::{Deserialize, Serialize};

use crate::shop::{AMOUNT, PaymentBooked, ada, paid};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Customer {
    total: u32,
    pending: BTreeSet<Id>,
}

struct Loyalty {
    customers: Store<Customer>,
    done: Store<bool>,
}

fn loyalty(world: &World) -> Loyalty {
    Loyalty { customers: world.store("customers"), done: world.store("done") }
}

impl Loyalty {
    async fn load(&self) -> Result<(Customer, Etag), Failure> {
        let found = self.customers.load(&ada()).await?.ok_or(Failure::NotFound)?;
        Ok((found.value, found.etag))
    }

    async fn is_done(&self, payment: &PaymentBooked) -> Result<bool, Failure> {
        Ok(self.done.load(&payment.id).await?.is_some())
    }

    async fn change(&self, payment: &PaymentBooked, customer: &mut Customer, etag: Etag) -> Result<Etag, Failure> {
        customer.total += AMOUNT;
        customer.pending.insert(payment.id.clone());
        self.customers.replace(&ada(), customer, etag).await
    }

    async fn mark(&self, payment: &PaymentBooked) -> Result<(), Failure> {
        self.done.put(&payment.id, &true).await.map(drop)
    }

    async fn clear(&self, payment: &PaymentBooked, customer: &mut Customer, etag: Etag) -> Result<(), Failure> {
        customer.pending.remove(&payment.id);
        self.customers.replace(&ada(), customer, etag).await.map(drop)
    }
}

async fn clears_first(shop: &Loyalty, payment: PaymentBooked) -> Result<(), Failure> {
    let (mut customer, mut etag) = shop.load().await?;
    if shop.is_done(&payment).await? {
        return Ok(());
    }
    if !customer.pending.contains(&payment.id) {
        etag = shop.change(&payment, &mut customer, etag).await?;
    }
    shop.clear(&payment, &mut customer, etag).await?;
    shop.mark(&payment).await
}

async fn looks_first(shop: &Loyalty, payment: PaymentBooked) -> Result<(), Failure> {
    if shop.is_done(&payment).await? {
        return Ok(());
    }
    let (mut customer, mut etag) = shop.load().await?;
    if !customer.pending.contains(&payment.id) {
        etag = shop.change(&payment, &mut customer, etag).await?;
    }
    shop.mark(&payment).await?;
    shop.clear(&payment, &mut customer, etag).await
}

async fn forgets_by_age(shop: &Loyalty, payment: PaymentBooked) -> Result<(), Failure> {
    let (mut customer, mut etag) = shop.load().await?;
    if shop.is_done(&payment).await? {
        return Ok(());
    }
    if !customer.pending.contains(&payment.id) {
        etag = shop.change(&payment, &mut customer, etag).await?;
    }
    match shop.done.create_for(&payment.id, &true, DAY * 7).await {
        Ok(_) | Err(Failure::Conflict) => {}
        Err(failure) => return Err(failure),
    }
    shop.clear(&payment, &mut customer, etag).await
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn total(view: &View<'_>) -> u32 {
    view.item::<Customer>("customers", &ada()).expect("no one deletes a customer").total
}

fn told(total: u32) -> String {
    format!("one payment of {AMOUNT}, and ada's total is {total}")
}

fn counted_once() -> Rule {
    Rule::always("a payment is counted once", |view| ensure(total(view) <= AMOUNT, || told(total(view))))
}

/// Judged where the copy came when the store had forgotten already.
fn counted_once_after_all() -> Rule {
    let comes = |late: &mut bool, event: &Event, view: &View<'_>| {
        *late |= matches!(event, Event::Duplicated { .. }) && view.now().0 > DAY * 7 && view.keys("done").is_empty();
        ensure(!*late || total(view) <= AMOUNT, || told(total(view)))
    };
    Rule::fold("a payment is counted once", false, comes, |_, _| Ok(()))
}

fn one_payment(title: &str) -> Scenario {
    Scenario::new(title).given("customers", &ada(), &Customer::default()).given_message("payments", &paid("pay-1"))
}

/// Out of the envelope first, and then into the store: one crash.
pub fn cleared_first() -> Scenario {
    one_payment("cleared before it is marked")
        .rule(counted_once())
        .consumer("loyalty", "payments", 1, consumer(loyalty, clears_first))
        .crashes(1)
}

/// Into the store first, but a look at it that is older than the envelope: two copies, two workers.
pub fn looked_too_early() -> Scenario {
    one_payment("looked before it has loaded").given_message("payments", &paid("pay-1")).rule(counted_once()).consumer(
        "loyalty",
        "payments",
        2,
        consumer(loyalty, looks_first),
    )
}

/// All in the right order, and a store that forgets after a week: a copy comes after eight days.
pub fn late_replay() -> Scenario {
    one_payment("a replay after the week")
        .rule(counted_once_after_all())
        .consumer("loyalty", "payments", 1, consumer(loyalty, forgets_by_age))
        .faults(Fault::Duplicate, 1)
        .late_duplicates()
        .clock_jumps(1, DAY * 8)
        .faults(Fault::Eviction, 1)
}
