//! Given: no need to edit. What happens around the edge, and what must be true of it.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Check, Event, Failure, Fault, Http, Id, Request, Response, Rule, Scenario, Store, View, Will, World};
use lab::{client, consumer, ensure, ready, service};
use lost_or_ghost::{Cart, Edge, SubmitOrder, add_item, is_editable, submit};

const CART: &str = "cart-1";
const GIFT: &str = "gift";

/// The edge: requests come in, and go to the two functions of the exercise.
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

struct Browser {
    edge: Http,
    will: Will,
}

fn browser(world: &World) -> Browser {
    let (edge, will) = (world.http("edge"), world.will());
    Browser { edge, will }
}

impl Browser {
    /// True where the customer is told that the order is in: now, or already.
    async fn click(&self) -> bool {
        let answer = self.edge.empty(Method::POST, "/carts/cart-1/submit").await;
        answer.is_ok_and(|answer| matches!(answer.status().as_u16(), 202 | 409))
    }

    async fn add_gift(&self) {
        self.edge.empty(Method::POST, "/carts/cart-1/items").await.ok();
    }
}

/// Gives up after six clicks: faults and another tab together spoil fewer.
async fn clicks_until_it_works(browser: &Browser) {
    let mut left = 6;
    while left > 0 && !browser.click().await {
        left -= 1;
    }
}

async fn may_add_gifts_between_clicks(browser: &Browser) {
    let mut left = 6;
    while left > 0 && !browser.click().await {
        may_add_a_gift(browser).await;
        left -= 1;
    }
}

async fn may_add_a_gift(browser: &Browser) {
    if browser.will.maybe("add a gift").await == Ok(true) {
        browser.add_gift().await;
    }
}

async fn clicks_once_or_may_add_a_gift(browser: &Browser) {
    if !browser.click().await {
        may_add_a_gift(browser).await;
    }
}

async fn adds_a_gift_then_clicks(browser: &Browser) {
    browser.add_gift().await;
    clicks_until_it_works(browser).await;
}

fn cart(view: &View<'_>) -> Cart {
    let cart = view.item::<Cart>("carts", &Id::new(CART));
    cart.expect("no one deletes a cart").as_ref().clone()
}

fn packed(view: &View<'_>) -> String {
    let parcel = view.item::<String>("order-book", &Id::new(CART));
    parcel.map_or("nothing".into(), |parcel| parcel.to_string())
}

fn is_packed(item: &'static str) -> impl Fn(&View<'_>) -> Result<(), String> {
    move |view| match packed(view) {
        parcel if parcel.contains(item) => Ok(()),
        parcel => Err(format!("the customer counts on the {item}, and Orders packed {parcel}")),
    }
}

fn an_accepted_gift_is_packed() -> Rule {
    let sentence = "a gift that the edge accepted is in the parcel";
    let step = |accepted: &mut bool, event: &Event, _: &View<'_>| {
        if let Event::Responded { request, response, .. } = event {
            *accepted |= request.head.ends_with("/items") && response.head == "202 Accepted";
        }
        Ok(())
    };
    Rule::fold(sentence, false, step, |accepted, view| if *accepted { is_packed(GIFT)(view) } else { Ok(()) })
}

fn shop(title: &str) -> Scenario {
    Scenario::new(title)
        .given("carts", &Id::new(CART), &Cart::open(vec!["book".into()]))
        .finally("a customer who keeps clicking gets a parcel", is_packed("book"))
        .always("a parcel holds just what the cart shows", |view| {
            let (shown, parcel) = (cart(view).items.join(" and "), packed(view));
            let seen = || format!("the cart shows {shown}, and Orders packed {parcel}");
            ensure(parcel == "nothing" || parcel == shown, seen)
        })
        .rule(an_accepted_gift_is_packed())
}

fn never_ahead_of_the_cart() -> Rule {
    let sentence = "Orders is told only of a cart that can change no more";
    ready::no_ghost::<SubmitOrder>(sentence, "to-orders", |view, told| {
        let cart = cart(view);
        ensure(!is_editable(&cart) && cart.items == told.items, || {
            let (told, shown, status) = (told.items.join(" and "), cart.items.join(" and "), cart.status);
            format!("Orders is told to pack {told}, while the cart is {status:?} with {shown}")
        })
    })
}

fn run(scenario: Scenario, edges: usize) -> Scenario {
    let orders = consumer(|world| world.store("order-book"), pack);
    scenario
        .service("edge", edges, service(Edge::new, edge))
        .consumer("orders", "to-orders", 1, orders)
        .reliable()
        .witness("some customer gets a parcel", |view| packed(view) != "nothing")
}

#[test]
fn one_click_one_order() {
    let scenario = shop("one click").client("customer", client(browser, clicks_until_it_works));
    run(scenario, 1).check();
}

#[test]
fn a_crash_loses_no_order() {
    let scenario = shop("the edge may crash").client("customer", client(browser, clicks_until_it_works));
    let scenario = run(scenario, 1).crashes(1);
    scenario.witness("the edge crashed", |view| view.crashes() > 0).check();
}

#[test]
fn a_gift_from_another_tab_is_packed_or_refused() {
    let scenario = shop("one tab clicks, the other adds a gift")
        .client("tab 1", client(browser, clicks_until_it_works))
        .client("tab 2", client(browser, Browser::add_gift));
    run(scenario, 2).check();
}

#[test]
fn a_gift_between_clicks_is_packed_or_refused() {
    let scenario = shop("may add gifts between clicks, two things fail")
        .client("customer", client(browser, may_add_gifts_between_clicks));
    let scenario = run(scenario, 1).crashes(1).faults(Fault::Unavailable, 1);
    scenario.faults(Fault::Ambiguous, 1).faults_together(2).check();
}

#[test]
fn two_tabs_and_two_faults_break_nothing() {
    let scenario = shop("two tabs, two things fail")
        .client("tab 1", client(browser, clicks_until_it_works))
        .client("tab 2", client(browser, clicks_once_or_may_add_a_gift));
    let copies = ready::consistent_output("all copies of an order say the same", "to-orders");
    let scenario = run(scenario.rule(never_ahead_of_the_cart()).rule(copies), 2).crashes(1);
    let scenario = scenario.faults(Fault::Ambiguous, 1).faults(Fault::Unavailable, 1);
    scenario.faults_together(2).check();
}

#[test]
fn an_open_cart_takes_a_gift() {
    let scenario = shop("adds a gift, then clicks").client("customer", client(browser, adds_a_gift_then_clicks));
    run(scenario.finally("a gift for an open cart is packed", is_packed(GIFT)), 1).check();
}
