//! Billing, which calls Payments in the handler of a message, before it has saved anything.

use http::Method;
use lab::{Event, Failure, Http, Id, Ids, Message, Rule, Scenario, Store, View, World, consumer, ensure, service};
use serde::{Deserialize, Serialize};

use crate::payments::{Account, Charge, ada, answer, balance, payments};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct BillOrder {
    id: Id,
}

impl Message for BillOrder {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

struct Billing {
    bills: Store<bool>,
    payments: Http,
    ids: Ids,
}

fn billing(world: &World) -> Billing {
    Billing { bills: world.store("bills"), payments: world.http("payments"), ids: world.ids() }
}

async fn bill(billing: &Billing, order: BillOrder) -> Result<(), Failure> {
    if billing.bills.load(&order.id).await?.is_some() {
        return Ok(());
    }
    let path = format!("/charges/ada/{}", billing.ids.fresh());
    billing.payments.json(Method::PUT, &path, &Charge { amount: 30, key: None }).await?;
    billing.payments.empty(Method::POST, &path).await?;
    match billing.bills.create(&order.id, &true).await {
        Ok(_) | Err(Failure::Conflict) => {}
        Err(failure) => return Err(failure),
    }
    billing.payments.empty(Method::DELETE, &path).await.map(drop)
}

/// Judged where Billing had its answer when it crashed.
fn charged_once() -> Rule {
    let step = |(told, crashed): &mut (bool, bool), event: &Event, view: &View<'_>| {
        *crashed |= *told && matches!(event, Event::Crashed { .. });
        let answered = |head: &str| head.starts_with("POST");
        *told = matches!(event, Event::Responded { request, heard: true, .. } if answered(&request.head));
        let now = balance(view);
        ensure(!*crashed || now >= 70, || format!("one order of 30, and the balance is {now} of 100"))
    };
    Rule::fold("an order is charged once", (false, false), step, |_, _| Ok(()))
}

/// One order, one crash.
pub fn called_too_early() -> Scenario {
    Scenario::new("called before it is saved")
        .given("payments", &ada(), &Account { balance: 100 })
        .given_message("to-billing", &BillOrder { id: Id::new("order-1") })
        .consumer("billing", "to-billing", 1, consumer(billing, bill))
        .service("payments", 1, service(payments, answer))
        .crashes(1)
        .rule(charged_once())
}
