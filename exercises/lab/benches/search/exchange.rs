//! Handlers shaped like a full HTTP exchange between two systems: register and PUT, commit, POST and follow-up, then GET, commit,
//! DELETE; the service keeps request and answer in one item.

use http::{Method, StatusCode};
use lab::web::{body, respond, respond_json};
use lab::{
    Failure, Fault, Http, Id, Item, Key, Message, Queue, Request, Response, Scenario, Store, World, consumer, ready,
    service,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Body {
    Charge { amount: u32 },
    Answered { request: Id },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Note {
    id: Id,
    body: Body,
}

impl Message for Note {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Open {
    request: Id,
    owner: Id,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Bill {
    registered: Vec<Id>,
    open: Option<Open>,
    done: Vec<Id>,
    charged: Vec<Id>,
}

struct Tools {
    bills: Store<Bill>,
    payments: Http,
    queue: Queue<Note>,
    ids: lab::Ids,
}

fn tools(world: &World) -> Tools {
    Tools {
        bills: world.store("bills"),
        payments: world.http("payments"),
        queue: world.queue("billing"),
        ids: world.ids(),
    }
}

const BILL: &str = "bill";

fn path(request: &Id) -> String {
    format!("/requests/{request}")
}

async fn finish(c: &Tools, mut item: Item<Bill>) -> Result<Item<Bill>, Failure> {
    if let Some(open) = item.value.open.clone() {
        let answer = c.payments.empty(Method::POST, &path(&open.request)).await?;
        if answer.status().is_server_error() {
            return Err(Failure::Unavailable);
        }
        let follow_up =
            Note { id: lab::derive(&open.owner, "answered", 0), body: Body::Answered { request: open.request } };
        c.queue.send(&follow_up).await?;
        item.value.open = None;
        item.value.done.push(open.owner);
        item.etag = c.bills.replace(Key::new(BILL), &item.value, item.etag).await?;
    }
    Ok(item)
}

async fn charge(c: &Tools, item: Item<Bill>, id: Id, amount: u32) -> Result<(), Failure> {
    let mut item = item;
    let request = c.ids.fresh();
    item.value.registered.push(request.clone());
    item.etag = c.bills.replace(Key::new(BILL), &item.value, item.etag).await?;
    c.payments.json(Method::PUT, &path(&request), &amount).await?;
    item.value.open = Some(Open { request: request.clone(), owner: id });
    item.value.registered.retain(|known| *known != request);
    item.etag = c.bills.replace(Key::new(BILL), &item.value, item.etag).await?;
    finish(c, item).await.map(drop)
}

async fn answered(c: &Tools, mut item: Item<Bill>, id: Id, request: Id) -> Result<(), Failure> {
    let answer = c.payments.empty(Method::GET, &path(&request)).await?;
    if answer.status() != StatusCode::OK {
        return Err(Failure::Unavailable);
    }
    item.value.done.push(id);
    item.value.charged.push(request.clone());
    c.bills.replace(Key::new(BILL), &item.value, item.etag).await?;
    c.payments.empty(Method::DELETE, &path(&request)).await.map(drop)
}

async fn bill(c: &Tools, note: Note) -> Result<(), Failure> {
    let item = c.bills.load(Key::new(BILL)).await?.ok_or(Failure::NotFound)?;
    let item = finish(c, item).await?;
    if item.value.done.contains(&note.id) {
        if let Body::Answered { request } = &note.body {
            c.payments.empty(Method::DELETE, &path(request)).await?;
        }
        return Ok(());
    }
    match note.body {
        Body::Charge { amount } => charge(c, item, note.id, amount).await,
        Body::Answered { request } => answered(c, item, note.id, request).await,
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Asked {
    amount: u32,
    answer: Option<bool>,
}

async fn payments(requests: &Store<Asked>, request: Request) -> Response {
    let id = Id::new(request.uri().path());
    let done = match *request.method() {
        Method::PUT => put(requests, &id, &request).await,
        Method::POST => post(requests, &id).await,
        Method::GET => get(requests, &id).await,
        _ => requests.delete(&id).await.map(|()| respond(StatusCode::NO_CONTENT)),
    };
    done.unwrap_or_else(|_| respond(StatusCode::SERVICE_UNAVAILABLE))
}

async fn put(requests: &Store<Asked>, id: &Id, request: &Request) -> Result<Response, Failure> {
    let asked = Asked { amount: body(request.body())?, answer: None };
    match requests.create(id, &asked).await {
        Ok(_) | Err(Failure::Conflict) => Ok(respond(StatusCode::CREATED)),
        Err(failure) => Err(failure),
    }
}

async fn post(requests: &Store<Asked>, id: &Id) -> Result<Response, Failure> {
    let Some(mut item) = requests.load(id).await? else {
        return Ok(respond(StatusCode::GONE));
    };
    if item.value.answer.is_none() {
        item.value.answer = Some(true);
        requests.replace(id, &item.value, item.etag).await?;
    }
    Ok(respond_json(StatusCode::OK, &item.value.answer))
}

async fn get(requests: &Store<Asked>, id: &Id) -> Result<Response, Failure> {
    let item = requests.load(id).await?;
    Ok(match item.and_then(|item| item.value.answer) {
        Some(answer) => respond_json(StatusCode::OK, &answer),
        None => respond(StatusCode::NOT_FOUND),
    })
}

pub fn scenario(messages: u32, crashes: u8, lost_responses: u8) -> Scenario {
    let scenario = Scenario::new("billing asks payments").given("bills", Key::new(BILL), &Bill::default());
    let scenario = (0..messages).fold(scenario, |scenario, number| {
        scenario.given_message(
            "billing",
            &Note { id: Id::new(format!("bill-{number}")), body: Body::Charge { amount: 10 } },
        )
    });
    let charged = |view: &lab::View<'_>| {
        view.item::<Bill>("bills", Key::new(BILL)).map(|item| item.charged.clone()).unwrap_or_default()
    };
    scenario
        .consumer("billing", "billing", 2, consumer(tools, bill))
        .service("payments", 2, service(|world| world.store::<Asked>("requests"), payments))
        .crashes(crashes)
        .faults(Fault::LostResponse, lost_responses)
        .rule(ready::no_duplicate_change("no request is charged twice", charged))
        .rule(ready::consistent_output("copies agree", "billing"))
        .finally("each message is charged once", move |view| {
            lab::ensure(charged(view).len() == messages as usize, || format!("{} charges", charged(view).len()))
        })
}
