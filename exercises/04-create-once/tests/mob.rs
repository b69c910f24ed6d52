//! Given: the mob's half. The service desk may delete an order: `DELETE /orders/{cart}`. Then a late copy arrives.
//!
//! Write `delete_order` and `is_deleted` into `src/lib.rs`, edit the rest on, and run `cargo xtask check 4 --mob`. Both
//! halves must be green in the end.

use create_once::{Order, Shop, SubmitOrder, create_order};
use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Check, Event, Failure, Fault, Http, Id, Item, Request, Response, Rule, Scenario, View, World};
use lab::{client, consumer, ensure, service};

/// What is there as long as `src/lib.rs` has no `delete_order`: the item goes, and that is that.
#[allow(dead_code, reason = "the mob's own function takes its place")]
async fn delete_order(shop: &Shop, cart: &Id) -> Result<(), Failure> {
    let Item { etag, .. } = shop.orders.load(cart).await?.ok_or(Failure::NotFound)?;
    shop.orders.delete_if(cart, etag).await
}

/// What is there as long as `src/lib.rs` has no `is_deleted`: an order that can be found is not deleted.
#[allow(dead_code, reason = "the mob's own function takes its place")]
fn is_deleted(_: &Order) -> bool {
    false
}

/// The service desk: `NotFound` is 404, and any other failure means "please try again".
async fn desk(shop: &Shop, _: Request) -> Response {
    // A `delete_order` in `src/lib.rs` comes in here, and hides the one above.
    #[allow(unused_imports, reason = "until there is one")]
    use create_once::*;
    respond(match delete_order(shop, &Id::new("cart-1")).await {
        Ok(()) => StatusCode::OK,
        Err(Failure::NotFound) => StatusCode::NOT_FOUND,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

/// The orders of cart-1 that are not deleted.
fn live_orders(view: &View<'_>) -> usize {
    use create_once::*;
    let orders = view.items::<Order>("orders").into_iter();
    orders.filter(|(_, order)| order.cart.as_str() == "cart-1" && !is_deleted(order)).count()
}

fn to_the_desk(world: &World) -> Http {
    world.http("desk")
}

async fn deletes(desk: &Http) {
    desk.empty(Method::DELETE, "/orders/cart-1").await.ok();
}

/// Until the answer is yes. Gives up after three tries.
async fn deletes_until_it_works(desk: &Http) {
    let mut left = 3;
    while left > 0 && !desk.empty(Method::DELETE, "/orders/cart-1").await.is_ok_and(|answer| answer.status() == 200) {
        left -= 1;
    }
}

fn stays_away() -> Rule {
    let step = |told: &mut bool, event: &Event, view: &View<'_>| {
        if let Event::Responded { response, heard: true, .. } = event {
            *told |= response.head == "200 OK";
        }
        let seen = || "ada was told that the order of cart-1 is deleted, and it is back".to_string();
        ensure(!*told || live_orders(view) == 0, seen)
    };
    Rule::fold("a deleted order does not come back", false, step, |_, _| Ok(()))
}

fn run(title: &str, copies: usize, workers: usize) -> Scenario {
    let order = SubmitOrder { cart: Id::new("cart-1"), items: vec!["book".into()] };
    (0..copies)
        .fold(Scenario::new(title), |scenario, _| scenario.given_message("to-orders", &order))
        .consumer("orders", "to-orders", workers, consumer(Shop::new, create_order))
        .service("desk", 1, service(Shop::new, desk))
        .rule(stays_away())
        .witness("there is an order", |view| live_orders(view) > 0)
}

#[test]
fn a_deleted_order_does_not_come_back() {
    run("ada deletes, then a copy comes", 2, 1).client("ada", client(to_the_desk, deletes)).check();
}

#[test]
fn a_copy_that_comes_while_deleting_brings_nothing_back() {
    let scenario = run("ada deletes, copies come, two things fail", 2, 2);
    let scenario = scenario.client("ada", client(to_the_desk, deletes_until_it_works)).crashes(1);
    scenario.faults(Fault::Ambiguous, 1).faults(Fault::LeaseExpiry, 1).faults_together(2).check();
}

#[test]
fn an_order_that_is_there_can_be_deleted() {
    let step = |there: &mut bool, event: &Event, view: &View<'_>| match event {
        Event::Requested { .. } => {
            *there = live_orders(view) > 0;
            Ok(())
        }
        Event::Responded { response, .. } => ensure(!*there || response.head == "200 OK", || {
            format!("the order was there, and ada got {}", response.head)
        }),
        _ => Ok(()),
    };
    let sentence = "an order that is there can be deleted";
    let scenario = run("ada deletes", 1, 1).client("ada", client(to_the_desk, deletes));
    scenario.rule(Rule::fold(sentence, false, step, |_, _| Ok(()))).check();
}
