//! Given: no need to edit. What happens around Payments, and what must be true of it.

use std::collections::BTreeSet;

use lab::{Check, Event, Fault, Id, Judged, Rule, Scenario, View, consumer, ensure};
use late_duplicate::{Change, ChangePayment, Payment, Shop, Status, handle};
use serde::Serialize;

const PAYMENT: &str = "pay-1";
const QUEUE: &str = "to-payments";

fn message(id: &str) -> ChangePayment {
    let change = if id.starts_with("book") { Change::Book } else { Change::Cancel };
    ChangePayment { id: Id::new(id), payment: Id::new(PAYMENT), change }
}

/// A payment as it was stored last year.
#[derive(Serialize)]
struct Stored {
    customer: Id,
    amount: u32,
    status: Status,
}

fn status(view: &View<'_>) -> Status {
    let payment = view.item::<Payment>("payments", &Id::new(PAYMENT));
    payment.expect("no one deletes a payment").status
}

/// True where the payment has this status, and these messages are still in the queue, waiting or with a worker.
fn is_at(view: &View<'_>, now: Status, left: &[&str]) -> bool {
    let messages = view.messages::<ChangePayment>(QUEUE);
    let mut ids: Vec<_> = messages.iter().map(|message| message.id.as_str()).collect();
    ids.sort();
    status(view) == now && ids == left
}

/// What was seen of a payment and its messages from outside.
#[derive(Clone, Default, Hash)]
struct Seen {
    /// How often it was booked or unbooked: it began unbooked, so this says what it is, too.
    turns: usize,
    acked: BTreeSet<Id>,
    received: BTreeSet<Id>,
    /// The first was acknowledged before the second came for the first time.
    before: BTreeSet<(Id, Id)>,
}

impl Seen {
    /// At the start, after these messages.
    fn after(past: &[&str]) -> Self {
        let acked: BTreeSet<Id> = past.iter().map(Id::new).collect();
        let order: Vec<Id> = acked.iter().cloned().collect();
        Seen { turns: turns(&order)[0], received: acked.clone(), acked, ..Seen::default() }
    }

    fn take(&mut self, event: &Event, view: &View<'_>) -> Judged {
        match event {
            Event::Received { message, .. } if self.received.insert(message.id.clone()) => {
                self.before.extend(self.acked.iter().map(|acked| (acked.clone(), message.id.clone())));
            }
            Event::Acked { message, .. } => drop(self.acked.insert(message.id.clone())),
            Event::Wrote { .. } => self.turns += usize::from((status(view) == Status::Booked) != (self.turns % 2 == 1)),
            _ => (),
        }
        Ok(())
    }

    fn allows(&self, order: &[Id]) -> bool {
        let place = |id| order.iter().position(|each| each == id);
        self.before.iter().all(|(first, second)| place(first) < place(second))
    }
}

/// How often the payment may be booked or unbooked, if each message has its turn once, in this order.
///
/// A cancel that comes before any booking may be forgotten, or kept for the booking: only the mob's half asks for that.
fn turns(order: &[Id]) -> Vec<usize> {
    let first = order.iter().position(|id| message(id.as_str()).change == Change::Book).unwrap_or(order.len());
    let count = |order: &[Id]| {
        let turn = |turns: usize, id: &Id| {
            turns + usize::from((message(id.as_str()).change == Change::Cancel) == (turns % 2 == 1))
        };
        order.iter().fold(0, turn)
    };
    let mut all = vec![count(order)];
    if first > 0 && first < order.len() {
        all.extend([count(&order[first + 1..]), count(&order[first + 1..]) + 2]);
    }
    all
}

/// So many turns in words.
fn way(turns: usize) -> String {
    let steps: Vec<_> = ["booked", "cancelled"].into_iter().cycle().take(turns).collect();
    if steps.is_empty() { "stayed open".into() } else { format!("become {}", steps.join(", ")) }
}

fn orders(ids: &[Id]) -> Vec<Vec<Id>> {
    let Some((first, rest)) = ids.split_first() else { return vec![vec![]] };
    let places = |order: Vec<Id>| {
        (0..=order.len()).map(move |place| [&order[..place], std::slice::from_ref(first), &order[place..]].concat())
    };
    orders(rest).into_iter().flat_map(places).collect()
}

fn as_one_order_would_have_it(start: Seen, ids: Vec<Id>) -> Rule {
    Rule::fold("a payment goes the way of its messages, as if each had come once", start, Seen::take, move |seen, _| {
        let mut legal = orders(&ids).into_iter().filter(|order| seen.allows(order)).peekable();
        let one = legal.peek().cloned().unwrap_or_default();
        ensure(legal.any(|order| turns(&order).contains(&seen.turns)), || {
            let ids: Vec<_> = one.iter().map(Id::as_str).collect();
            let (now, then) = (way(seen.turns), way(turns(&one)[0]));
            format!("{PAYMENT} has {now}; by {}, each once, it would have {then}", ids.join(", "))
        })
    })
}

fn no_message_counts_twice(start: Seen) -> Rule {
    let step = |seen: &mut Seen, event: &Event, view: &View<'_>| {
        seen.take(event, view)?;
        seen.acked.clear(); // In which order they come is all the same here.
        let ids = seen.received.iter().map(Id::as_str);
        let came = |change| Vec::from_iter(ids.clone().filter(|id| message(id).change == change));
        let (books, cancels) = (came(Change::Book), came(Change::Cancel));
        let (booked, cancelled) = (seen.turns.div_ceil(2), seen.turns / 2);
        let said =
            |done, times, by: &[&str]| format!("{PAYMENT} was {done} {times} times, by {} alone", by.join(" and "));
        ensure(booked <= books.len(), || said("booked", booked, &books))?;
        ensure(cancelled <= cancels.len(), || said("cancelled", cancelled, &cancels))
    };
    Rule::fold("no message changes a payment twice", start, step, |_, _| Ok(()))
}

/// One payment with a past, and these messages in the queue; an id that is named twice is a copy.
fn shop(title: &str, past: &[&str], messages: &[&str], workers: usize) -> Scenario {
    let start = Seen::after(past);
    let ids: BTreeSet<Id> = past.iter().chain(messages).map(Id::new).collect();
    let status_now = if start.turns > 0 { Status::Booked } else { Status::Open };
    let payment = Stored { customer: Id::new("ada"), amount: 30, status: status_now };
    // Six messages have 720 orders, too many to try them all: then only the first rule looks.
    let looks = if ids.len() < 5 { 2 } else { 1 };
    let rules = [no_message_counts_twice(start.clone()), as_one_order_would_have_it(start, Vec::from_iter(ids))];
    let scenario = Scenario::new(title).given("payments", &Id::new(PAYMENT), &payment);
    let scenario = rules.into_iter().take(looks).fold(scenario, Scenario::rule);
    let scenario = messages.iter().fold(scenario, |scenario, id| scenario.given_message(QUEUE, &message(id)));
    scenario
        .consumer("worker", QUEUE, workers, consumer(Shop::new, handle))
        .witness("the payment is booked", |view| status(view) == Status::Booked)
}

#[test]
fn a_booking_is_booked_and_a_cancel_cancels() {
    let scenario = shop("a booking and a cancel", &[], &["book-1", "cancel-2"], 1);
    scenario.witness("the payment is cancelled, and all is done", |view| is_at(view, Status::Cancelled, &[])).check();
}

#[test]
fn a_late_copy_changes_nothing() {
    let scenario = shop("a booking, a cancel, a copy of the booking", &[], &["book-1", "cancel-2", "book-1"], 1);
    let late = |view: &View<'_>| is_at(view, Status::Cancelled, &["book-1"]);
    scenario.witness("the payment is cancelled, and the copy is still to come", late).check();
}

#[test]
fn a_second_booking_is_no_copy() {
    let scenario = shop("booked, cancelled, booked anew", &[], &["book-1", "cancel-2", "book-3"], 1);
    let anew = |view: &View<'_>| is_at(view, Status::Cancelled, &["book-3"]);
    let scenario = scenario.witness("the payment is cancelled, and a new booking is still to come", anew);
    scenario.witness("the payment is booked, and all is done", |view| is_at(view, Status::Booked, &[])).check();
}

#[test]
fn a_copy_of_what_changed_nothing_changes_nothing() {
    let messages = ["book-2", "cancel-3", "book-2"];
    let scenario = shop("booked already, and told to book once more", &["book-1"], &messages, 1);
    let late = |view: &View<'_>| is_at(view, Status::Cancelled, &["book-2"]);
    scenario.witness("the payment is cancelled, and the copy is still to come", late).check();
}

#[test]
fn a_copy_after_many_others_changes_nothing() {
    let messages = ["book-1", "cancel-2", "book-3", "cancel-4", "book-5", "cancel-6", "book-1"];
    shop("three bookings, three cancels, and a copy of the first booking", &[], &messages, 1).check();
}

#[test]
fn a_crash_changes_nothing_twice() {
    let scenario = shop("two bookings and a cancel, two things fail", &[], &["book-1", "cancel-2", "book-3"], 1);
    let scenario = scenario.crashes(1).faults(Fault::Duplicate, 1).late_duplicates();
    scenario.witness("a worker crashed", |view| view.crashes() > 0).check();
}

#[test]
fn two_workers_and_two_faults_change_nothing_twice() {
    let messages = ["cancel-2", "book-3", "book-3"];
    let scenario = shop("booked already, two workers, two things fail", &["book-1"], &messages, 2).crashes(1);
    let scenario = scenario.faults(Fault::Ambiguous, 1).faults(Fault::LeaseExpiry, 1).faults(Fault::Duplicate, 1);
    scenario.late_duplicates().faults_together(2).check();
}
