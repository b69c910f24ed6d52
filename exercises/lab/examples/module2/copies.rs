//! Where copies come from: a sender who repeats, and a lease that ends too early.

use lab::{
    Event, Failure, Fault, Id, Ids, Message, Queue, Rule, Scenario, Store, View, World, client, consumer, ensure,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct SubmitOrder {
    cart: Id,
}

impl Message for SubmitOrder {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

fn order() -> SubmitOrder {
    SubmitOrder { cart: Id::new("cart-1") }
}

async fn sends_until_answered(queue: &Queue<SubmitOrder>) {
    let mut left = 2;
    while left > 0 && queue.send(&order()).await.is_err() {
        left -= 1;
    }
}

fn sent_once() -> Rule {
    let sent = |copies: &mut u32, event: &Event, _: &View<'_>| {
        *copies += u32::from(matches!(event, Event::Sent { .. }));
        ensure(*copies < 2, || format!("one order was meant, and the queue holds {copies} copies"))
    };
    Rule::fold("a message is in the queue once", 0, sent, |_, _| Ok(()))
}

/// A sender that repeats what was not answered.
pub fn sent_twice() -> Scenario {
    Scenario::new("a send without an answer")
        .rule(sent_once())
        .client("edge", client(|world: &World| world.queue("to-orders"), sends_until_answered))
        .faults(Fault::Ambiguous, 1)
}

/// Shipping, which looks into the cart and packs.
struct Shipping {
    carts: Store<String>,
    parcels: Store<String>,
    ids: Ids,
}

async fn pack(shipping: &Shipping, order: SubmitOrder) -> Result<(), Failure> {
    let cart = shipping.carts.load(&order.cart).await?.ok_or(Failure::NotFound)?;
    shipping.parcels.create(&shipping.ids.fresh(), &cart.value).await?;
    Ok(())
}

fn shipping(world: &World) -> Shipping {
    Shipping { carts: world.store("carts"), parcels: world.store("parcels"), ids: world.ids() }
}

/// Judged where the second worker had begun before the first one packed: then both are at work at once.
fn packed_once() -> Rule {
    let begun = |begun: &mut u32, event: &Event, view: &View<'_>| {
        let parcels = view.keys("parcels").len();
        *begun += u32::from(matches!(event, Event::Received { .. }) && parcels == 0);
        ensure(parcels < 2 || *begun < 2, || format!("one order, and {parcels} parcels"))
    };
    Rule::fold("an order is packed once", 0, begun, |_, _| Ok(()))
}

/// One message, two workers, and a lease that may run out.
pub fn lease_expiry() -> Scenario {
    Scenario::new("a short lease")
        .given("carts", &Id::new("cart-1"), &"book".to_string())
        .given_message("to-shipping", &order())
        .rule(packed_once())
        .consumer("shipping", "to-shipping", 2, consumer(shipping, pack))
        .faults(Fault::LeaseExpiry, 1)
}
