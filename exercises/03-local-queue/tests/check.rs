//! Given: no need to edit. What happens around the edge, and what must be true of it.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Check, Event, Failure, Fault, Http, Id, Request, Response, Rule, Scenario, Store, View, World};
use lab::{client, consumer, ensure, ready, service};
use local_queue::{Cart, Edge, SubmitOrder, add_item, handle, is_editable, submit};

const CART: &str = "cart-1";
const GIFT: &str = "gift";

/// The edge: requests come in, and go to the functions of the exercise.
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
}

fn browser(world: &World) -> Browser {
    Browser { edge: world.http("edge") }
}

impl Browser {
    /// One click; the customer goes away, whatever the answer is.
    async fn click(&self) {
        self.edge.empty(Method::POST, "/carts/cart-1/submit").await.ok();
    }

    async fn add_gift(&self) {
        self.edge.empty(Method::POST, "/carts/cart-1/items").await.ok();
    }
}

async fn adds_a_gift_then_clicks(browser: &Browser) {
    browser.add_gift().await;
    browser.click().await;
}

async fn clicks_then_adds_a_gift(browser: &Browser) {
    browser.click().await;
    browser.add_gift().await;
}

fn cart(view: &View<'_>) -> Cart {
    let cart = view.item::<Cart>("carts", &Id::new(CART));
    cart.expect("no one deletes a cart").as_ref().clone()
}

fn packed(view: &View<'_>) -> String {
    let parcel = view.item::<String>("order-book", &Id::new(CART));
    parcel.map_or("nothing".into(), |parcel| parcel.to_string())
}

/// A fold that remembers whether a request to this path was answered with one of these.
fn once_told(
    sentence: &str,
    path: &'static str,
    answers: &'static [&'static str],
    look: impl Fn(&View<'_>) -> Result<(), String> + Send + Sync + 'static,
) -> Rule {
    let step = move |told: &mut bool, event: &Event, _: &View<'_>| {
        if let Event::Responded { request, response, heard: true, .. } = event {
            *told |= request.head.ends_with(path) && answers.contains(&&*response.head);
        }
        Ok(())
    };
    Rule::fold(sentence, false, step, move |told, view| if *told { look(view) } else { Ok(()) })
}

fn shop(title: &str) -> Scenario {
    let told = "whoever is told that the order is in gets a parcel";
    let told = once_told(told, "/submit", &["202 Accepted", "409 Conflict"], |view| {
        ensure(packed(view) != "nothing", || "the customer was told that the order is in; Orders packed nothing".into())
    });
    let gift = once_told("a gift that the edge accepted is in the parcel", "/items", &["202 Accepted"], |view| {
        let parcel = packed(view);
        let seen = || format!("the edge accepted the {GIFT}, and Orders packed {parcel}");
        ensure(parcel == "nothing" || parcel.contains(GIFT), seen)
    });
    Scenario::new(title)
        .given("carts", &Id::new(CART), &Cart::open(vec!["book".into()]))
        .rule(told)
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
        .rule(gift)
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

/// Two clicks and two faults need fewer messages than this: more are one that goes round.
fn nothing_goes_round() -> Rule {
    let step = |sent: &mut u32, event: &Event, _: &View<'_>| {
        *sent += u32::from(matches!(event, Event::Sent { queue, .. } if **queue == *"local"));
        ensure(*sent < 6, || format!("cart-1 was sent to `local` {sent} times for one order"))
    };
    Rule::fold("no message goes round for ever", 0, step, |_, _| Ok(()))
}

/// A message that its handler sends back three times, with no fault to blame, is poison.
fn run(scenario: Scenario, edges: usize, handlers: usize) -> Scenario {
    scenario
        .rule(nothing_goes_round())
        .service("edge", edges, service(Edge::new, edge))
        .consumer("orders", "to-orders", 1, consumer(|world| world.store("order-book"), pack))
        .reliable()
        .consumer("handler", "local", handlers, consumer(Edge::new, handle))
        .deliveries(3)
        .witness("some customer gets a parcel", |view| packed(view) != "nothing")
}

#[test]
fn one_click_one_order() {
    let scenario = shop("one click").client("customer", client(browser, Browser::click));
    run(scenario, 1, 1).check();
}

#[test]
fn a_crash_at_the_edge_strands_no_cart() {
    let scenario = shop("one click, the edge may crash").client("customer", client(browser, Browser::click));
    let scenario = run(scenario, 1, 1).reliable().crashes(1);
    scenario.witness("the edge crashed", |view| view.crashes() > 0).check();
}

#[test]
fn a_second_click_is_no_failure() {
    let scenario = shop("two tabs, a click in each")
        .client("tab 1", client(browser, Browser::click))
        .client("tab 2", client(browser, Browser::click));
    run(scenario, 2, 2).check();
}

#[test]
fn a_gift_from_another_tab_is_packed_or_refused() {
    let scenario = shop("one tab clicks, the other adds a gift")
        .client("tab 1", client(browser, Browser::click))
        .client("tab 2", client(browser, Browser::add_gift));
    run(scenario, 2, 2).check();
}

#[test]
fn whatever_fails_the_click_counts() {
    let scenario = shop("one click, one thing fails").client("customer", client(browser, Browser::click));
    let scenario = run(scenario, 1, 2).crashes(1).faults(Fault::Unavailable, 1).faults(Fault::Ambiguous, 1);
    scenario.faults_together(1).check();
}

#[test]
fn two_handlers_at_once_do_no_harm() {
    let scenario =
        shop("clicks, adds a gift, two things fail").client("customer", client(browser, clicks_then_adds_a_gift));
    let copies = ready::consistent_output("all copies of an order say the same", "to-orders");
    let scenario = run(scenario.rule(never_ahead_of_the_cart()).rule(copies), 1, 2).crashes(1);
    let scenario = scenario.faults(Fault::Ambiguous, 1).faults(Fault::LeaseExpiry, 1);
    scenario.faults_together(2).check();
}

#[test]
fn an_open_cart_takes_a_gift() {
    let scenario = shop("adds a gift, then clicks").client("customer", client(browser, adds_a_gift_then_clicks));
    let gift = |view: &View<'_>| ensure(packed(view).contains(GIFT), || format!("Orders packed {}", packed(view)));
    run(scenario.finally("a gift for an open cart is packed", gift), 1, 1).check();
}
