//! A small shop around any of the edges, with as few columns as tell the story: what Orders is told waits in its queue.
#![allow(dead_code, reason = "each edge is drawn in some of the scenes only")]

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Failure, Http, Id, Request, Response, Scenario, View, World, client, ensure, service};

use super::edge::{Cart, Edge, SubmitOrder, add_item, submit};

const CART: &str = "cart-1";

async fn edge(edge: &Edge, request: Request) -> Response {
    let id = Id::new(CART);
    let done = match request.uri().path() {
        "/items" => add_item(edge, &id, "gift").await,
        _ => submit(edge, &id).await,
    };
    respond(match done {
        Ok(()) => StatusCode::ACCEPTED,
        Err(Failure::Refused(_)) => StatusCode::CONFLICT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

async fn clicks_until_it_works(edge: &Http) {
    let mut left = 3;
    while left > 0 && !is_in(edge.empty(Method::POST, "/submit").await) {
        left -= 1;
    }
}

fn is_in(answer: Result<Response, Failure>) -> bool {
    answer.is_ok_and(|answer| matches!(answer.status().as_u16(), 202 | 409))
}

async fn adds_a_gift(edge: &Http) {
    edge.empty(Method::POST, "/items").await.ok();
}

/// The cart.
pub fn cart(view: &View<'_>) -> Cart {
    view.item::<Cart>("carts", &Id::new(CART)).expect("no one deletes a cart").as_ref().clone()
}

/// What Orders is told, once for each copy.
pub fn told(view: &View<'_>) -> Vec<String> {
    view.messages::<SubmitOrder>("to-orders").iter().map(|order| order.items.join(" and ")).collect()
}

fn shop(title: &str) -> Scenario {
    Scenario::new(title).given("carts", &Id::new(CART), &Cart::open(vec!["book".into()]))
}

/// One customer, and the edge may crash once.
pub fn crashes() -> Scenario {
    shop("the edge may crash")
        .finally("Orders is told of a cart that was submitted", |view| {
            ensure(!told(view).is_empty(), || "the customer waits for the book, and Orders was never told".into())
        })
        .client("customer", client(|world: &World| world.http("edge"), clicks_until_it_works))
        .service("edge", 1, service(Edge::new, edge))
        .crashes(1)
}

/// One tab submits, the other adds a gift; nothing fails.
pub fn two_tabs() -> Scenario {
    shop("two tabs")
        .always("Orders is told what the cart shows", |view| {
            let shown = cart(view).items.join(" and ");
            let other = told(view).into_iter().find(|told| *told != shown);
            other.map_or(Ok(()), |told| Err(format!("the cart shows {shown}, and Orders is told to pack {told}")))
        })
        .client("tab 1", client(|world: &World| world.http("edge"), clicks_until_it_works))
        .service("edge", 2, service(Edge::new, edge))
        .client("tab 2", client(|world: &World| world.http("edge"), adds_a_gift))
}
