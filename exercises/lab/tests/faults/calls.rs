//! Faults of the way to a service and back.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Failure, Fault, Http, Request, Response, Scenario, Store, View, client, ensure, service};

use crate::common::id;
use crate::reach::{holds, one_fault, reaches};

struct Shop {
    bank: Http,
    seen: Store<u32>,
}

/// A customer asks once and writes what it heard.
fn asks(customer_is_reliable: bool, bank_is_reliable: bool) -> Scenario {
    let shop = |world: &lab::World| Shop { bank: world.http("bank"), seen: world.store("seen") };
    let script = client(shop, async |shop: &Shop| {
        let heard = match shop.bank.empty(Method::POST, "/charges").await {
            Ok(response) if response.status() == StatusCode::OK => "fine",
            Err(Failure::Unavailable) => "unavailable",
            Err(Failure::Timeout) => "timeout",
            _ => "other",
        };
        while shop.seen.put(&id(heard), &1).await.is_err() {}
    });
    let charge = async |charges: &Store<u32>, _: Request| -> Response {
        match charges.create(&id("charge"), &1).await {
            Ok(_) => respond(StatusCode::OK),
            Err(_) => respond(StatusCode::SERVICE_UNAVAILABLE),
        }
    };
    let reliable = |scenario: Scenario, yes| if yes { scenario.reliable() } else { scenario };
    let scenario = reliable(Scenario::new("a charge").client("customer", script), customer_is_reliable);
    reliable(scenario.service("bank", 1, service(|world| world.store("charges"), charge)), bank_is_reliable)
}

fn timeout(view: &View<'_>, charged: bool) -> bool {
    view.item::<u32>("seen", &id("timeout")).is_some() && view.keys("charges").is_empty() != charged
}

fn hears(scenario: Scenario, charged: bool) -> Scenario {
    scenario.always("the customer is answered", move |view| ensure(!timeout(view, charged), || "it is not".into()))
}

#[test]
fn a_lost_request_never_arrives() {
    let fault = one_fault(&hears(asks(false, false).faults(Fault::LostRequest, 1), false));
    assert!(fault.starts_with("`POST /charges` of customer is lost (calls.rs:"), "{fault}");
    holds(&hears(asks(false, false).faults(Fault::LostRequest, 1), true));
    holds(&hears(asks(false, false), false));
}

#[test]
fn a_lost_response_comes_after_the_work_is_done() {
    let fault = one_fault(&hears(asks(false, false).faults(Fault::LostResponse, 1), true));
    assert_eq!(fault, "the response `200 OK` of bank is lost");
    holds(&hears(asks(false, false).faults(Fault::LostResponse, 1), false));
    holds(&hears(asks(false, false), true));
}

#[test]
fn a_crash_of_the_service_is_a_timeout_before_or_after_its_work() {
    for charged in [true, false] {
        let fault = one_fault(&hears(asks(false, false).crashes(1), charged));
        assert!(fault.starts_with("crash of bank before"), "{fault}");
    }
}

#[test]
fn a_service_that_is_unavailable_did_nothing() {
    let heard = |view: &View<'_>| view.item::<u32>("seen", &id("unavailable")).is_some();
    let scenario = asks(false, false).faults(Fault::Unavailable, 1);
    assert!(reaches(&scenario.clone().witness("refused", heard)));
    holds(&scenario.always("what is refused is not done", move |view| {
        ensure(!heard(view) || view.keys("charges").is_empty(), || "it is done".into())
    }));
}

#[test]
fn nothing_on_the_way_fails_where_either_end_is_reliable() {
    for (customer, bank) in [(true, false), (false, true)] {
        for fault in [Fault::LostRequest, Fault::LostResponse] {
            for charged in [true, false] {
                holds(&hears(asks(customer, bank).faults(fault, 2), charged));
            }
        }
        let refused = |view: &View<'_>| view.item::<u32>("seen", &id("unavailable")).is_some();
        assert!(!reaches(&asks(customer, bank).faults(Fault::Unavailable, 1).witness("refused", refused)));
    }
}

#[test]
fn a_response_to_a_caller_that_died_is_told_as_such() {
    let relay = service(
        |world| world.http("bank"),
        async |bank: &Http, _: Request| match bank.empty(Method::POST, "/charges").await {
            Ok(response) => respond(response.status()),
            Err(_) => respond(StatusCode::BAD_GATEWAY),
        },
    );
    let script = client(|world| world.http("shop"), async |shop: &Http| drop(shop.empty(Method::POST, "/buy").await));
    let bank = service(|_| (), async |(), _: Request| respond(StatusCode::OK));
    let report = Scenario::new("a shop dies while the bank works")
        .client("customer", script)
        .service("shop", 1, relay)
        .service("bank", 1, bank)
        .crashes(1)
        .rule(lab::Rule::fold(
            "each response is heard",
            (),
            |(), event, _| {
                let lost = matches!(event, lab::Event::Responded { heard: false, .. });
                ensure(!lost, || "one is not".into())
            },
            |(), _| Ok(()),
        ))
        .search();
    assert_eq!(report.faults.len(), 1, "{report:#?}");
    let story = report.story.expect("it breaks");
    assert!(story.rows.iter().any(|row| row.outcome == "nobody waits for it any more"), "{story:#?}");
}
