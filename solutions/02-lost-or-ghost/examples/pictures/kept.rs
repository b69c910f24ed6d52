//! The edge only notes the click in a queue of its own; a worker runs the solution's protocol.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Failure, Http, Id, Message, Queue, Request, Response, Scenario, World, client, consumer, service};
use serde::{Deserialize, Serialize};

use crate::after::edge::{Cart, Edge, submit};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Click {
    cart: Id,
}

impl Message for Click {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

async fn note(clicks: &Queue<Click>, _: Request) -> Response {
    let noted = clicks.send(&Click { cart: Id::new("cart-1") }).await;
    respond(if noted.is_ok() { StatusCode::ACCEPTED } else { StatusCode::SERVICE_UNAVAILABLE })
}

async fn work(edge: &Edge, click: Click) -> Result<(), Failure> {
    match submit(edge, &click.cart).await {
        Ok(()) | Err(Failure::Refused(_)) => Ok(()),
        Err(failure) => Err(failure),
    }
}

async fn clicks_once(edge: &Http) {
    edge.empty(Method::POST, "/submit").await.ok();
}

/// One click, and the worker may crash once; nobody clicks again.
pub fn local_queue() -> Scenario {
    Scenario::new("nobody clicks again")
        .given("carts", &Id::new("cart-1"), &Cart::open(vec!["book".into()]))
        .client("customer", client(|world: &World| world.http("edge"), clicks_once))
        .service("edge", 1, service(|world: &World| world.queue("clicks"), note))
        .reliable()
        .consumer("worker", "clicks", 1, consumer(Edge::new, work))
        .crashes(1)
}
