//! The exchange over HTTP (14, 15): a stored request is the right to one change.

use http::{Method, StatusCode};
use lab::process::Script;
use lab::web::respond;
use lab::{Failure, Item, Key, Queue, Request, Response, Store, World, client, consumer, service};
use serde::{Deserialize, Serialize};

use super::{Others, Technique};
use crate::domain::{PaymentBooked, TotalRaised, Wire, decide};
use crate::over_http::{AskLoyalty, Envelope, answer, customers, event_of, ok, payment_of};
use crate::parts::Entities;

pub const TECHNIQUE: Technique = Technique {
    name: "HTTP exchange",
    exercise: Some("14, 15"),
    idea: "asked over HTTP: PUT stores the request, POST does it once, DELETE ends it; without a request, POST does nothing",
    on_message: || consumer(Orders::new, process),
    others: Others::Http { sender: Some(sender), loyalty: || service(Loyalty::new, handle) },
};

struct Sender {
    loyalty: AskLoyalty,
    payments: Queue<PaymentBooked>,
}

/// Whoever sends a payment has stored the request before. It asks until that is confirmed.
fn sender(all: Vec<PaymentBooked>) -> Script {
    let context = |world: &World| Sender { loyalty: AskLoyalty::new(world), payments: world.queue("payments") };
    client(context, async move |sender: &Sender| {
        for payment in &all {
            while sender.loyalty.ask(Method::PUT, payment).await.is_err() {}
            while sender.payments.send(payment).await.is_err() {}
        }
    })
}

struct Orders {
    loyalty: AskLoyalty,
    events: Queue<Wire>,
}

impl Orders {
    fn new(world: &World) -> Self {
        Orders { loyalty: AskLoyalty::new(world), events: world.queue("events") }
    }
}

async fn process(orders: &Orders, message: PaymentBooked) -> Result<(), Failure> {
    let told = orders.loyalty.ask(Method::POST, &message).await?;
    if let Some(event) = event_of(&message, &told)? {
        orders.events.send(&event).await?;
        orders.loyalty.ask(Method::DELETE, &message).await?;
    }
    Ok(())
}

/// A request, and the answer once it is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stored {
    amount: u32,
    answer: Option<u32>,
}

struct Loyalty {
    customers: Entities<Envelope>,
    requests: Store<Stored>,
}

impl Loyalty {
    fn new(world: &World) -> Self {
        Loyalty { customers: customers(world), requests: world.store("entities") }
    }
}

async fn handle(loyalty: &Loyalty, request: Request) -> Response {
    let Some((at, payment)) = payment_of(&request) else { return respond(StatusCode::NOT_FOUND) };
    answer(match *request.method() {
        Method::PUT => put(loyalty, at, payment.amount).await,
        Method::POST => post(loyalty, at, payment).await,
        Method::DELETE => loyalty.requests.delete(at).await.map(|()| respond(StatusCode::NO_CONTENT)),
        _ => Ok(respond(StatusCode::METHOD_NOT_ALLOWED)),
    })
}

async fn put(loyalty: &Loyalty, at: Key, amount: u32) -> Result<Response, Failure> {
    match loyalty.requests.create(at, &Stored { amount, answer: None }).await {
        Ok(_) | Err(Failure::Conflict) => Ok(respond(StatusCode::NO_CONTENT)),
        Err(failure) => Err(failure),
    }
}

async fn post(loyalty: &Loyalty, at: Key, payment: PaymentBooked) -> Result<Response, Failure> {
    let Some(Item { value: Stored { amount, answer }, etag }) = loyalty.requests.load(at.clone()).await? else {
        return Ok(respond(StatusCode::GONE));
    };
    if let Some(total) = answer {
        return Ok(ok(total));
    }
    let (envelope, version) = loyalty.customers.load_or_new(&payment.customer).await?;
    let payment = PaymentBooked { amount, ..payment };
    let (state, TotalRaised { total, .. }) = decide(&envelope.state, &payment);
    let batch = loyalty.customers.batch(&payment.customer, &Envelope { state }, version);
    batch.replace(&loyalty.requests, at, &Stored { amount, answer: Some(total) }, etag).commit().await?;
    Ok(ok(total))
}
