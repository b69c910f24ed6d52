//! Given: no need to edit. What happens around the edge, and what must be true of it.

use call_chain::{Cart, CheckoutRequested, Edge, Order, ask, checkout};
use http::{Method, StatusCode};
use lab::web::{body, respond};
use lab::{Check, Event, Failure, Fault, Http, Id, Key, Request, Response, Rule, Scenario, Store, View, World};
use lab::{client, consumer, ensure, service};

/// The edge: clicks come in with the cart, and go to the function of the exercise.
async fn edge(edge: &Edge, request: Request) -> Response {
    let cart: Cart = body(request.body()).expect("a browser sends a cart");
    answer(checkout(edge, &cart).await)
}

fn answer(done: Result<(), Failure>) -> Response {
    respond(done.map_or(StatusCode::SERVICE_UNAVAILABLE, |()| StatusCode::ACCEPTED))
}

/// Payments and Shipping: what has a known reference is done already.
async fn by_reference(done: &Store<Order>, request: Request) -> Response {
    let order: Order = body(request.body()).expect("an order comes with a request");
    respond(match done.create(&order.reference, &order).await {
        Ok(_) | Err(Failure::Conflict) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

async fn closed(_: &(), _: Request) -> Response {
    respond(StatusCode::SERVICE_UNAVAILABLE)
}

/// Orders does the same as the shipped edge. At an error or a crash, the queue hands the message out again.
async fn work(orders: &Edge, message: CheckoutRequested) -> Result<(), Failure> {
    let order = message.order;
    ask(&orders.payments, "/charges", &order).await?;
    ask(&orders.shipping, "/parcels", &order).await?;
    match orders.order_book.create(&order.cart, &order).await {
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

fn browser(world: &World) -> Http {
    world.http("edge")
}

/// True where the customer is told yes.
async fn click(browser: &Http, cart: &str) -> bool {
    let cart = Cart { id: Id::new(cart), items: vec!["book".into()] };
    let answer = browser.json(Method::POST, &format!("/carts/{}/checkout", cart.id), &cart).await;
    answer.is_ok_and(|answer| answer.status() == StatusCode::ACCEPTED)
}

/// Gives up after four clicks: faults spoil fewer.
async fn clicks_until_it_works(browser: &Http) {
    let mut left = 4;
    while left > 0 && !click(browser, "cart-1").await {
        left -= 1;
    }
}

async fn clicks_once(browser: &Http) {
    click(browser, "cart-1").await;
}

async fn buys_too(browser: &Http) {
    click(browser, "cart-2").await;
}

/// How often a cart was charged, packed and written down.
fn counts(view: &View<'_>, cart: &str) -> [usize; 3] {
    let of = |store| view.items::<Order>(store).iter().filter(|(_, order)| order.cart.as_str() == cart).count();
    ["charges", "parcels", "order-book"].map(of)
}

fn is_served(cart: &'static str) -> impl Fn(&View<'_>) -> Result<(), String> {
    move |view| match counts(view, cart) {
        [1, 1, 1] => Ok(()),
        [charges, parcels, orders] => Err(format!("charges: {charges}, parcels: {parcels}, orders: {orders}")),
    }
}

fn a_yes_is_kept() -> Rule {
    let step = |told: &mut bool, event: &Event, _: &View<'_>| {
        if let Event::Responded { request, response, .. } = event {
            *told |= request.head.contains("cart-1/checkout") && response.head == "202 Accepted";
        }
        Ok(())
    };
    let end = |told: &bool, view: &View<'_>| if *told { is_served("cart-1")(view) } else { Ok(()) };
    Rule::fold("whoever is told yes is charged and gets the parcel", false, step, end)
}

fn shop(title: &str) -> Scenario {
    Scenario::new(title)
        .always("a cart is charged at most once", |view| {
            let [charges, ..] = counts(view, "cart-1");
            ensure(charges <= 1, || format!("one cart, {charges} charges"))
        })
        .always("a cart is packed at most once", |view| {
            let [_, parcels, _] = counts(view, "cart-1");
            ensure(parcels <= 1, || format!("one cart, {parcels} parcels"))
        })
        .always("a parcel holds what the cart holds", |view| {
            let parcels = view.items::<Order>("parcels");
            let odd = parcels.iter().find(|(_, parcel)| parcel.items != ["book"]);
            odd.map_or(Ok(()), |(_, parcel)| Err(format!("the parcel of {} holds {:?}", parcel.cart, parcel.items)))
        })
        .rule(a_yes_is_kept())
        .finally("a cart is charged, packed and booked, or none of the three", |view| {
            if counts(view, "cart-1") == [0; 3] { Ok(()) } else { is_served("cart-1")(view) }
        })
}

fn run(scenario: Scenario, workers: usize) -> Scenario {
    scenario
        .service("edge", workers, service(Edge::new, edge))
        .consumer("orders", "to-orders", workers, consumer(Edge::new, work))
        .service("payments", 1, service(|world| world.store("charges"), by_reference))
        .reliable()
        .service("shipping", 1, service(|world| world.store("parcels"), by_reference))
        .witness("some customer is served", |view| counts(view, "cart-1") == [1, 1, 1])
}

fn keeps_clicking(scenario: Scenario) -> Scenario {
    let scenario = scenario.finally("a customer who keeps clicking is served", is_served("cart-1"));
    scenario.client("customer", client(browser, clicks_until_it_works))
}

#[test]
fn one_click_one_order() {
    run(keeps_clicking(shop("one click")), 1).check();
}

#[test]
fn a_lost_answer_charges_nobody_twice() {
    let scenario = run(keeps_clicking(shop("an answer is lost")), 1);
    scenario.faults(Fault::LostRequest, 1).faults(Fault::LostResponse, 1).check();
}

#[test]
fn the_shop_is_open_while_shipping_is_down() {
    let step = |_: &mut (), event: &Event, _: &View<'_>| match event {
        Event::Responded { request, response, .. } if request.head.contains("/checkout") => {
            ensure(response.head == "202 Accepted", || format!("the customer is told: {}", response.head))
        }
        _ => Ok(()),
    };
    let open = Rule::fold("the shop says yes while Shipping is down", (), step, |(), _| Ok(()));
    Scenario::new("Shipping is down, and Orders with it")
        .rule(open)
        .client("customer", client(browser, clicks_once))
        .service("edge", 1, service(Edge::new, edge))
        .service("payments", 1, service(|world| world.store("charges"), by_reference))
        .service("shipping", 1, service(|_| (), closed))
        .finally("what the shop said yes to waits for Orders", |view| {
            ensure(!view.messages::<CheckoutRequested>("to-orders").is_empty(), || "nothing waits".into())
        })
        .check();
}

#[test]
fn the_edge_dies_and_the_customer_leaves() {
    let scenario = shop("clicks once and leaves, two things fail").client("customer", client(browser, clicks_once));
    let scenario = run(scenario, 1).crashes(1).faults(Fault::Ambiguous, 1);
    scenario.witness("somebody crashed", |view| view.crashes() > 0).check();
}

#[test]
fn two_tabs_and_a_fault_break_nothing() {
    let scenario = keeps_clicking(shop("two tabs, one thing fails")).client("tab 2", client(browser, clicks_once));
    let scenario = run(scenario, 2).reliable().crashes(1).faults(Fault::Ambiguous, 1);
    scenario.faults(Fault::Unavailable, 1).faults_together(1).check();
}

#[test]
fn two_carts_are_two_orders() {
    let scenario = keeps_clicking(shop("two carts, one book each")).client("neighbour", client(browser, buys_too));
    run(scenario.finally("another cart is another order", is_served("cart-2")), 2).check();
}

/// For comparison: payments, shipping and orders are three tables of one store, and one transaction writes all three.
async fn checkout_in_one_store(store: &Store<Order>, request: Request) -> Response {
    let cart: Cart = body(request.body()).expect("a browser sends a cart");
    let order = Order { reference: cart.id.clone(), cart: cart.id.clone(), items: cart.items };
    let all = ["charge", "parcel", "order"].into_iter();
    let batch = all.fold(store.batch(), |batch, table| batch.create(store, Key::within(&cart.id, table), &order));
    let done = batch.commit().await;
    answer(if done == Err(Failure::Conflict) { Ok(()) } else { done })
}

#[test]
fn one_store_needs_no_queue() {
    let scenario = Scenario::new("one store").client("customer", client(browser, clicks_until_it_works));
    let scenario = scenario.service("edge", 2, service(|world| world.store("shop"), checkout_in_one_store));
    let scenario = scenario.always("a cart is charged, packed and booked, or none of the three", |view| {
        ensure([0, 3].contains(&view.keys("shop").len()), || format!("rows: {}", view.keys("shop").len()))
    });
    scenario.crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::LostResponse, 1).check();
}
