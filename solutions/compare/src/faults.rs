//! What may go wrong, and what must be true all the same: the columns of the first table.

use std::collections::{BTreeMap, BTreeSet};

use lab::{Event, Fault, Id, Judged, Key, Rule, Scenario, View, derive, ensure, ready};
use serde::Deserialize;

use crate::domain::{Customer, PaymentBooked, Wire};
use crate::parts::{KEPT, SENDER};
use crate::techniques::{Others, Technique};

/// One column: the same scenario for each technique.
pub struct Column {
    /// Its name, unique, as on a command line.
    pub name: &'static str,
    /// The name where there is little room: two words of at most 8 characters.
    pub short: &'static str,
    /// The scenario in a few words.
    pub what: &'static str,
    /// Whether it can go wrong only where somebody asks over HTTP; all else is left out.
    pub over_http: bool,
    make: fn(&'static Technique, &str) -> Scenario,
}

/// How large an item may be in the scenario of the item limit.
pub const SMALL_ITEM_BYTES: usize = 256;

/// All columns.
pub static ALL: [Column; 9] = [
    Column {
        name: "crash",
        short: "crash",
        what: "two payments, two workers, 1 crash",
        over_http: false,
        make: |technique, title| {
            two(technique, title, 2).crashes(1).witness("a worker crashed", |view| view.crashes() > 0)
        },
    },
    Column {
        name: "ambiguous write",
        short: "ambig. write",
        what: "two payments, two workers, 1 write or send without an answer",
        over_http: false,
        make: |technique, title| two_and_one(technique, title, Fault::Ambiguous, "an answer was lost"),
    },
    Column {
        name: "both together",
        short: "both",
        what: "two payments, two workers, 1 crash and 1 ambiguous write",
        over_http: false,
        make: |technique, title| {
            let scenario = two(technique, title, 2).crashes(1).faults(Fault::Ambiguous, 1);
            scenario.witness("both happened", |view| view.crashes() > 0 && view.faults(Fault::Ambiguous) > 0)
        },
    },
    Column {
        name: "concurrent copy",
        short: "copy at once",
        what: "two payments and a copy of the first, two workers",
        over_http: false,
        make: |technique, title| two(technique, title, 2).given_message("payments", &short(1, 60)),
    },
    Column {
        name: "late replay",
        short: "late replay",
        what: "two payments, 1 clock jump past the limit of all that has one, 1 eviction, 1 late duplicate",
        over_http: false,
        make: |technique, title| {
            let scenario = two(technique, title, 1).late_duplicates().faults(Fault::Duplicate, 1);
            let scenario = scenario.clock_jumps(1, 2 * KEPT).faults(Fault::Eviction, 1);
            scenario.witness("a copy came late", |view| {
                view.faults(Fault::ClockJump) > 0 && view.faults(Fault::Duplicate) > 0
            })
        },
    },
    Column {
        name: "item limit",
        short: "item limit",
        what: "six payments of one customer, items of at most 256 bytes",
        over_http: false,
        make: |technique, title| {
            let ids: Vec<PaymentBooked> = (1..=6).map(long).collect();
            let scenario = payments(technique, title, 1, &ids).deliveries(2);
            scenario.item_limit_bytes("entities", SMALL_ITEM_BYTES)
        },
    },
    Column {
        name: "dead letter",
        short: "dead letter",
        what: "two payments, 1 crash, and a broker that gives up after one delivery: whoever comes next has to send what is left",
        over_http: false,
        make: |technique, title| {
            let scenario = judged(technique, title, 1, &[short(1, 60), short(2, 50)], Told::ByTheNext);
            scenario.crashes(1).deliveries(1).crashes_count()
        },
    },
    Column {
        name: "lost request",
        short: "lost request",
        what: "two payments, two workers, 1 request that never arrives; - where nothing is asked over HTTP",
        over_http: true,
        make: |technique, title| two_and_one(technique, title, Fault::LostRequest, "a request was lost"),
    },
    Column {
        name: "lost response",
        short: "lost response",
        what: "two payments, two workers, 1 request that is done and whose response never arrives; - where nothing is asked",
        over_http: true,
        make: |technique, title| two_and_one(technique, title, Fault::LostResponse, "a response was lost"),
    },
];

impl Column {
    /// Whether this can go wrong with a technique.
    pub fn is_for(&self, technique: &Technique) -> bool {
        !self.over_http || technique.others.is_http()
    }

    /// The scenario of this column for a technique; its title is unique, so that a replay id finds it.
    pub fn scenario(&self, technique: &'static Technique) -> Scenario {
        (self.make)(technique, &format!("{}: {}", technique.name, self.name))
    }
}

/// The customer of all payments.
pub const ADA: &str = "ada";

/// Whoever sends the payments, where they have something to ask before. Nothing fails there, as nothing does where tokens are made.
pub const CHECKOUT: &str = "checkout";

/// A payment with a short id, for stories.
pub fn short(n: u32, amount: u32) -> PaymentBooked {
    let (id, token) = (Id::new(format!("pay-{n}")), Id::new(format!("token-{n}")));
    PaymentBooked { id, token, customer: Id::new(ADA), amount }
}

/// A payment with an id as long as real ones are.
pub fn long(n: u32) -> PaymentBooked {
    let (id, token) = (derive(&Id::new("pay"), "orders", n), derive(&Id::new("token"), "orders", n));
    PaymentBooked { id, token, customer: Id::new(ADA), amount: 1 }
}

fn two(technique: &'static Technique, title: &str, workers: usize) -> Scenario {
    payments(technique, title, workers, &[short(1, 60), short(2, 50)])
}

/// Two payments, two workers, and one fault of this kind, which happens in some run.
fn two_and_one(technique: &'static Technique, title: &str, fault: Fault, happened: &str) -> Scenario {
    two(technique, title, 2).faults(fault, 1).witness(happened, move |view| view.faults(fault) > 0)
}

/// Payments that wait for a technique, with whatever it asks of their sender. Nothing is judged yet.
pub fn waiting(technique: &'static Technique, title: &str, workers: usize, all: &[PaymentBooked]) -> Scenario {
    let handler = if technique.others.is_http() { "orders" } else { "loyalty" };
    let mut scenario = Scenario::new(title).consumer(handler, "payments", workers, (technique.on_message)());
    if let Others::Http { sender, loyalty } = &technique.others {
        scenario = scenario.service("loyalty", workers, loyalty());
        if let Some(sender) = sender {
            return scenario.client(CHECKOUT, sender(all.to_vec())).reliable();
        }
    }
    all.iter().fold(scenario, |scenario, payment| {
        let scenario = match technique.others {
            Others::Tokens { .. } => scenario.given("entities", Key::within(SENDER, &payment.token), &true),
            _ => scenario,
        };
        scenario.given_message("payments", payment)
    })
}

fn payments(technique: &'static Technique, title: &str, workers: usize, all: &[PaymentBooked]) -> Scenario {
    judged(technique, title, workers, all, Told::InTheEnd)
}

/// The same as [`waiting`], and what must be true whatever happens.
fn judged(
    technique: &'static Technique,
    title: &str,
    workers: usize,
    all: &[PaymentBooked],
    by_when: Told,
) -> Scenario {
    let amounts: BTreeMap<Id, u32> = all.iter().map(|payment| (payment.id.clone(), payment.amount)).collect();
    let sums = sums(amounts.values());
    let paid: u32 = amounts.values().sum();
    let seen = move |total| format!("ada has paid {paid}, and her total is {total}");
    waiting(technique, title, workers, all)
        .always("no payment counts twice", move |view| ensure(sums.contains(&total(view)), || seen(total(view))))
        .finally("every payment counts, or is a dead letter", move |view| {
            let dead = view.dead_letters::<PaymentBooked>("payments");
            let missing = self::sums(dead.iter().map(|payment| &payment.amount));
            let is_there = missing.contains(&paid.saturating_sub(total(view)));
            ensure(is_there && dead.len() <= 1, || format!("{}, dead letters: {}", seen(total(view)), dead.len()))
        })
        .rule(ready::no_ghost("what the world hears was saved before", "events", is_saved))
        .rule(ready::consistent_output("all copies of an event are equal, to the byte", "events"))
        .rule(told_once(amounts, by_when))
}

/// What of an envelope all techniques have.
#[derive(Deserialize)]
struct Saved {
    state: Customer,
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Saved>("entities", &Id::new(ADA)).map_or(0, |saved| saved.state.total)
}

/// All totals that come about if each of these payments counts once or not.
fn sums<'a>(amounts: impl Iterator<Item = &'a u32>) -> BTreeSet<u32> {
    amounts.fold(BTreeSet::from([0]), |sums, amount| sums.iter().flat_map(|sum| [*sum, sum + amount]).collect())
}

fn is_saved(view: &View<'_>, wire: &Wire) -> Judged {
    let (told, saved) = (wire.event.total, total(view));
    ensure(told <= saved, || format!("the world hears of a total of {told}, and {saved} is saved"))
}

/// By when a payment that counts has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// When all is quiet.
    InTheEnd,
    /// When the next message of its customer is over: its own may never come again.
    ByTheNext,
}

/// What is remembered: for each payment that was told, under which id; and the total when this delivery began.
type Heard = (BTreeMap<Id, Id>, u32);

/// Each payment that counts is told, under one id.
fn told_once(amounts: BTreeMap<Id, u32>, by_when: Told) -> Rule {
    let all_told = move |(told, _): &Heard, counted: u32| {
        let untold: Vec<&str> = amounts.keys().filter(|id| !told.contains_key(*id)).map(Id::as_str).collect();
        let heard: u32 = amounts.iter().filter(|(id, _)| told.contains_key(*id)).map(|(_, amount)| amount).sum();
        ensure(heard >= counted, || {
            format!("payments of {counted} have counted, and nobody has heard of {}", untold.join(", "))
        })
    };
    let by_the_next = all_told.clone();
    let step = move |heard: &mut Heard, event: &Event, view: &View<'_>| match event {
        Event::Sent { queue, message } if **queue == *"events" => {
            let wire: Wire = message.body.read()?;
            let first = heard.0.entry(wire.event.payment.clone()).or_insert_with(|| wire.id.clone());
            ensure(*first == wire.id, || format!("the world hears of {} twice, under two ids", wire.event.payment))
        }
        Event::Received { .. } if by_when == Told::ByTheNext => {
            heard.1 = total(view);
            Ok(())
        }
        Event::Acked { .. } if by_when == Told::ByTheNext => by_the_next(heard, heard.1),
        _ => Ok(()),
    };
    let end = move |heard: &Heard, view: &View<'_>| match by_when {
        Told::InTheEnd => all_told(heard, total(view)),
        Told::ByTheNext => Ok(()),
    };
    Rule::fold("the world hears of each payment that counts, under one id", Heard::default(), step, end)
}
