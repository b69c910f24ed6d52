//! Payments with one verb, `POST`: without a key for the request, and with one that is kept for a day.

use std::time::Duration;

use http::{Method, StatusCode};
use lab::web::{body, respond, respond_json};
use lab::{
    Event, Failure, Fault, Http, Id, Item, Judged, Key, Request, Response, Rule, Scenario, Store, View, World, client,
    ensure, service,
};

use crate::payments::{Account, Answer, Charge, ada, balance};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct Payments {
    accounts: Store<Account>,
    keys: Store<Answer>,
}

/// The keys stand beside the account, so that one batch writes both.
fn payments(world: &World) -> Payments {
    Payments { accounts: world.store("payments"), keys: world.store("payments") }
}

fn answered(outcome: Result<Answer, Failure>) -> Response {
    outcome.map_or(respond(StatusCode::SERVICE_UNAVAILABLE), |answer| respond_json(StatusCode::OK, &answer))
}

async fn debits(payments: &Payments, request: Request) -> Response {
    let debit = async || {
        let Charge { amount, .. } = body(request.body())?;
        let Item { value: mut account, etag } = payments.accounts.load(&ada()).await?.ok_or(Failure::NotFound)?;
        account.balance -= amount;
        payments.accounts.replace(&ada(), &account, etag).await?;
        Ok(Answer { balance: account.balance })
    };
    answered(debit().await)
}

async fn debits_by_key(payments: &Payments, request: Request) -> Response {
    let debit = async || {
        let Charge { amount, key } = body(request.body())?;
        let at = Key::within(ada(), Id::new(key.unwrap_or_default()));
        if let Some(known) = payments.keys.load(at.clone()).await? {
            return Ok(known.value);
        }
        let Item { value: mut account, etag } = payments.accounts.load(&ada()).await?.ok_or(Failure::NotFound)?;
        account.balance -= amount;
        let answer = Answer { balance: account.balance };
        let batch = payments.accounts.batch().replace(&payments.accounts, &ada(), &account, etag);
        batch.create_for(&payments.keys, at, &answer, DAY).commit().await?;
        Ok(answer)
    };
    answered(debit().await)
}

/// Asks once more where no answer came.
async fn asks_again(payments: &Http, charge: Charge) {
    if payments.json(Method::POST, "/charges", &charge).await.is_err() {
        let _ = payments.json(Method::POST, "/charges", &charge).await;
    }
}

fn once(title: &str) -> Scenario {
    Scenario::new(title).given("payments", &ada(), &Account { balance: 100 }).faults(Fault::LostResponse, 1)
}

fn judged(view: &View<'_>) -> Judged {
    let now = balance(view);
    ensure(now >= 70, || format!("one charge of 30, and the balance is {now} of 100"))
}

/// Judged where the client asked again when the key was gone already.
fn debited_once_after_all() -> Rule {
    let comes = |late: &mut bool, event: &Event, view: &View<'_>| {
        *late |= matches!(event, Event::Requested { .. }) && view.now().0 > DAY && view.keys("payments").len() == 1;
        if *late { judged(view) } else { Ok(()) }
    };
    Rule::fold("a charge is debited once", false, comes, |_, _| Ok(()))
}

/// One lost response.
pub fn no_key() -> Scenario {
    let billing = client(
        |world| world.http("payments"),
        async |payments: &Http| asks_again(payments, Charge { amount: 30, key: None }).await,
    );
    once("asked again without a key").always("a charge is debited once", judged).client("billing", billing).service(
        "payments",
        1,
        service(payments, debits),
    )
}

/// One lost response, and the client asks again two days later.
pub fn kept_for_a_day() -> Scenario {
    let billing = client(
        |world| world.http("payments"),
        async |payments: &Http| asks_again(payments, Charge { amount: 30, key: Some("k-1".into()) }).await,
    );
    once("asked again when the key is gone")
        .rule(debited_once_after_all())
        .client("billing", billing)
        .service("payments", 1, service(payments, debits_by_key))
        .clock_jumps(1, DAY * 2)
        .faults(Fault::Eviction, 1)
}
