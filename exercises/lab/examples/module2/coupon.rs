//! Loyalty, which grants a coupon when a customer's total first crosses 100, and derives it again on a duplicate.

use std::collections::BTreeSet;

use lab::{Failure, Id, Message, Queue, Scenario, Store, View, World, consumer, ensure};
use serde::{Deserialize, Serialize};

/// The customer of all payments.
pub fn ada() -> Id {
    Id::new("ada")
}

/// From which total on there is a coupon.
pub const COUPON_FROM: u32 = 100;

/// What Loyalty is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentBooked {
    /// Its name.
    pub payment: Id,
    /// How much.
    pub amount: u32,
}

impl Message for PaymentBooked {
    fn id(&self) -> Id {
        self.payment.clone()
    }
}

/// What Loyalty tells: the name of the coupon, made from the name of the payment, and readable in a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantCoupon(Id);

impl Message for GrantCoupon {
    fn id(&self) -> Id {
        self.0.clone()
    }
}

/// The coupon that follows from a payment: one where the total crosses the line.
pub fn coupon(before: u32, payment: &PaymentBooked) -> Option<GrantCoupon> {
    let crosses = before < COUPON_FROM && before + payment.amount >= COUPON_FROM;
    crosses.then(|| GrantCoupon(Id::new(format!("coupon-{}", payment.payment))))
}

/// A payment of 150.
pub fn paid(payment: &str) -> PaymentBooked {
    PaymentBooked { payment: Id::new(payment), amount: 150 }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Customer {
    total: u32,
    seen: BTreeSet<Id>,
}

struct Loyalty {
    customers: Store<Customer>,
    coupons: Queue<GrantCoupon>,
}

async fn derived_again(shop: &Loyalty, payment: PaymentBooked) -> Result<(), Failure> {
    let found = shop.customers.load(&ada()).await?.ok_or(Failure::NotFound)?;
    let mut customer = found.value;
    if customer.seen.insert(payment.payment.clone()) {
        customer.total += payment.amount;
        shop.customers.replace(&ada(), &customer, found.etag).await?;
    }
    let before = customer.total - payment.amount;
    if let Some(coupon) = coupon(before, &payment) {
        shop.coupons.send(&coupon).await?;
    }
    Ok(())
}

fn loyalty(world: &World) -> Loyalty {
    Loyalty { customers: world.store("customers"), coupons: world.queue("coupons") }
}

fn granted(view: &View<'_>) -> bool {
    !view.messages::<GrantCoupon>("coupons").is_empty()
}

/// Two payments, one crash.
pub fn lost() -> Scenario {
    Scenario::new("a coupon is derived again")
        .given("customers", &ada(), &Customer::default())
        .given_message("payments", &paid("pay-1"))
        .given_message("payments", &paid("pay-2"))
        .finally("whose total has crossed 100 gets a coupon", |view| {
            let total = view.item::<Customer>("customers", &ada()).map_or(0, |customer| customer.total);
            ensure(total < COUPON_FROM || granted(view), || format!("ada has paid {total}, and gets no coupon"))
        })
        .consumer("loyalty", "payments", 1, consumer(loyalty, derived_again))
        .crashes(1)
}
