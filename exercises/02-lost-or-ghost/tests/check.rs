//! Given: no need to edit. What happens around the edge, and what must be true of it.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Check, Failure, Fault, Http, Id, Request, Response, Scenario, Store, View, Will, World, ready};
use lab::{client, consumer, ensure, service};
use lost_or_ghost::{Cart, Edge, Status, SubmitOrder, add_item, is_editable, submit};
use serde::{Deserialize, Serialize};

const CART: &str = "cart-1";
const GIFT: &str = "gift";

// The edge: requests come in, and go to the two functions of the exercise.

async fn edge(edge: &Edge, request: Request) -> Response {
    let id = Id::new(CART);
    let done = match request.uri().path().rsplit('/').next() {
        Some("items") => add_item(edge, &id, GIFT).await,
        _ => submit(edge, &id).await,
    };
    respond(match done {
        Ok(()) => StatusCode::ACCEPTED,
        Err(Failure::Refused(_)) => StatusCode::CONFLICT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

// Orders: packs what it is told first.

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Order {
    items: Vec<String>,
}

async fn pack(orders: &Store<Order>, message: SubmitOrder) -> Result<(), Failure> {
    match orders.create(&message.cart, &Order { items: message.items }).await {
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

// Customers.

struct Browser {
    edge: Http,
    will: Will,
}

fn browser(world: &World) -> Browser {
    Browser { edge: world.http("edge"), will: world.will() }
}

impl Browser {
    async fn post(&self, path: &str) -> Option<StatusCode> {
        self.edge.empty(Method::POST, path).await.ok().map(|response| response.status())
    }

    /// True where the customer is told that the order is in: now, or already.
    async fn click(&self) -> bool {
        matches!(self.post("/carts/cart-1/submit").await, Some(StatusCode::ACCEPTED | StatusCode::CONFLICT))
    }

    async fn add_gift(&self) {
        self.post("/carts/cart-1/items").await;
    }
}

async fn clicks_until_it_works(browser: &Browser) {
    while !browser.click().await {}
}

async fn may_add_a_gift_between_clicks(browser: &Browser) {
    let mut gift = true;
    while !browser.click().await {
        if gift && browser.will.maybe("add a gift").await.unwrap_or(false) {
            browser.add_gift().await;
            gift = false;
        }
    }
}

async fn adds_a_gift(browser: &Browser) {
    browser.add_gift().await;
}

async fn adds_a_gift_then_clicks(browser: &Browser) {
    browser.add_gift().await;
    clicks_until_it_works(browser).await;
}

// What must be true.

fn cart(view: &View<'_>) -> Cart {
    view.item::<Cart>("carts", &Id::new(CART)).expect("no one deletes a cart").as_ref().clone()
}

fn order(view: &View<'_>) -> Option<Vec<String>> {
    view.item::<Order>("order-book", &Id::new(CART)).map(|order| order.items.clone())
}

fn list(items: &[String]) -> String {
    items.join(" and ")
}

fn shop(title: &str) -> Scenario {
    Scenario::new(title)
        .given("carts", &Id::new(CART), &Cart { status: Status::Open, items: vec!["book".into()] })
        .rule(ready::no_lost_output("every order that the customer was told is in reaches Orders", "submitted", |_| {
            vec![Id::new(CART)]
        }))
}

fn parcel_matches_cart(scenario: Scenario) -> Scenario {
    scenario.finally("the parcel holds just what the cart shows", |view| {
        let (shown, packed) = (cart(view).items, order(view).unwrap_or_default());
        ensure(shown == packed, || format!("the cart shows {}, and Orders packed {}", list(&shown), list(&packed)))
    })
}

fn never_ahead_of_the_cart(scenario: Scenario) -> Scenario {
    scenario
        .rule(ready::no_ghost::<SubmitOrder>(
            "Orders is told only of a cart that can change no more",
            "submitted",
            |view, told| {
                let cart = cart(view);
                ensure(!is_editable(&cart) && cart.items == told.items, || {
                    format!(
                        "Orders is told of {}, while the cart is {:?} with {}",
                        list(&told.items),
                        cart.status,
                        list(&cart.items)
                    )
                })
            },
        ))
        .rule(ready::consistent_output("all copies of an order say the same", "submitted"))
}

fn run(scenario: Scenario, edges: usize) -> Scenario {
    scenario
        .service("edge", edges, service(Edge::new, edge))
        .consumer("orders", "submitted", 1, consumer(|world| world.store::<Order>("order-book"), pack))
        .reliable()
        .witness("some customer gets a parcel", |view| order(view).is_some())
}

#[test]
fn one_click_one_order() {
    let scenario = shop("one click").client("customer", client(browser, clicks_until_it_works));
    run(parcel_matches_cart(scenario), 1).check();
}

#[test]
fn a_crash_loses_no_order() {
    let scenario =
        shop("clicks until it works, the edge may crash").client("customer", client(browser, clicks_until_it_works));
    run(scenario, 1).crashes(1).witness("somebody crashed", |view| view.crashes() > 0).check();
}

#[test]
fn a_gift_from_another_tab_is_packed_or_refused() {
    let scenario = shop("one tab clicks, the other adds a gift")
        .client("tab 1", client(browser, clicks_until_it_works))
        .client("tab 2", client(browser, adds_a_gift));
    run(parcel_matches_cart(scenario), 2).check();
}

#[test]
fn a_gift_between_clicks_is_packed_or_refused() {
    let scenario = shop("may add a gift between clicks, the edge may crash")
        .client("customer", client(browser, may_add_a_gift_between_clicks));
    run(parcel_matches_cart(scenario), 1).crashes(1).check();
}

#[test]
fn two_tabs_and_two_faults_break_nothing() {
    let scenario = shop("two tabs click, a crash and a lost answer")
        .client("tab 1", client(browser, may_add_a_gift_between_clicks))
        .client("tab 2", client(browser, clicks_until_it_works));
    run(never_ahead_of_the_cart(parcel_matches_cart(scenario)), 2)
        .crashes(1)
        .faults(Fault::Ambiguous, 1)
        .faults(Fault::LostResponse, 1)
        .faults_together(2)
        .check();
}

#[test]
fn an_open_cart_takes_a_gift() {
    let scenario = shop("adds a gift, then clicks").client("customer", client(browser, adds_a_gift_then_clicks));
    run(parcel_matches_cart(scenario), 1)
        .finally("a gift for an open cart is packed", |view| {
            let packed = order(view).unwrap_or_default();
            ensure(packed.iter().any(|item| item == GIFT), || format!("Orders packed only {}", list(&packed)))
        })
        .check();
}
