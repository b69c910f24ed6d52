//! Loyalty as in `coupon`, and what follows from a payment is stored in the write that stores the payment.

use std::collections::BTreeMap;

use lab::{Event, Failure, Id, Queue, Rule, Scenario, Store, View, World, consumer, ensure};
use serde::{Deserialize, Serialize};

use crate::coupon::{GrantCoupon, PaymentBooked, ada, coupon, paid};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Customer {
    total: u32,
    outbox: BTreeMap<Id, Vec<GrantCoupon>>,
}

struct Loyalty {
    customers: Store<Customer>,
    coupons: Queue<GrantCoupon>,
}

async fn stored(shop: &Loyalty, payment: PaymentBooked) -> Result<(), Failure> {
    let found = shop.customers.load(&ada()).await?.ok_or(Failure::NotFound)?;
    let (mut customer, mut etag) = (found.value, found.etag);
    if !customer.outbox.contains_key(&payment.payment) {
        let outputs = coupon(customer.total, &payment).into_iter().collect();
        customer.total += payment.amount;
        customer.outbox.insert(payment.payment.clone(), outputs);
        etag = shop.customers.replace(&ada(), &customer, etag).await?;
    }
    let outputs = customer.outbox[&payment.payment].clone();
    if !outputs.is_empty() {
        for output in &outputs {
            shop.coupons.send(output).await?;
        }
        customer.outbox.insert(payment.payment, Vec::new());
        shop.customers.replace(&ada(), &customer, etag).await?;
    }
    Ok(())
}

fn loyalty(world: &World) -> Loyalty {
    Loyalty { customers: world.store("customers"), coupons: world.queue("coupons") }
}

/// The run of `coupon::lost`, to its good end: a crash after the first commit, then the other payment, then the coupon.
fn never_so() -> Rule {
    let seen = |(crashed, late): &mut (bool, bool), event: &Event, view: &View<'_>| {
        let customer = view.item::<Customer>("customers", &ada()).expect("no one deletes a customer");
        *crashed |= matches!(event, Event::Crashed { .. }) && customer.total == 150;
        *late |= *crashed && matches!(event, Event::Sent { .. }) && customer.total == 300;
        Ok(())
    };
    let well = |(_, late): &(bool, bool), view: &View<'_>| {
        let granted = view.messages::<GrantCoupon>("coupons").len();
        ensure(!*late || granted != 1, || "it did".into())
    };
    Rule::fold("this never happens", (false, false), seen, well)
}

/// Two payments, one crash.
pub fn same_crash() -> Scenario {
    Scenario::new("a coupon is stored")
        .given("customers", &ada(), &Customer::default())
        .given_message("payments", &paid("pay-1"))
        .given_message("payments", &paid("pay-2"))
        .rule(never_so())
        .consumer("loyalty", "payments", 1, consumer(loyalty, stored))
        .crashes(1)
}
