//! Checkout with two services behind it: first as a chain of calls, then with one message in between.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Event, Failure, Fault, Http, Id, Ids, Message, Queue, Request, Response, Rule, Scenario, Store, World};
use lab::{client, consumer, ensure, service};
use serde::{Deserialize, Serialize};

/// Both services behind the checkout.
struct Behind {
    payments: Http,
    shipping: Http,
}

fn behind(world: &World) -> Behind {
    Behind { payments: world.http("payments"), shipping: world.http("shipping") }
}

impl Behind {
    async fn buy(&self) -> Result<(), Failure> {
        for (service, path) in [(&self.payments, "/charges"), (&self.shipping, "/parcels")] {
            let answer = service.empty(Method::POST, path).await?;
            if !answer.status().is_success() {
                return Err(Failure::refused(path));
            }
        }
        Ok(())
    }
}

async fn checkout(behind: &Behind, _: Request) -> Response {
    respond(if behind.buy().await.is_ok() { StatusCode::CREATED } else { StatusCode::GATEWAY_TIMEOUT })
}

async fn charge(payments: &(Store<String>, Ids), _: Request) -> Response {
    let (charges, ids) = payments;
    let done = charges.create(&ids.fresh(), &"100 for cart-1".to_string()).await;
    respond(if done.is_ok() { StatusCode::CREATED } else { StatusCode::SERVICE_UNAVAILABLE })
}

async fn agree(_: &(), _: Request) -> Response {
    respond(StatusCode::CREATED)
}

async fn clicks_twice_at_most(checkout: &Http) {
    let mut left = 2;
    while left > 0 && !checkout.empty(Method::POST, "/checkout").await.is_ok_and(|answer| answer.status().is_success())
    {
        left -= 1;
    }
}

/// Judged where it was Shipping's response that got lost: a chain breaks at any link, and this one is the last.
fn charged_once() -> Rule {
    let lost = |lost: &mut bool, event: &Event, view: &lab::View<'_>| {
        *lost |= matches!(event, Event::Responded { service, heard: false, .. } if **service == *"shipping");
        let charges = view.keys("charges").len();
        ensure(charges < 2 || !*lost, || format!("the customer bought once, and was charged {charges} times"))
    };
    Rule::fold("a purchase is charged once", false, lost, |_, _| Ok(()))
}

/// The customer, the checkout, and two services that it calls in turn.
pub fn synchronous() -> Scenario {
    Scenario::new("a chain of calls")
        .client("customer", client(|world: &World| world.http("checkout"), clicks_twice_at_most))
        .service("checkout", 1, service(behind, checkout))
        .service("payments", 1, service(|world: &World| (world.store("charges"), world.ids()), charge))
        .service("shipping", 1, service(|_| (), agree))
        .rule(charged_once())
        .faults(Fault::LostResponse, 1)
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct CheckoutRequested {
    cart: Id,
}

impl Message for CheckoutRequested {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

async fn hand_over(queue: &Queue<CheckoutRequested>, _: Request) -> Response {
    let sent = queue.send(&CheckoutRequested { cart: Id::new("cart-1") }).await;
    respond(if sent.is_ok() { StatusCode::ACCEPTED } else { StatusCode::SERVICE_UNAVAILABLE })
}

async fn work(behind: &Behind, _: CheckoutRequested) -> Result<(), Failure> {
    behind.buy().await
}

/// The same with one message between the checkout and the two services.
pub fn handed_over() -> Scenario {
    Scenario::new("one message in between")
        .client("customer", client(|world: &World| world.http("checkout"), clicks_twice_at_most))
        .service("checkout", 1, service(|world: &World| world.queue("to-orders"), hand_over))
        .consumer("orders", "to-orders", 1, consumer(behind, work))
        .service("payments", 1, service(|_| (), agree))
        .service("shipping", 1, service(|_| (), agree))
}
