//! Given: the mob's half. The customer may withdraw an order: `POST /carts/{id}/withdraw`.
//!
//! Write `withdraw` into `src/lib.rs`, and run `cargo xtask check 2 --mob`. Both halves must be green in the end.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Check, Event, Failure, Fault, Http, Id, Message, Request, Response, Rule, Scenario, Store, View, World};
use lab::{client, consumer, ensure, ready, service};
use lost_or_ghost::{Cart, Edge, SubmitOrder, is_editable};
use serde::{Deserialize, Serialize};

const CART: &str = "cart-1";
const GIFT: &str = "gift";

/// What is there as long as `src/lib.rs` has no `withdraw`: the service desk says no.
#[allow(dead_code, reason = "the mob's own function takes its place")]
async fn withdraw(_: &Edge, _: &Id) -> Result<(), Failure> {
    Err(Failure::refused("the shop takes nothing back"))
}

async fn edge(edge: &Edge, request: Request) -> Response {
    // A `withdraw` in `src/lib.rs` comes in here, and hides the one above.
    use lost_or_ghost::*;
    let id = Id::new(CART);
    let done = match request.uri().path() {
        "/carts/cart-1/items" => add_item(edge, &id, GIFT).await,
        "/carts/cart-1/withdraw" => withdraw(edge, &id).await,
        _ => submit(edge, &id).await,
    };
    respond(match done {
        Ok(()) => StatusCode::ACCEPTED,
        Err(Failure::Refused(_)) => StatusCode::CONFLICT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

/// What Orders reads from the queue `withdrawals`. Any message with a `cart` will do.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Withdrawal {
    cart: Id,
}

impl Message for Withdrawal {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

/// Orders packs what it is told first, unless the order was withdrawn before it came.
async fn pack(orders: &Store<String>, message: SubmitOrder) -> Result<(), Failure> {
    match orders.create(&message.cart, &message.items.join(" and ")).await {
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Orders unpacks the parcel, and remembers that: the order may come after its withdrawal.
async fn unpack(orders: &Store<String>, message: Withdrawal) -> Result<(), Failure> {
    orders.put(&message.cart, &"withdrawn".to_string()).await.map(drop)
}

fn book(world: &World) -> Store<String> {
    world.store("order-book")
}

fn to_the_edge(world: &World) -> Http {
    world.http("edge")
}

/// Clicks until the answer is yes or no. Gives up after six clicks.
async fn until_it_is_answered(edge: &Http, path: &str) {
    let mut left = 6;
    while left > 0 && !edge.empty(Method::POST, path).await.is_ok_and(|answer| answer.status() != 503) {
        left -= 1;
    }
}

async fn submits(edge: &Http) {
    until_it_is_answered(edge, "/carts/cart-1/submit").await;
}

async fn withdraws(edge: &Http) {
    until_it_is_answered(edge, "/carts/cart-1/withdraw").await;
}

async fn submits_then_withdraws(edge: &Http) {
    submits(edge).await;
    withdraws(edge).await;
}

async fn withdraws_then_adds_a_gift(edge: &Http) {
    withdraws(edge).await;
    edge.empty(Method::POST, "/carts/cart-1/items").await.ok();
}

fn cart(view: &View<'_>) -> Cart {
    let cart = view.item::<Cart>("carts", &Id::new(CART));
    cart.expect("no one deletes a cart").as_ref().clone()
}

fn packed(view: &View<'_>) -> Option<String> {
    let parcel = view.item::<String>("order-book", &Id::new(CART))?;
    (*parcel != "withdrawn").then(|| parcel.to_string())
}

/// Whether the customer heard that the order is withdrawn, and what must be true of that in the end.
fn once_withdrawn(sentence: &str, look: fn(bool, &View<'_>) -> Result<(), String>) -> Rule {
    let step = |told: &mut bool, event: &Event, _: &View<'_>| {
        if let Event::Responded { request, response, heard: true, .. } = event {
            *told |= request.head.ends_with("/withdraw") && response.head == "202 Accepted";
        }
        Ok(())
    };
    Rule::fold(sentence, false, step, move |told, view| look(*told, view))
}

fn run(title: &str, edges: usize) -> Scenario {
    let gone = once_withdrawn("whoever is told that the order is withdrawn gets no parcel", |told, view| {
        let seen = || format!("the customer was told so, and Orders packed {}", packed(view).unwrap_or_default());
        ensure(!told || packed(view).is_none(), seen)
    });
    let frozen = "Orders is told only of the withdrawal of a cart that can change no more";
    let frozen = ready::no_ghost::<Withdrawal>(frozen, "withdrawals", |view, _| {
        let seen = || format!("Orders is told to unpack, while the cart is {:?}", cart(view).status);
        ensure(!is_editable(&cart(view)), seen)
    });
    Scenario::new(title)
        .given("carts", &Id::new(CART), &Cart::open(vec!["book".into()]))
        .rule(gone)
        .rule(frozen)
        .always("a parcel holds just what the cart shows", |view| {
            let shown = cart(view).items.join(" and ");
            let parcel = packed(view).unwrap_or(shown.clone());
            ensure(parcel == shown, || format!("the cart shows {shown}, and Orders packed {parcel}"))
        })
        .service("edge", edges, service(Edge::new, edge))
        .consumer("orders", "to-orders", 1, consumer(book, pack))
        .reliable()
        .consumer("returns", "withdrawals", 1, consumer(book, unpack))
        .reliable()
        .witness("Orders was told of an order", |view| view.item::<String>("order-book", &Id::new(CART)).is_some())
}

#[test]
fn an_order_that_is_in_can_be_withdrawn() {
    let scenario = run("submits, then withdraws", 1).client("customer", client(to_the_edge, submits_then_withdraws));
    let sentence = "an order that is in can be withdrawn";
    let can = |told, _: &View<'_>| ensure(told, || "the customer was told that it is too late".to_string());
    scenario.rule(once_withdrawn(sentence, can)).check();
}

#[test]
fn a_withdrawn_order_is_not_packed() {
    let scenario = run("one tab submits, the other withdraws", 2)
        .client("tab 1", client(to_the_edge, submits))
        .client("tab 2", client(to_the_edge, withdraws_then_adds_a_gift));
    scenario.crashes(1).faults(Fault::Ambiguous, 1).faults_together(1).check();
}
