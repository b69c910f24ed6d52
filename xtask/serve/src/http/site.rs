//! One request and its response.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use http::header::{CONNECTION, CONTENT_TYPE, HOST, HeaderValue};
use http::uri::Authority;
use http::{StatusCode, Version};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use lab::web::respond_json;
use lab::{Request, Response};

use super::{body, control};
use crate::db::Db;
use crate::log::Log;
use crate::loss::Losses;
use crate::workers::Workers;

/// A response on its way out.
pub type Reply = http::Response<Full<Bytes>>;

/// Instead of a response: it was lost on its way, so the connection is closed without one.
#[derive(Debug)]
pub struct Lost;

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the response was lost")
    }
}

impl std::error::Error for Lost {}

/// What all connections share.
#[derive(Debug)]
pub struct Site {
    /// The database.
    pub db: Arc<Db>,
    /// Who answers.
    pub workers: Workers,
    /// What gets lost.
    pub losses: Losses,
    /// What is told to whoever watches.
    pub log: Log,
}

impl Site {
    /// Answers a request, or loses the response.
    ///
    /// # Errors
    /// [`Lost`].
    pub async fn answer(&self, request: http::Request<Incoming>) -> Result<Reply, Lost> {
        let asked = format!("{} {}", request.method(), request.uri().path());
        let is_control = request.uri().path().starts_with(control::PREFIX);
        let response = match self.take(request).await {
            Ok(request) if is_control => control::answer(&self.db, &request).await,
            Ok(request) => self.workers.answer(request).await,
            Err(refused) => {
                self.log.request(&asked, &refused, false);
                return Ok(closing(refused));
            }
        };
        let is_lost = !is_control && self.losses.next();
        self.log.request(&asked, &response, is_lost);
        if is_lost { Err(Lost) } else { Ok(reply(response)) }
    }

    /// The whole request, or the response to one that is refused before a handler sees it.
    async fn take(&self, request: http::Request<Incoming>) -> Result<Request, Response> {
        let refuse = |(status, why): body::Refusal| respond_json(status, &why);
        host(&request).map_err(refuse)?;
        let (head, incoming) = request.into_parts();
        let body = body::read(incoming).await.map_err(refuse)?;
        Ok(Request::from_parts(head, body))
    }
}

/// A page of another site cannot ask here under a name of its own (DNS rebinding).
fn host(request: &http::Request<Incoming>) -> Result<(), body::Refusal> {
    let Some(host) = request.headers().get(HOST) else {
        let is_old = request.version() < Version::HTTP_11;
        return is_old.then_some(()).ok_or((StatusCode::BAD_REQUEST, "there is no Host header".into()));
    };
    let authority = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
    let name = authority.as_ref().map_or("", |authority| authority.host());
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    if name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback()) {
        return Ok(());
    }
    Err((StatusCode::MISDIRECTED_REQUEST, "the Host is another than localhost or 127.0.0.1".into()))
}

fn reply(response: Response) -> Reply {
    let is_empty = response.body().is_empty();
    let mut response = response.map(|body| Full::new(Bytes::from(body)));
    if !is_empty && !response.headers().contains_key(CONTENT_TYPE) {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    response
}

/// After a request that was not read to its end, the rest of the connection has no meaning.
fn closing(response: Response) -> Reply {
    let mut reply = reply(response);
    reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    reply
}
