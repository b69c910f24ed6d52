//! Given: no need to edit. What happens around Orders and Loyalty, and what must be true of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use create_once::{Order, PaymentBooked, Shop, SubmitOrder, add_points, create_order, pay_order, points_of};
use http::{Method, StatusCode};
use lab::web::{respond, respond_json};
use lab::{Check, Event, Failure, Fault, Http, Id, Request, Response, Rule, Scenario, View, World};
use lab::{client, consumer, ensure, service};

/// The shop's page: requests come in, and go to the functions of the exercise.
async fn page(shop: &Shop, request: Request) -> Response {
    let done = match request.uri().path() {
        "/points/ada" => match points_of(shop, &Id::new("ada")).await {
            Ok(points) => return respond_json(StatusCode::OK, &points),
            Err(failure) => Err(failure),
        },
        _ => pay_order(shop, &Id::new("cart-1")).await,
    };
    respond(match done {
        Ok(()) => StatusCode::OK,
        Err(Failure::NotFound) => StatusCode::NOT_FOUND,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

fn browser(world: &World) -> Http {
    world.http("page")
}

async fn pays(page: &Http) {
    page.empty(Method::POST, "/orders/cart-1/pay").await.ok();
}

async fn asks(page: &Http) {
    page.empty(Method::GET, "/points/ada").await.ok();
}

async fn pays_and_asks(page: &Http) {
    pays(page).await;
    asks(page).await;
}

fn orders_of(view: &View<'_>, cart: &str) -> Vec<Rc<Order>> {
    let all = view.items::<Order>("orders").into_iter().map(|(_, order)| order);
    all.filter(|order| order.cart.as_str() == cart).collect()
}

/// Orders with these carts submitted, each with a book in it; twice the same for two copies.
fn orders(scenario: Scenario, workers: usize, carts: &'static [&'static str]) -> Scenario {
    let submitted = |scenario: Scenario, cart: &&str| {
        scenario.given_message("to-orders", &SubmitOrder { cart: Id::new(cart), items: vec!["book".into()] })
    };
    carts
        .iter()
        .fold(scenario, submitted)
        .consumer("orders", "to-orders", workers, consumer(Shop::new, create_order))
        .always("one cart is one order", |view| {
            let twice = carts.iter().find(|cart| orders_of(view, cart).len() > 1);
            twice.map_or(Ok(()), |cart| Err(format!("{cart} has {} orders", orders_of(view, cart).len())))
        })
        .always("an order holds what its cart held", |view| {
            let odd = carts.iter().flat_map(|cart| orders_of(view, cart)).find(|order| order.items != ["book"]);
            odd.map_or(Ok(()), |order| Err(format!("{} held a book, its order holds {:?}", order.cart, order.items)))
        })
        .finally("no submitted cart is lost", |view| {
            let lost = carts.iter().find(|cart| orders_of(view, cart).is_empty());
            lost.map_or(Ok(()), |cart| Err(format!("{cart} was submitted, all is quiet, and it has no order")))
        })
        .witness("some cart becomes an order", |view| !orders_of(view, carts[0]).is_empty())
}

/// The payments of ada that were booked, and whether the question was asked when all of them had been handled.
#[derive(Clone, Default, Hash)]
struct Asked {
    booked: BTreeMap<Id, u32>,
    after_all: bool,
}

fn the_points_are_right() -> Rule {
    let sentence = "the points are the sum of the payments, each counted once";
    let step = |asked: &mut Asked, event: &Event, view: &View<'_>| {
        match event {
            Event::Sent { message, queue } if **queue == *"to-loyalty" => {
                let booked: PaymentBooked = message.body.read()?;
                if booked.customer.as_str() == "ada" {
                    asked.booked.insert(booked.payment, booked.amount);
                }
            }
            Event::Requested { .. } => asked.after_all = view.messages::<PaymentBooked>("to-loyalty").is_empty(),
            Event::Responded { request, response, .. } if request.head.ends_with("/points/ada") => {
                let sum = asked.booked.values().sum();
                let told: u32 = response.body.read().unwrap_or_default();
                let seen = || format!("ada has paid {sum} euros; she asks, and is told of {told} points");
                return ensure(told == sum || told < sum && !asked.after_all, seen);
            }
            _ => (),
        }
        Ok(())
    };
    Rule::fold(sentence, Asked::default(), step, |_, _| Ok(()))
}

/// Loyalty with these payments booked; twice the same for two copies.
fn loyalty(scenario: Scenario, workers: usize, payments: &[(&str, &str, u32)]) -> Scenario {
    let booked = |scenario: Scenario, &(payment, customer, amount): &(&str, &str, u32)| {
        let booked = PaymentBooked { payment: Id::new(payment), customer: Id::new(customer), amount };
        scenario.given_message("to-loyalty", &booked)
    };
    payments
        .iter()
        .fold(scenario, booked)
        .consumer("loyalty", "to-loyalty", workers, consumer(Shop::new, add_points))
        .rule(the_points_are_right())
        .witness("all payments are handled", |view| view.messages::<PaymentBooked>("to-loyalty").is_empty())
}

fn ada(scenario: Scenario, does: impl AsyncFn(&Http) + Clone + Send + Sync + 'static) -> Scenario {
    scenario.client("ada", client(browser, does)).service("page", 1, service(Shop::new, page)).reliable()
}

fn two_things_fail(scenario: Scenario) -> Scenario {
    let scenario = scenario.crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::Unavailable, 1);
    scenario.faults_together(2)
}

#[test]
fn one_cart_one_order_one_count() {
    let scenario = orders(Scenario::new("one cart, one payment"), 1, &["cart-1"]);
    ada(loyalty(scenario, 1, &[("pay-1", "ada", 30)]), pays_and_asks).check();
}

#[test]
fn a_second_copy_makes_no_second_order() {
    orders(Scenario::new("two copies, one after the other"), 1, &["cart-1", "cart-1"]).check();
}

#[test]
fn two_copies_at_once_make_one_order() {
    let scenario = Scenario::new("two copies at once, another cart, two things fail");
    two_things_fail(orders(scenario, 2, &["cart-1", "cart-1", "cart-2"])).faults(Fault::LeaseExpiry, 1).check();
}

#[test]
fn a_second_copy_counts_no_second_time() {
    let scenario = Scenario::new("two copies of one payment");
    ada(loyalty(scenario, 1, &[("pay-1", "ada", 30), ("pay-1", "ada", 30)]), asks).check();
}

#[test]
fn two_payments_at_once_both_count() {
    let scenario = Scenario::new("two payments and a copy, two things fail");
    let scenario = loyalty(scenario, 2, &[("pay-1", "ada", 30), ("pay-2", "ada", 20), ("pay-1", "ada", 30)]);
    two_things_fail(ada(scenario, asks)).check();
}

#[test]
fn a_copy_after_many_others_counts_no_second_time() {
    let payments = ["pay-1", "pay-2", "pay-3", "pay-4", "pay-5", "pay-6"].into_iter().zip([30, 31, 32, 33, 34, 35]);
    let payments = Vec::from_iter(payments.chain([("pay-1", 30)]).map(|(payment, amount)| (payment, "ada", amount)));
    ada(loyalty(Scenario::new("six payments, and a copy of the first"), 1, &payments), asks).check();
}

#[test]
fn a_paid_order_stays_paid() {
    let step = |paid: &mut bool, event: &Event, view: &View<'_>| {
        if let Event::Responded { request, response, .. } = event {
            *paid |= request.head.ends_with("/pay") && response.head == "200 OK";
        }
        let shown = orders_of(view, "cart-1").iter().any(|order| order.paid);
        ensure(!*paid || shown, || "ada has paid, and the order of cart-1 says that it is not paid".into())
    };
    let scenario = orders(Scenario::new("two copies, ada pays, two things fail"), 2, &["cart-1", "cart-1"]);
    let scenario = scenario.rule(Rule::fold("a paid order stays paid", false, step, |_, _| Ok(())));
    let scenario = scenario.witness("ada pays", |view| orders_of(view, "cart-1").iter().any(|order| order.paid));
    two_things_fail(ada(scenario, pays)).faults(Fault::LeaseExpiry, 1).check();
}

#[test]
fn equal_content_is_no_copy() {
    let scenario = orders(Scenario::new("two equal carts, two equal payments"), 1, &["cart-1", "cart-2"]);
    ada(loyalty(scenario, 1, &[("pay-1", "ada", 30), ("pay-2", "ada", 30), ("pay-3", "bob", 30)]), asks).check();
}
