//! Payments with four verbs: the stored request is the right to one debit.

use http::{Method, StatusCode};
use lab::web::{body, respond, respond_json};
use lab::{
    Event, Failure, Fault, Http, Id, Item, Key, Request, Response, Rule, Scenario, Store, View, World, client, service,
};
use serde::{Deserialize, Serialize};

/// Whose account it is.
pub fn ada() -> Id {
    Id::new("ada")
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub balance: u32,
}

/// What is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Charge {
    pub amount: u32,
    /// The idempotency key, where there is one. In real life it is a header; here it can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub balance: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Asked {
    amount: u32,
    answer: Option<Answer>,
}

/// What is on the account.
pub fn balance(view: &View<'_>) -> u32 {
    view.item::<Account>("payments", &ada()).expect("nobody closes the account").balance
}

/// The account and the requests stand in one partition.
pub struct Payments {
    accounts: Store<Account>,
    requests: Store<Asked>,
}

/// The tools of the service.
pub fn payments(world: &World) -> Payments {
    Payments { accounts: world.store("payments"), requests: world.store("payments") }
}

/// The one entry.
pub async fn answer(payments: &Payments, request: Request) -> Response {
    let name = request.uri().path().rsplit('/').next().unwrap_or_default();
    let at = Key::within(ada(), Id::new(name));
    let done = match *request.method() {
        Method::PUT => put(payments, at, &request).await,
        Method::POST => post(payments, at).await,
        Method::GET => get(payments, at).await,
        _ => payments.requests.delete(at).await.map(|()| respond(StatusCode::NO_CONTENT)),
    };
    done.unwrap_or_else(|_| respond(StatusCode::SERVICE_UNAVAILABLE))
}

async fn put(payments: &Payments, at: Key, request: &Request) -> Result<Response, Failure> {
    let Charge { amount, .. } = body(request.body())?;
    match payments.requests.create(at, &Asked { amount, answer: None }).await {
        Ok(_) | Err(Failure::Conflict) => Ok(respond(StatusCode::NO_CONTENT)),
        Err(failure) => Err(failure),
    }
}

async fn post(payments: &Payments, at: Key) -> Result<Response, Failure> {
    let Some(Item { value: mut asked, etag }) = payments.requests.load(at.clone()).await? else {
        return Ok(respond(StatusCode::GONE));
    };
    if let Some(answer) = &asked.answer {
        return Ok(respond_json(StatusCode::OK, answer));
    }
    let Item { value: mut account, etag: version } = payments.accounts.load(&ada()).await?.ok_or(Failure::NotFound)?;
    account.balance -= asked.amount;
    let answer = Answer { balance: account.balance };
    asked.answer = Some(answer.clone());
    let batch = payments.accounts.batch().replace(&payments.accounts, &ada(), &account, version);
    batch.replace(&payments.requests, at, &asked, etag).commit().await?;
    Ok(respond_json(StatusCode::OK, &answer))
}

async fn get(payments: &Payments, at: Key) -> Result<Response, Failure> {
    let answer = payments.requests.load(at).await?.and_then(|asked| asked.value.answer);
    Ok(answer.map_or(respond(StatusCode::NOT_FOUND), |answer| respond_json(StatusCode::OK, &answer)))
}

/// A `POST` of which the response is lost, one that hears the answer, and one when all is over.
fn never_so() -> Rule {
    let step = |posts: &mut u8, event: &Event, _: &View<'_>| {
        let Event::Responded { request, response, heard, .. } = event else { return Ok(()) };
        if request.head.starts_with("POST") {
            *posts += match (*posts, &response.head[..3], *heard) {
                (0, "200", false) | (1, "200", true) => 1,
                (2, "410", true) => return Err("it did".into()),
                _ => 0,
            };
        }
        Ok(())
    };
    Rule::fold("this never happens", 0, step, |_, _| Ok(()))
}

/// From `PUT` to `DELETE`, with one lost response, and one `POST` too many.
pub fn asked_again() -> Scenario {
    let asks = async |payments: &Http| {
        let path = "/charges/ada/pay-1";
        let _ = payments.json(Method::PUT, path, &Charge { amount: 30, key: None }).await;
        for _ in 0..2 {
            let _ = payments.empty(Method::POST, path).await;
        }
        let _ = payments.empty(Method::DELETE, path).await;
        let _ = payments.empty(Method::POST, path).await;
    };
    Scenario::new("a charge from PUT to DELETE")
        .given("payments", &ada(), &Account { balance: 100 })
        .client("billing", client(|world| world.http("payments"), asks))
        .service("payments", 1, service(payments, answer))
        .faults(Fault::LostResponse, 1)
        .rule(never_so())
}
