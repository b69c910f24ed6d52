//! Loyalty, which handles a message while its token exists, and makes the tokens of its own messages in its commit.

use std::collections::BTreeMap;

use lab::{Event, Failure, Id, Ids, Key, Message, Queue, Rule, Scenario, Store, View, World, consumer, ensure};
use serde::{Deserialize, Serialize};

use crate::shop::{AMOUNT, ada, points};

/// A message with the name of its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tokened {
    id: Id,
    token: Id,
}

impl Message for Tokened {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Customer {
    total: u32,
    /// For each payment that is not over: the token of what is to be told of it.
    outbox: BTreeMap<Id, Id>,
}

struct Loyalty {
    customers: Store<Customer>,
    /// Each stands in the partition of whoever sends its message: those that go out stand beside the customer.
    tokens: Store<bool>,
    events: Queue<Tokened>,
    ids: Ids,
}

fn loyalty(world: &World) -> Loyalty {
    Loyalty {
        customers: world.store("entities"),
        tokens: world.store("entities"),
        events: world.queue("events"),
        ids: world.ids(),
    }
}

/// A payment's token stands in the partition of the payment.
fn token_of(payment: &Tokened) -> Key {
    Key::within(payment.id.clone(), payment.token.clone())
}

async fn process(shop: &Loyalty, payment: Tokened) -> Result<(), Failure> {
    let found = shop.customers.load(&ada()).await?.ok_or(Failure::NotFound)?;
    let (mut customer, mut etag) = (found.value, found.etag);
    if shop.tokens.load(token_of(&payment)).await?.is_none() {
        if customer.outbox.remove(&payment.id).is_some() {
            shop.customers.replace(&ada(), &customer, etag).await?;
        }
        return Ok(());
    }
    if !customer.outbox.contains_key(&payment.id) {
        let token = shop.ids.fresh();
        customer.total += AMOUNT;
        customer.outbox.insert(payment.id.clone(), token.clone());
        let batch = shop.customers.batch().replace(&shop.customers, &ada(), &customer, etag);
        batch.create(&shop.tokens, Key::within(ada(), token), &true).commit().await?;
        etag = shop.customers.load(&ada()).await?.ok_or(Failure::NotFound)?.etag;
    }
    let token = customer.outbox[&payment.id].clone();
    shop.events.send(&Tokened { id: points(&payment.id).id, token }).await?;
    shop.tokens.delete(token_of(&payment)).await?;
    customer.outbox.remove(&payment.id);
    shop.customers.replace(&ada(), &customer, etag).await.map(drop)
}

/// A crash after the send, and all ends well.
fn never_so() -> Rule {
    let crashed = |crashed: &mut bool, event: &Event, view: &View<'_>| {
        let sent = !view.messages::<Tokened>("events").is_empty();
        *crashed |= matches!(event, Event::Crashed { .. })
            && sent
            && view.item::<bool>("entities", token_of(&payment())).is_some();
        Ok(())
    };
    Rule::fold("this never happens", false, crashed, |crashed, _| ensure(!crashed, || "it did".into()))
}

fn payment() -> Tokened {
    Tokened { id: Id::new("pay-1"), token: Id::new("t-1") }
}

/// One payment, one crash.
pub fn crash_before_the_end() -> Scenario {
    Scenario::new("a token is used up")
        .given("entities", &ada(), &Customer::default())
        .given("entities", token_of(&payment()), &true)
        .given_message("payments", &payment())
        .rule(never_so())
        .consumer("loyalty", "payments", 1, consumer(loyalty, process))
        .crashes(1)
}
