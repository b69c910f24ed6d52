//! An idempotency key over HTTP, as many APIs have it: the answer of the first time is kept for some time.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Failure, Key, Queue, Request, Response, Store, World, consumer, service};

use super::{Others, Technique};
use crate::domain::{PaymentBooked, TotalRaised, Wire, decide};
use crate::over_http::{AskLoyalty, Envelope, answer, customers, event_of, ok, payment_of};
use crate::parts::{Entities, KEPT};

pub const TECHNIQUE: Technique = Technique {
    name: "idempotency key",
    exercise: None,
    idea: "asked over HTTP: the first answer to POST is kept, in the same commit as the change, for 30 days",
    on_message: || consumer(Orders::new, process),
    others: Others::Http { sender: None, loyalty: || service(Loyalty::new, handle) },
};

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
    match event_of(&message, &told)? {
        Some(event) => orders.events.send(&event).await,
        None => Ok(()),
    }
}

struct Loyalty {
    customers: Entities<Envelope>,
    answers: Store<u32>,
}

impl Loyalty {
    fn new(world: &World) -> Self {
        Loyalty { customers: customers(world), answers: world.store("entities") }
    }
}

async fn handle(loyalty: &Loyalty, request: Request) -> Response {
    match (payment_of(&request), request.method()) {
        (None, _) => respond(StatusCode::NOT_FOUND),
        (Some(_), method) if method != Method::POST => respond(StatusCode::METHOD_NOT_ALLOWED),
        (Some((at, payment)), _) => answer(post(loyalty, at, payment).await),
    }
}

async fn post(loyalty: &Loyalty, at: Key, payment: PaymentBooked) -> Result<Response, Failure> {
    if let Some(known) = loyalty.answers.load(at.clone()).await? {
        return Ok(ok(known.value));
    }
    let (envelope, version) = loyalty.customers.load_or_new(&payment.customer).await?;
    let (state, TotalRaised { total, .. }) = decide(&envelope.state, &payment);
    let batch = loyalty.customers.batch(&payment.customer, &Envelope { state }, version);
    batch.create_for(&loyalty.answers, at, &total, KEPT).commit().await?;
    Ok(ok(total))
}
