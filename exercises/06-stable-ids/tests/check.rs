//! Given: no need to edit. Who listens to Payments, and what must be true of what they hear.

use lab::{Bytes, Check, Event as Happened, Failure, Fault, Id, Rule, Scenario, Store, View};
use lab::{consumer, ensure, ready};
use stable_ids::{Change, ChangePayment, Event, Payment, Shop, Status, Wire, handle, report};

const PAYMENT: &str = "pay-1";
const AMOUNT: u32 = 150;

/// Mail and Stats keep the first message of each id, and throw all others away.
async fn keep(kept: &Store<String>, wire: Wire) -> Result<(), Failure> {
    match kept.create(&wire.id, &words(&wire.event)).await {
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

fn cancelled() -> Event {
    Event::PaymentCancelled { payment: Id::new(PAYMENT), amount: AMOUNT }
}

fn booked() -> Event {
    Event::PaymentBooked { payment: Id::new(PAYMENT), amount: AMOUNT }
}

fn receipt() -> Event {
    Event::ReceiptRequested { payment: Id::new(PAYMENT) }
}

fn counted(by: &str) -> Event {
    Event::Counted { by: by.into(), money: i64::from(AMOUNT) }
}

fn words(event: &Event) -> String {
    match event {
        Event::PaymentBooked { payment, .. } => format!("`{payment} is booked`"),
        Event::PaymentCancelled { payment, .. } => format!("`{payment} is cancelled`"),
        Event::ReceiptRequested { payment } => format!("`receipt for {payment}`"),
        Event::Counted { by, money } => format!("{money} for {by}"),
    }
}

fn times(all: &[String], what: &str) -> usize {
    all.iter().filter(|one| **one == what).count()
}

/// Nothing more than is due at any moment, and nothing less in the end.
fn just(due: &[Event], store: &'static str, did: &'static str, [once, all]: [&str; 2]) -> [Rule; 2] {
    let due: Vec<String> = due.iter().map(words).collect();
    let most = due.clone();
    let kept = move |view: &View<'_>| Vec::from_iter(view.items(store).iter().map(|(_, words)| String::clone(words)));
    let never_more = Rule::always(once, move |view| {
        let kept = kept(view);
        let more = kept.iter().find(|what| times(&kept, what) > times(&most, what));
        more.map_or(Ok(()), |what| Err(format!("{did} {what}, {} times", times(&kept, what))))
    });
    let never_less = Rule::finally(all, move |view| {
        let kept = kept(view);
        let less = due.iter().find(|what| times(&kept, what) < times(&due, what));
        less.map_or(Ok(()), |what| Err(format!("all is quiet, and this is missing: {what}")))
    });
    [never_more, never_less]
}

fn letters(scenario: Scenario, due: &[Event]) -> Scenario {
    let [once, all] = just(due, "letters", "Mail sent", ["no letter goes out twice", "each letter goes out"]);
    let mail = consumer(|world| world.store("letters"), keep);
    scenario.rule(once).rule(all).consumer("mail", "events", 1, mail).reliable()
}

fn counts(scenario: Scenario, due: &[Event]) -> Scenario {
    let sentences = ["Stats counts no money twice", "Stats counts all money, for Marketing and for Audit"];
    let [once, all] = just(due, "counts", "Stats counted", sentences);
    let stats = consumer(|world| world.store("counts"), keep);
    scenario.rule(once).rule(all).consumer("stats", "to-stats", 1, stats).reliable()
}

fn message(id: &str) -> ChangePayment {
    let change = if id.starts_with("book") { Change::Book } else { Change::Cancel };
    ChangePayment { id: Id::new(id), payment: Id::new(PAYMENT), change }
}

/// Payments with these messages; the payment is open. A message that is named twice is a copy.
fn shop(title: &str, workers: usize, ids: &[&str]) -> Scenario {
    let payment = Payment::open(Id::new("ada"), AMOUNT);
    let scenario = Scenario::new(title).given("payments", &Id::new(PAYMENT), &payment);
    let scenario = ids.iter().fold(scenario, |scenario, id| scenario.given_message("to-payments", &message(id)));
    scenario.consumer("payments", "to-payments", workers, consumer(|world| Shop::new(world, "payments"), handle))
}

/// Marketing and Audit, both with all events.
fn marketing_and_audit(scenario: Scenario, workers: usize) -> Scenario {
    let marketing = consumer(|world| Shop::new(world, "marketing"), report);
    let audit = consumer(|world| Shop::new(world, "audit"), report);
    let scenario = scenario.topic("events", &["to-marketing", "to-audit"]);
    scenario.consumer("marketing", "to-marketing", workers, marketing).consumer("audit", "to-audit", workers, audit)
}

/// Marketing and Audit with a booking under each of these ids. An id that is named twice is a copy.
fn told(title: &str, workers: usize, ids: &[&str]) -> Scenario {
    let scenario = marketing_and_audit(Scenario::new(title), workers);
    let wire = |id| Wire { id: Id::new(id), event: booked() };
    ids.iter().fold(scenario, |scenario, id| scenario.given_message("events", &wire(id)))
}

fn two_faults(scenario: Scenario) -> Scenario {
    let scenario = scenario.crashes(1).faults(Fault::Ambiguous, 1).faults(Fault::LeaseExpiry, 1);
    scenario.clock_jumps(1, std::time::Duration::from_secs(60)).faults_together(2)
}

fn a_copy_changes_nothing(messages: u32) -> Rule {
    let step = move |changes: &mut u32, event: &Happened, _: &View<'_>| {
        if let Happened::Wrote { before: Some(before), after: Some(after), .. } = event {
            let status = |bytes: &Bytes| bytes.read::<Payment>().map(|payment| payment.status).ok();
            *changes += u32::from(status(before) != status(after));
        }
        ensure(*changes <= messages, || format!("{messages} messages changed the status of pay-1 {changes} times"))
    };
    Rule::fold("a copy changes no payment", 0, step, |_, _| Ok(()))
}

fn nothing_is_told_too_early() -> Rule {
    ready::no_ghost::<Wire>("the shop is told only of what is stored", "events", |view, wire| {
        let Event::PaymentBooked { payment, .. } = &wire.event else { return Ok(()) };
        let stored = view.item::<Payment>("payments", payment).map(|payment| payment.status);
        ensure(stored != Some(Status::Open), || format!("the shop is told that {payment} is booked, and it is open"))
    })
}

#[test]
fn a_booking_brings_a_letter_and_a_receipt() {
    letters(shop("one booking", 1, &["book-1"]), &[booked(), receipt()]).check();
}

#[test]
fn a_copy_of_a_booking_brings_no_second_letter() {
    letters(shop("a booking and its copy", 2, &["book-1", "book-1"]), &[booked(), receipt()]).check();
}

#[test]
fn a_crash_loses_no_letter() {
    let scenario = letters(shop("one booking, Payments may crash", 1, &["book-1"]).crashes(1), &[booked(), receipt()]);
    scenario.witness("Payments crashed", |view| view.crashes() > 0).check();
}

#[test]
fn whatever_fails_each_letter_goes_out_once() {
    let scenario = shop("one booking, two things fail", 2, &["book-1"]);
    let copies = ready::consistent_output("all copies of a message say the same", "events");
    let scenario = scenario.rule(copies).rule(nothing_is_told_too_early());
    letters(two_faults(scenario), &[booked(), receipt()]).check();
}

#[test]
fn a_cancel_takes_no_letter_away() {
    let scenario = shop("a booking and a cancel, Payments may crash", 1, &["book-1", "cancel-2"]).crashes(1);
    letters(scenario.rule(a_copy_changes_nothing(2)), &[booked(), cancelled(), receipt(), receipt()]).check();
}

#[test]
fn a_copy_after_many_others_changes_nothing() {
    let ids = ["book-1", "cancel-2", "book-3", "cancel-4", "book-5", "cancel-6", "book-1"];
    let scenario = shop("six messages and a copy", 1, &ids).topic("events", &[]).rule(a_copy_changes_nothing(6));
    scenario.witness("all is handled", |view| view.messages::<ChangePayment>("to-payments").is_empty()).check();
}

#[test]
fn both_services_are_counted() {
    counts(told("one event", 1, &["told-1"]), &[counted("marketing"), counted("audit")]).check();
}

#[test]
fn a_copy_of_an_event_is_counted_once_for_each_service() {
    counts(told("an event and its copy", 1, &["told-1", "told-1"]), &[counted("marketing"), counted("audit")]).check();
}

#[test]
fn whatever_fails_both_services_are_counted_once() {
    counts(two_faults(told("an event, two things fail", 2, &["told-1"])), &[counted("marketing"), counted("audit")])
        .check();
}

#[test]
fn from_the_booking_to_the_counts_nothing_is_lost() {
    let scenario = marketing_and_audit(shop("one booking, anybody may crash", 1, &["book-1"]), 1);
    counts(scenario.crashes(1), &[counted("marketing"), counted("audit")]).check();
}

#[test]
fn a_payment_that_is_booked_again_brings_new_letters() {
    let scenario = shop("a booking and another one", 2, &["book-1", "book-3"]);
    letters(scenario, &[booked(), booked(), receipt(), receipt()]).check();
}

#[test]
fn two_equal_bookings_are_two_for_stats() {
    let scenario = told("two equal bookings", 1, &["told-1", "told-3"]);
    counts(scenario, &[counted("marketing"), counted("audit"), counted("marketing"), counted("audit")]).check();
}
