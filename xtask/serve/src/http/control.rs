//! What is not the exercise's: a look into the store, and the clock. Here nothing is lost.

use std::fmt::Write as _;
use std::time::Duration;

use http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use http::{Method, StatusCode};
use lab::web::{body, respond, respond_json};
use lab::{Failure, Request, Response};
use serde::{Deserialize, Serialize};

use crate::db::Db;

/// All paths of this kind begin so.
pub const PREFIX: &str = "/lab/";
/// The items of all stores.
pub const STORE: &str = "/lab/store";
/// The clock.
pub const CLOCK: &str = "/lab/clock";

/// How far the clock of the server is ahead of the machine's.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Ahead {
    /// In seconds, since the database was made.
    pub ahead_seconds: u64,
}

/// Answers a request under [`PREFIX`].
pub async fn answer(db: &Db, request: &Request) -> Response {
    match (request.uri().path(), request.method()) {
        (STORE, &Method::GET) => store(db).unwrap_or_else(failed),
        (STORE, _) => allowed("GET"),
        (CLOCK, &Method::GET) => clock(db),
        (CLOCK, &Method::PUT) => set_clock(db, request).await.unwrap_or_else(failed),
        (CLOCK, _) => allowed("GET, PUT"),
        _ => respond(StatusCode::NOT_FOUND),
    }
}

/// A line for each item: its store, its key and its JSON.
///
/// # Errors
/// As of [`Db::everything`].
pub fn listing(db: &Db) -> Result<String, Failure> {
    let mut lines = String::new();
    for (store, key, stored) in db.everything()? {
        let _ = writeln!(lines, "{store} {key} {}", stored.value.text());
    }
    Ok(lines)
}

fn store(db: &Db) -> Result<Response, Failure> {
    let mut response = Response::new(listing(db)?.into_bytes());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Ok(response)
}

fn clock(db: &Db) -> Response {
    respond_json(StatusCode::OK, &Ahead { ahead_seconds: db.ahead().as_secs() })
}

/// The body is the state that is wished for, not a step, so that it may be asked for again.
async fn set_clock(db: &Db, request: &Request) -> Result<Response, Failure> {
    let Ahead { ahead_seconds } = body(request.body())?;
    db.set_ahead(Duration::from_secs(ahead_seconds)).await?;
    Ok(clock(db))
}

fn allowed(methods: &'static str) -> Response {
    let mut response = respond(StatusCode::METHOD_NOT_ALLOWED);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    response
}

fn failed(failure: Failure) -> Response {
    match failure {
        Failure::Refused(why) => respond_json(StatusCode::BAD_REQUEST, &why),
        _ => respond(StatusCode::SERVICE_UNAVAILABLE),
    }
}
