//! On the lab: the real code, every order, each state once.

use lab::report::{Report, RowKind, Verdict};
use lab::{Failure, Id, Message, Queue, Scenario, Store, View, World, consumer, ensure};
use serde::{Deserialize, Serialize};

use crate::booking::{Case, Conflict, Payment, Shop, Version, right, seeded_bug};
use crate::outcome::{Counterexample, Outcome, Unit};

const PAYMENT: &str = "pay-1";

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Book;

impl Message for Book {
    fn id(&self) -> Id {
        Id::new("book-1")
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct PaymentBooked;

impl Message for PaymentBooked {
    fn id(&self) -> Id {
        Id::new("booked-1")
    }
}

struct OnLab {
    payments: Store<Payment>,
    events: Queue<PaymentBooked>,
}

fn shop(world: &World) -> OnLab {
    OnLab { payments: world.store("payments"), events: world.queue("events") }
}

/// No fault is allowed here, so a conflict is the only failure there can be.
impl Shop for OnLab {
    type Etag = lab::Etag;

    async fn load(&self) -> (Payment, lab::Etag) {
        let found = self.payments.load(&Id::new(PAYMENT)).await.expect("loads do not fail here");
        let item = found.expect("no one deletes a payment");
        (item.value, item.etag)
    }

    async fn save(&self, payment: Payment, if_etag: lab::Etag) -> Result<(), Conflict> {
        match self.payments.replace(&Id::new(PAYMENT), &payment, if_etag).await {
            Ok(_) => Ok(()),
            Err(Failure::Conflict) => Err(Conflict),
            Err(failure) => panic!("a save failed with {failure}"),
        }
    }

    async fn send(&self) {
        self.events.send(&PaymentBooked).await.expect("sends do not fail here");
    }
}

fn booked(view: &View<'_>) -> u8 {
    view.item::<Payment>("payments", &Id::new(PAYMENT)).expect("no one deletes a payment").booked
}

/// The scenario.
pub fn scenario(case: Case) -> Scenario {
    let handler = match case.version {
        Version::Right => consumer(shop, async |shop: &OnLab, _: Book| {
            right(shop).await;
            Ok(())
        }),
        Version::SeededBug => consumer(shop, async |shop: &OnLab, _: Book| {
            seeded_bug(shop).await;
            Ok(())
        }),
    };
    let scenario = Scenario::new(format!("{0} copies, {0} workers", case.of_each));
    let scenario = scenario.given("payments", &Id::new(PAYMENT), &Payment::default());
    (0..case.of_each)
        .fold(scenario, |scenario, _| scenario.given_message("to-payments", &Book))
        .consumer("worker", "to-payments", case.of_each.into(), handler)
        .always("a payment is booked once", |view| {
            ensure(booked(view) <= 1, || format!("it was booked {} times", booked(view)))
        })
        .witness("the payment is booked", |view| booked(view) == 1)
        .finally("who booked has told it", |view| {
            ensure(!view.messages::<PaymentBooked>("events").is_empty(), || "nobody was told".into())
        })
}

/// Searches it.
pub fn search(case: Case) -> Outcome {
    outcome(&scenario(case).search())
}

fn outcome(report: &Report) -> Outcome {
    let found = report.story.as_ref().map(|story| {
        let steps = story.rows.iter().filter(|row| matches!(row.kind, RowKind::Operation | RowKind::Delivery));
        Counterexample { steps: steps.count() as u64, smallest: true }
    });
    Outcome {
        looked_at: report.effort.states,
        unit: Unit::States,
        to_the_end: report.verdict == Verdict::Holds,
        found,
        breaking_runs: None,
    }
}
