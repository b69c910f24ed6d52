//! Given: no need to edit. What happens around the shop, and what must be true of it.

use std::rc::Rc;

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Check, Event, Failure, Fault, Http, Id, Request, Response, Rule, Scenario, View, World};
use lab::{client, ensure, service};
use warm_up::{Cart, Order, Shop, Status, add_item, submit};

const CART: &str = "cart-1";
const GIFT: &str = "gift";

/// The shop: requests come in, and go to the two functions of the exercise.
async fn shop(shop: &Shop, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches("/carts/").to_string();
    let (cart, verb) = path.split_once('/').unwrap_or((CART, "submit"));
    let done = match verb {
        "items" => add_item(shop, &Id::new(cart), GIFT).await,
        _ => submit(shop, &Id::new(cart)).await,
    };
    respond(match done {
        Ok(()) => StatusCode::ACCEPTED,
        Err(Failure::Refused(_)) => StatusCode::CONFLICT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

fn tab(world: &World) -> Http {
    world.http("shop")
}

/// True where the customer is told that the order is in: now, or already.
async fn click(tab: &Http, path: &str) -> bool {
    let answer = tab.empty(Method::POST, path).await;
    answer.is_ok_and(|answer| matches!(answer.status().as_u16(), 202 | 409))
}

/// Gives up after five clicks: faults and another tab together spoil fewer.
async fn clicks_until_it_works(tab: &Http) {
    let mut left = 5;
    while left > 0 && !click(tab, "/carts/cart-1/submit").await {
        left -= 1;
    }
}

async fn clicks_once(tab: &Http) {
    click(tab, "/carts/cart-1/submit").await;
}

async fn submits_another_cart(tab: &Http) {
    click(tab, "/carts/cart-2/submit").await;
}

async fn adds_a_gift(tab: &Http) {
    click(tab, "/carts/cart-1/items").await;
}

async fn adds_a_gift_then_clicks(tab: &Http) {
    adds_a_gift(tab).await;
    clicks_until_it_works(tab).await;
}

fn shown(view: &View<'_>, cart: &str) -> Rc<Cart> {
    view.item("shop", &Id::new(cart)).unwrap_or_else(|| Rc::new(Cart { status: Status::Open, items: vec![] }))
}

/// The orders of a cart: all else that stands in its partition.
fn orders(view: &View<'_>, cart: &str) -> Vec<String> {
    let keys = view.keys("shop").into_iter();
    let keys = keys.filter(|key| key.partition.as_str() == cart && key.item != key.partition);
    keys.filter_map(|key| view.item::<Order>("shop", key)).map(|order| order.items.join(" and ")).collect()
}

fn is_ordered(cart: &'static str, item: &'static str) -> impl Fn(&View<'_>) -> Result<(), String> {
    move |view| {
        let orders = orders(view, cart);
        ensure(orders.iter().any(|order| order.contains(item)), || {
            format!("the customer counts on the {item}, and the orders are: {orders:?}")
        })
    }
}

fn an_accepted_gift_is_ordered() -> Rule {
    let step = |accepted: &mut bool, event: &Event, _: &View<'_>| {
        if let Event::Responded { request, response, .. } = event {
            *accepted |= request.head.ends_with("/items") && response.head == "202 Accepted";
        }
        Ok(())
    };
    let end = |accepted: &bool, view: &View<'_>| if *accepted { is_ordered(CART, GIFT)(view) } else { Ok(()) };
    Rule::fold("a gift that the shop accepted is in the order", false, step, end)
}

fn scenario(title: &str) -> Scenario {
    let cart = Cart { status: Status::Open, items: vec!["book".into()] };
    Scenario::new(title)
        .given("shop", &Id::new(CART), &cart)
        .given("shop", &Id::new("cart-2"), &cart)
        .always("a cart has at most one order", |view| {
            let orders = orders(view, CART).len();
            ensure(orders <= 1, || format!("one cart, {orders} orders"))
        })
        .finally("a customer who keeps clicking gets an order", is_ordered(CART, "book"))
        .rule(an_accepted_gift_is_ordered())
        .finally("a cart with an order is closed, and shows what was ordered", |view| {
            let (orders, cart) = (orders(view, CART), shown(view, CART));
            let is_right = |order: &String| cart.status == Status::Submitted && *order == cart.items.join(" and ");
            ensure(orders.iter().all(is_right), || format!("the cart is {cart:?}, and the orders are: {orders:?}"))
        })
}

fn run(scenario: Scenario, workers: usize) -> Scenario {
    let scenario = scenario.service("shop", workers, service(Shop::new, shop));
    scenario.witness("some customer gets an order", |view| !orders(view, CART).is_empty())
}

#[test]
fn one_click_one_order() {
    let scenario = scenario("one click").client("tab", client(tab, clicks_until_it_works));
    run(scenario, 1).check();
}

#[test]
fn a_crash_leaves_all_or_nothing() {
    let scenario = scenario("the shop may crash").client("tab", client(tab, clicks_until_it_works));
    let scenario = run(scenario, 1).crashes(1).faults(Fault::Ambiguous, 1);
    scenario.witness("the shop crashed", |view| view.crashes() > 0).check();
}

#[test]
fn two_tabs_one_order() {
    let scenario = scenario("two tabs click")
        .client("tab 1", client(tab, clicks_until_it_works))
        .client("tab 2", client(tab, clicks_once));
    run(scenario, 2).check();
}

#[test]
fn a_gift_from_the_other_tab_is_ordered_or_refused() {
    let scenario = scenario("one tab clicks, the other adds a gift")
        .client("tab 1", client(tab, clicks_until_it_works))
        .client("tab 2", client(tab, adds_a_gift));
    run(scenario, 2).check();
}

#[test]
fn two_tabs_and_two_faults_break_nothing() {
    let scenario = scenario("two tabs, two things fail")
        .client("tab 1", client(tab, clicks_until_it_works))
        .client("tab 2", client(tab, adds_a_gift_then_clicks));
    let scenario = run(scenario, 2).crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::LostResponse, 1);
    scenario.faults_together(2).check();
}

#[test]
fn two_carts_are_two_orders() {
    let scenario = scenario("two carts")
        .client("tab 1", client(tab, clicks_until_it_works))
        .client("tab 2", client(tab, submits_another_cart));
    run(scenario.finally("another cart gets an order of its own", is_ordered("cart-2", "book")), 2).check();
}

#[test]
fn an_open_cart_takes_a_gift() {
    let scenario = scenario("adds a gift, then clicks").client("tab", client(tab, adds_a_gift_then_clicks));
    run(scenario.finally("a gift for an open cart is in the order", is_ordered(CART, GIFT)), 1).check();
}
