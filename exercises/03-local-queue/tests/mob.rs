//! Given: the mob's half. The framework holds back what `handle` sends until `handle` has returned `Ok`.
//!
//! Edit `src/lib.rs` on, and run `cargo xtask check 3 --mob`. Both halves must be green in the end.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Check, Event, Failure, Fault, Http, Id, Request, Response, Rule, Scenario, Store, View, World};
use lab::{client, consumer, consumer_holding_sends, ensure, service};
use local_queue::{Cart, Edge, SubmitOrder, add_item, handle, is_editable, submit};

const CART: &str = "cart-1";
const GIFT: &str = "gift";

async fn edge(edge: &Edge, request: Request) -> Response {
    let id = Id::new(CART);
    let done = match request.uri().path() {
        "/carts/cart-1/items" => add_item(edge, &id, GIFT).await,
        _ => submit(edge, &id).await,
    };
    respond(match done {
        Ok(()) => StatusCode::ACCEPTED,
        Err(Failure::Refused(_)) => StatusCode::CONFLICT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

/// Orders packs what it is told first.
async fn pack(orders: &Store<String>, message: SubmitOrder) -> Result<(), Failure> {
    let parcel = message.items.join(" and ");
    match orders.create(&message.cart, &parcel).await {
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

async fn click(edge: &Http) {
    edge.empty(Method::POST, "/carts/cart-1/submit").await.ok();
}

async fn click_then_add_a_gift(edge: &Http) {
    click(edge).await;
    edge.empty(Method::POST, "/carts/cart-1/items").await.ok();
}

fn to_the_edge(world: &World) -> Http {
    world.http("edge")
}

fn cart(view: &View<'_>) -> Cart {
    let cart = view.item::<Cart>("carts", &Id::new(CART));
    cart.expect("no one deletes a cart").as_ref().clone()
}

fn packed(view: &View<'_>) -> String {
    let parcel = view.item::<String>("order-book", &Id::new(CART));
    parcel.map_or("nothing".into(), |parcel| parcel.to_string())
}

fn told() -> Rule {
    let step = |told: &mut bool, event: &Event, _: &View<'_>| {
        if let Event::Responded { request, response, heard: true, .. } = event {
            *told |= request.head.ends_with("/submit") && ["202 Accepted", "409 Conflict"].contains(&&*response.head);
        }
        Ok(())
    };
    Rule::fold("whoever is told that the order is in gets a parcel", false, step, |told, view| {
        let lost = || "the customer was told that the order is in; Orders packed nothing".to_string();
        ensure(!told || packed(view) != "nothing", lost)
    })
}

fn shop(title: &str) -> Scenario {
    Scenario::new(title)
        .given("carts", &Id::new(CART), &Cart::open(vec!["book".into()]))
        .rule(told())
        .finally("a cart that takes no more gifts gets its parcel", |view| {
            let status = cart(view).status;
            let seen = || format!("the cart is {status:?}, all is quiet, and Orders packed nothing");
            ensure(is_editable(&cart(view)) || packed(view) != "nothing", seen)
        })
        .always("a parcel holds just what the cart shows", |view| {
            let (shown, parcel) = (cart(view).items.join(" and "), packed(view));
            let seen = || format!("the cart shows {shown}, and Orders packed {parcel}");
            ensure(parcel == "nothing" || parcel == shown, seen)
        })
}

fn run(scenario: Scenario, handlers: usize) -> Scenario {
    scenario
        .service("edge", 1, service(Edge::new, edge))
        .consumer("orders", "to-orders", 1, consumer(|world| world.store("order-book"), pack))
        .reliable()
        .consumer("handler", "local", handlers, consumer_holding_sends(Edge::new, handle))
        .deliveries(3)
        .witness("some customer gets a parcel", |view| packed(view) != "nothing")
}

#[test]
fn a_send_that_is_held_back_is_not_lost() {
    let scenario = shop("one click, sends are held back").client("customer", client(to_the_edge, click));
    run(scenario, 1).crashes(1).check();
}

#[test]
fn two_handlers_that_hold_sends_back_do_no_harm() {
    let scenario =
        shop("clicks, adds a gift, sends are held back").client("customer", client(to_the_edge, click_then_add_a_gift));
    let scenario = run(scenario, 2).crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::LeaseExpiry, 1);
    scenario.faults_together(2).check();
}
