//! The reference of exercise 02, from its own file: two tabs, and as many faults as the last test of its ladder allows.

#[path = "../../../../solutions/02-lost-or-ghost/src/lib.rs"]
mod solution;

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{
    Failure, Fault, Http, Id, Request, Response, Scenario, Store, World, client, consumer, ensure, ready, service,
};
use solution::{Cart, Edge, SubmitOrder, add_item, is_editable, submit};

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

async fn pack(orders: &Store<String>, message: SubmitOrder) -> Result<(), Failure> {
    match orders.create(&message.cart, &message.items.join(" and ")).await {
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

async fn click(http: &Http) -> bool {
    let answer = http.empty(Method::POST, "/submit").await;
    answer.is_ok_and(|answer| matches!(answer.status().as_u16(), 202 | 409))
}

async fn clicks_until_it_works(http: &Http) {
    for _ in 0..6 {
        if click(http).await {
            return;
        }
    }
}

async fn clicks_or_adds_a_gift(http: &Http) {
    if !click(http).await {
        http.empty(Method::POST, "/items").await.ok();
    }
}

pub fn scenario(tabs: u32, crashes: u8, ambiguous: u8) -> Scenario {
    let http = |world: &World| world.http("edge");
    let cart = |view: &lab::View<'_>| view.item::<Cart>("carts", &Id::new(CART)).expect("nobody deletes it");
    let mut scenario = Scenario::new("clicks").given("carts", &Id::new(CART), &Cart::open(vec!["book".into()]));
    scenario = scenario.client("tab 1", client(http, clicks_until_it_works));
    if tabs > 1 {
        scenario = scenario.client("tab 2", client(http, clicks_or_adds_a_gift));
    }
    scenario
        .service("edge", tabs as usize, service(Edge::new, edge))
        .consumer("orders", "to-orders", 1, consumer(|world| world.store::<String>("order-book"), pack))
        .reliable()
        .crashes(crashes)
        .faults(Fault::Ambiguous, ambiguous)
        .rule(ready::no_lost_output("the order reaches Orders", "to-orders", |_| vec![Id::new(CART)]))
        .rule(ready::consistent_output("copies agree", "to-orders"))
        .rule(ready::no_ghost::<SubmitOrder>("no ghost", "to-orders", move |view, told| {
            let cart = cart(view);
            ensure(!is_editable(&cart) && cart.items == told.items, || "a ghost".into())
        }))
}
