//! HTTP where the caller is a process that may die, or that is given its message again.

use http::Method;
use lab::{Event, Failure, Fault, Rule, Scenario, World, consumer, ensure, service};

use crate::both::{Note, holds_and_is_seen, note};
use crate::http::{CHARGES, charges};
use crate::queue::counted;

/// Handles a message by one call.
async fn asks_for_a_charge(world: &World, _: Note) -> Result<(), Failure> {
    world.http("bank").empty(Method::POST, "/charges/7").await.map(drop)
}

fn clerks(title: &str, clerks: usize) -> Scenario {
    Scenario::new(title)
        .service("bank", 1, service(World::clone, charges))
        .consumer("clerk", "notes", clerks, consumer(World::clone, asks_for_a_charge))
        .given_message("notes", &note("a"))
}

#[test]
fn a_message_is_no_poison_where_a_call_got_no_answer() {
    let scenario = clerks("a clerk may get no answer", 1).faults(Fault::LostResponse, 1).deliveries(1);
    holds_and_is_seen(&scenario.witness("charged twice", |view| counted(view, CHARGES) == 2));
}

#[test]
fn a_request_whose_caller_crashed_before_it_was_taken_up_is_never_seen() {
    let at_most = Rule::fold(
        "two messages and a crash make at most three requests",
        0_u32,
        |seen, event, view| {
            *seen += u32::from(matches!(event, Event::Requested { .. }));
            ensure(*seen <= 2 + view.crashes(), || format!("{seen} requests"))
        },
        |_, _| Ok(()),
    );
    let scenario = clerks("two clerks and one bank", 2).given_message("notes", &note("b")).crashes(1);
    let scenario = scenario.rule(at_most);
    holds_and_is_seen(&scenario.witness("a crash without another charge", |view| {
        let is_done = view.messages::<Note>("notes").is_empty();
        is_done && view.crashes() == 1 && counted(view, CHARGES) == 2
    }));
}

#[test]
fn a_response_to_a_caller_that_crashed_is_not_heard() {
    let unheard = Rule::fold(
        "who died over a request hears nothing",
        false,
        |died, event, _| match event {
            Event::Crashed { .. } => {
                *died = true;
                Ok(())
            }
            Event::Requested { .. } => {
                *died = false;
                Ok(())
            }
            Event::Responded { heard, .. } => ensure(*heard != *died, || format!("heard: {heard}")),
            _ => Ok(()),
        },
        |_, _| Ok(()),
    );
    let scenario = clerks("who asks may crash", 1)
        .crashes(1)
        .rule(unheard)
        .witness("charged twice", |view| counted(view, CHARGES) == 2);
    holds_and_is_seen(&scenario);
}
