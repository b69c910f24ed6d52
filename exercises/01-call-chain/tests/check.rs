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
    respond(if done.is_ok() { StatusCode::ACCEPTED } else { StatusCode::SERVICE_UNAVAILABLE })
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

/// The back office. At an error or a crash the queue hands the message out again.
async fn work(office: &Edge, message: CheckoutRequested) -> Result<(), Failure> {
    let order = message.order;
    ask(&office.payments, "/charges", &order).await?;
    ask(&office.shipping, "/parcels", &order).await?;
    match office.orders.create(&order.cart, &order).await {
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

async fn buys_with_another_cart(browser: &Http) {
    click(browser, "cart-2").await;
}

/// How often a cart was charged, packed and booked.
fn counts(view: &View<'_>, cart: &str) -> [usize; 3] {
    let of = |store| view.items::<Order>(store).iter().filter(|(_, order)| order.cart.as_str() == cart).count();
    ["charges", "parcels", "order-book"].map(of)
}

fn words([charges, parcels, orders]: [usize; 3]) -> String {
    format!("charged {charges} times, packed {parcels} times, booked {orders} times")
}

fn whoever_was_told_yes_is_served() -> Rule {
    let step = |told: &mut bool, event: &Event, _: &View<'_>| {
        if let Event::Responded { request, response, .. } = event {
            *told |= request.head.contains("/checkout") && response.head == "202 Accepted";
        }
        Ok(())
    };
    let served = |view: &View<'_>| counts(view, "cart-1") == [1, 1, 1];
    let end = move |told: &bool, view: &View<'_>| {
        ensure(!told || served(view), || {
            format!("the customer was told yes, and was {}", words(counts(view, "cart-1")))
        })
    };
    Rule::fold("a customer who was told yes is charged, gets the parcel and stands in the book", false, step, end)
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
        .rule(whoever_was_told_yes_is_served())
        .finally("a cart is charged, packed and booked: all or nothing", |view| {
            let counts = counts(view, "cart-1");
            ensure(matches!(counts, [0, 0, 0] | [1, 1, 1]), || words(counts))
        })
}

fn run(scenario: Scenario, workers: usize) -> Scenario {
    scenario
        .service("edge", workers, service(Edge::new, edge))
        .consumer("back office", "to-back-office", workers, consumer(Edge::new, work))
        .service("shipping", workers, service(|world| world.store("parcels"), by_reference))
        .service("payments", workers, service(|world| world.store("charges"), by_reference))
        .reliable()
        .witness("some customer is served", |view| counts(view, "cart-1") == [1, 1, 1])
}

fn keeps_clicking(scenario: Scenario) -> Scenario {
    let served = |view: &View<'_>| ensure(counts(view, "cart-1") == [1, 1, 1], || words(counts(view, "cart-1")));
    let scenario = scenario.finally("a customer who keeps clicking is served", served);
    scenario.client("customer", client(browser, clicks_until_it_works))
}

#[test]
fn one_click_one_order() {
    run(keeps_clicking(shop("one click")), 1).check();
}

#[test]
fn a_lost_answer_charges_nobody_twice() {
    let scenario = run(keeps_clicking(shop("an answer is lost")), 1);
    scenario.faults(Fault::LostRequest, 1).faults(Fault::LostResponse, 1).faults_together(1).check();
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
    Scenario::new("Shipping is down, the back office sleeps")
        .rule(open)
        .client("customer", client(browser, clicks_once))
        .service("edge", 1, service(Edge::new, edge))
        .service("payments", 1, service(|world| world.store("charges"), by_reference))
        .service("shipping", 1, service(|_| (), closed))
        .finally("what the shop said yes to waits for the back office", |view| {
            let waiting = view.messages::<CheckoutRequested>("to-back-office").len();
            ensure(waiting > 0, || "nothing waits".into())
        })
        .check();
}

#[test]
fn the_edge_dies_and_the_customer_leaves() {
    let scenario = shop("clicks once and leaves, one crash").client("customer", client(browser, clicks_once));
    run(scenario, 1).crashes(1).witness("somebody crashed", |view| view.crashes() > 0).check();
}

#[test]
fn two_tabs_and_two_faults_break_nothing() {
    let scenario = keeps_clicking(shop("two tabs, two things fail")).client("tab 2", client(browser, clicks_once));
    let scenario = run(scenario, 2).crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::Unavailable, 1);
    scenario.faults(Fault::LostResponse, 1).faults_together(2).check();
}

#[test]
fn two_carts_are_two_orders() {
    let other = |view: &View<'_>| ensure(counts(view, "cart-2") == [1, 1, 1], || words(counts(view, "cart-2")));
    let scenario = keeps_clicking(shop("two carts with the same book"));
    let scenario = scenario.client("neighbour", client(browser, buys_with_another_cart));
    run(scenario.finally("another cart is another order", other), 2).check();
}

/// For comparison: payments, shipping and orders are three tables of one store, and one transaction writes all three.
async fn checkout_in_one_store(store: &Store<Order>, request: Request) -> Response {
    let cart: Cart = body(request.body()).expect("a browser sends a cart");
    let order = Order { reference: cart.id.clone(), cart: cart.id.clone(), items: cart.items };
    let all = ["charge", "parcel", "order"].into_iter();
    let batch = all.fold(store.batch(), |batch, table| batch.create(store, Key::within(&cart.id, table), &order));
    match batch.commit().await {
        Err(Failure::Conflict) => answer(Ok(())),
        done => answer(done),
    }
}

#[test]
fn one_store_needs_no_queue() {
    let scenario = Scenario::new("one store").client("customer", client(browser, clicks_until_it_works));
    let scenario = scenario.service("edge", 2, service(|world| world.store("shop"), checkout_in_one_store));
    let scenario = scenario.always("a cart is charged, packed and booked: all or nothing", |view| {
        let rows = view.keys("shop").len();
        ensure(rows == 0 || rows == 3, || format!("{rows} of 3 rows are there"))
    });
    scenario.crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::LostResponse, 1).check();
}
