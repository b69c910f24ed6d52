//! Given: the mob's half. Marketing gets a new name, Campaigns, while events are on their way.
//!
//! Edit `src/lib.rs` on, and run `cargo xtask check 6 --mob`. Both halves must be green in the end.

use lab::{Check, Failure, Fault, Id, Scenario, Store, View};
use lab::{consumer, ensure};
use stable_ids::{Event, Shop, Wire, report};

const AMOUNT: i64 = 150;

/// Stats keeps the first message of each id, and throws all others away.
async fn keep(counts: &Store<Count>, wire: Wire) -> Result<(), Failure> {
    let Event::Counted { by, money } = wire.event else { return Ok(()) };
    match counts.create(&wire.id, &(by, money)).await {
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Who says so, and how much.
type Count = (String, i64);

/// What Stats has counted for one service, whichever name it used.
fn total(view: &View<'_>, names: &[&str]) -> i64 {
    let counts = view.items::<Count>("counts");
    counts.iter().filter(|(_, count)| names.contains(&&*count.0)).map(|(_, count)| count.1).sum()
}

const MARKETING: [&str; 2] = ["marketing", "campaigns"];

/// The new version starts while the old one still runs: both take events from the queue of Marketing.
fn rename(title: &str, payments: &[&str]) -> Scenario {
    let due = AMOUNT * payments.len() as i64;
    let scenario = payments.iter().fold(Scenario::new(title), |scenario, payment| {
        let event = Event::PaymentBooked { payment: Id::new(payment), amount: AMOUNT as u32 };
        scenario.given_message("events", &Wire { id: Id::new(format!("told-{payment}")), event })
    });
    scenario
        .topic("events", &["to-marketing", "to-audit"])
        .consumer("old", "to-marketing", 1, consumer(|world| Shop::new(world, "marketing"), report))
        .consumer("new", "to-marketing", 1, consumer(|world| Shop::new(world, "campaigns"), report))
        .consumer("audit", "to-audit", 1, consumer(|world| Shop::new(world, "audit"), report))
        .consumer("stats", "to-stats", 1, consumer(|world| world.store("counts"), keep))
        .reliable()
        .always("Stats counts no money twice", move |view| {
            let most = total(view, &MARKETING).max(total(view, &["audit"]));
            ensure(most <= due, || format!("{due} came in, and Stats counted {most} for one service"))
        })
        .finally("Stats counts all money, for Marketing and for Audit", move |view| {
            let least = total(view, &MARKETING).min(total(view, &["audit"]));
            ensure(least == due, || format!("{due} came in; all is quiet, and Stats counted {least} for one service"))
        })
}

#[test]
fn an_event_in_flight_is_counted_once_under_both_names() {
    rename("Marketing becomes Campaigns, and may crash", &["pay-1"]).crashes(1).check();
}

#[test]
fn an_expired_lease_hands_an_event_to_the_new_name() {
    let scenario = rename("Marketing becomes Campaigns, two things fail", &["pay-1"]);
    scenario.faults(Fault::LeaseExpiry, 1).faults(Fault::Ambiguous, 1).faults_together(2).check();
}

#[test]
fn with_a_new_name_equal_payments_are_still_two() {
    rename("Marketing becomes Campaigns, two equal payments", &["pay-1", "pay-2"]).check();
}
