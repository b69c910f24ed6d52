//! Given: the mob's half. A domain that draws a number, and an outbox to which no message comes back.
//!
//! Write `sweep` into `src/lib.rs`, and run `cargo xtask check 7 --mob`. Both halves must be green in the end.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Check, Failure, Fault, Http, Id, Ids, Message, Queue, Request, Response, Rule, Scenario, View, World};
use lab::{client, consumer, ensure, ready, service};
use outbox::{Envelope, Event, Incoming, Raffle, RaffleEntered, Shop, State, Wire, process, raffle};
use serde::{Deserialize, Serialize};

/// What is there as long as `src/lib.rs` has no `sweep`: nobody sweeps.
#[allow(dead_code, reason = "the mob's own function takes its place")]
async fn sweep<S: State>(_: &Shop<S>, _: &Id) -> Result<(), Failure> {
    Ok(())
}

// The third domain: a card to be scratched. Nobody knows the number before.

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cards {
    numbers: Vec<Id>,
}

/// A customer asks for a card.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct CardAsked {
    id: Id,
    customer: Id,
}

impl Message for CardAsked {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

impl Incoming for CardAsked {
    fn key(&self) -> Id {
        self.customer.clone()
    }
}

struct Cardshop {
    shop: Shop<Cards>,
    numbers: Ids,
}

fn cardshop(world: &World) -> Cardshop {
    Cardshop { shop: Shop::new(world), numbers: world.ids() }
}

/// The domain draws a number at each call.
async fn scratch(cards: &Cardshop, message: CardAsked) -> Result<(), Failure> {
    let draws = |cards_so_far: &Cards, message: &CardAsked| {
        let number = cards.numbers.fresh();
        let mut next = cards_so_far.clone();
        next.numbers.push(number.clone());
        (next, vec![Event::CardScratched(message.customer.clone(), number)])
    };
    process(&cards.shop, message, draws).await
}

fn the_number_is_saved(view: &View<'_>, wire: &Wire) -> Result<(), String> {
    let Event::CardScratched(customer, number) = &wire.event else { return Ok(()) };
    let saved = view.item::<Envelope<Cards>>("entities", customer).map(|cards| cards.state.numbers.clone());
    let saved = saved.unwrap_or_default();
    ensure(saved.contains(number), || format!("the world hears of {number}, and these are saved: {saved:?}"))
}

// The raffle over HTTP: a request that fails is not repeated. Later, the timer comes.

/// The timer's message. The queue of the timer repeats it until it is handled.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tick {
    key: Id,
}

impl Message for Tick {
    fn id(&self) -> Id {
        Id::new("tick")
    }
}

fn entry(customer: &str) -> RaffleEntered {
    RaffleEntered { id: Id::new("entry-1"), raffle: Id::new("raffle"), customer: Id::new(customer) }
}

/// `POST /raffle` goes straight to `process`: no queue brings it again.
async fn desk(shop: &Shop<Raffle>, _: Request) -> Response {
    let done = process(shop, entry("ada"), raffle).await;
    respond(if done.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE })
}

async fn on_tick(shop: &Shop<Raffle>, tick: Tick) -> Result<(), Failure> {
    // A `sweep` in `src/lib.rs` comes in here, and hides the one above.
    use outbox::*;
    sweep::<Raffle>(shop, &tick.key).await
}

struct Outside {
    desk: Http,
    timer: Queue<Tick>,
}

fn outside(world: &World) -> Outside {
    Outside { desk: world.http("desk"), timer: world.queue("timer") }
}

/// One click. Whatever the answer is, ada goes home, and an hour later the timer comes.
async fn one_click_and_an_hour(outside: &Outside) {
    outside.desk.empty(Method::POST, "/raffle").await.ok();
    ticks(outside).await;
}

/// The timer's queue has it in the end: one send may fail, three do not.
async fn ticks(outside: &Outside) {
    let mut left = 3;
    while left > 0 && outside.timer.send(&Tick { key: Id::new("raffle") }).await.is_err() {
        left -= 1;
    }
}

fn heard_in_the_end() -> Rule {
    let step = |heard: &mut BTreeSet<Id>, event: &lab::Event, _: &View<'_>| {
        if let lab::Event::Sent { queue, message } = event
            && **queue == *"events"
        {
            heard.insert(message.id.clone());
        }
        Ok(())
    };
    let end = |heard: &BTreeSet<Id>, view: &View<'_>| {
        let raffle = view.item::<Envelope<Raffle>>("entities", &Id::new("raffle"));
        let won = raffle.is_some_and(|raffle| raffle.state.winner.is_some());
        ensure(!won || heard.len() == 2, || format!("ada has won, and of two events the world heard {}", heard.len()))
    };
    Rule::fold("what is saved is told, though nobody asks again", BTreeSet::new(), step, end)
}

fn copies() -> Rule {
    ready::consistent_output("all copies of an event are equal, to the byte", "events")
}

fn raffle_over_http(title: &str) -> Scenario {
    Scenario::new(title)
        .rule(heard_in_the_end())
        .rule(copies())
        .service("desk", 2, service(Shop::new, desk))
        .consumer("sweeper", "timer", 1, consumer(Shop::new, on_tick))
        .client("ada", client(outside, one_click_and_an_hour))
        .crashes(1)
        .witness("a process crashed", |view| view.crashes() > 0)
}

#[test]
fn a_number_is_drawn_once() {
    let message = CardAsked { id: Id::new("card-1"), customer: Id::new("ada") };
    let scenario = Scenario::new("a number is drawn, two things fail")
        .given_message("cards", &message)
        .rule(copies())
        .rule(ready::no_ghost("the world hears of a number that is saved", "events", the_number_is_saved))
        .finally("one number for one card", |view| {
            let cards = view.item::<Envelope<Cards>>("entities", &Id::new("ada"));
            let drawn = cards.map_or(0, |cards| cards.state.numbers.len());
            ensure(drawn == 1, || format!("ada asked for one card, and has {drawn} numbers"))
        })
        .consumer("loyalty", "cards", 2, consumer(cardshop, scratch));
    let scenario = scenario.crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::LeaseExpiry, 1);
    scenario.faults_together(2).check();
}

#[test]
fn an_outbox_is_sent_though_nobody_comes_back() {
    raffle_over_http("one click, a crash, and an hour later").check();
}

#[test]
fn a_sweep_in_between_harms_nobody() {
    let scenario = raffle_over_http("the timer comes at any time").client("clock", client(outside, ticks));
    scenario.crashes(2).faults(Fault::Ambiguous, 1).faults_together(2).check();
}
