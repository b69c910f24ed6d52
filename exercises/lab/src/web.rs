//! HTTP between systems, with the types of the `http` crate.
//!
//! A request is lost, or delivered, before the caller goes on; its response may be lost. Not modelled: requests that arrive
//! after the caller has given up, streaming, redirects, proxies.

use std::panic::Location;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::{Backend, Gate};
use crate::codec::Bytes;
use crate::op::{Answer, Failure, Name, Op, Wire};

/// A request with its whole body.
pub type Request = http::Request<Vec<u8>>;

/// A response with its whole body.
pub type Response = http::Response<Vec<u8>>;

/// The calling end of a service.
#[derive(Clone, Debug)]
pub struct Http {
    backend: Arc<dyn Backend>,
    service: Name,
}

impl Http {
    pub(crate) fn new(backend: Arc<dyn Backend>, service: &str) -> Self {
        Http { backend, service: service.into() }
    }

    /// Sends the request and waits for the response. A status such as 404 or 500 is a response, not an error.
    ///
    /// # Errors
    /// `Timeout` where no response came: the request was lost, the service died over it, or the response was lost.
    /// `Unavailable` where the service refused the connection: nothing was done.
    #[track_caller]
    pub fn call(&self, request: Request) -> Gate<Response> {
        let op = Op::Call(self.service.clone(), request_to_wire(&request));
        Gate::new(&self.backend, op, Location::caller(), |answer| match answer {
            Answer::Response(wire) => {
                wire_to_response(&wire).unwrap_or_else(|error| panic!("a response that is none: {error}"))
            }
            other => panic!("a backend answered {other:?} to a call"),
        })
    }

    /// Calls without a body.
    ///
    /// # Errors
    /// As of [`call`](Http::call).
    #[track_caller]
    pub fn empty(&self, method: Method, path: &str) -> Gate<Response> {
        self.call(build(method, path, Vec::new()))
    }

    /// Calls with `body` as JSON.
    ///
    /// # Errors
    /// As of [`call`](Http::call).
    #[track_caller]
    pub fn json<B: Serialize>(&self, method: Method, path: &str, body: &B) -> Gate<Response> {
        self.call(build(method, path, Bytes::of(body).as_slice().to_vec()))
    }
}

#[track_caller]
fn build(method: Method, path: &str, body: Vec<u8>) -> Request {
    let request = http::Request::builder().method(method).uri(path);
    // No closure: the panic's place is the caller's.
    match request.body(body) {
        Ok(request) => request,
        Err(error) => panic!("`{path}` is no path of a request: {error}"),
    }
}

/// A response with this status and no body.
pub fn respond(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

/// A response with this status and `body` as JSON.
#[track_caller]
pub fn respond_json<B: Serialize>(status: StatusCode, body: &B) -> Response {
    let mut response = respond(status);
    *response.body_mut() = Bytes::of(body).as_slice().to_vec();
    response
}

/// The JSON body of a request or response.
///
/// # Errors
/// [`Failure::Refused`] where the body is not a `T`.
pub fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|error| Failure::refused(format!("malformed body: {error}")))
}

fn headers_to_wire(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut all: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    all.sort();
    all
}

fn wire_to_headers(wire: &Wire, headers: &mut HeaderMap) -> Result<(), String> {
    for (name, value) in &wire.headers {
        let name = HeaderName::try_from(name).map_err(|error| error.to_string())?;
        headers.append(name, HeaderValue::try_from(value).map_err(|error| error.to_string())?);
    }
    Ok(())
}

/// The request as it goes over the wire.
pub fn request_to_wire(request: &Request) -> Wire {
    Wire {
        head: format!("{} {}", request.method(), request.uri()),
        headers: headers_to_wire(request.headers()),
        body: Bytes::new(request.body().as_slice()),
    }
}

/// The response as it goes over the wire.
pub fn response_to_wire(response: &Response) -> Wire {
    Wire {
        head: response.status().to_string(),
        headers: headers_to_wire(response.headers()),
        body: Bytes::new(response.body().as_slice()),
    }
}

/// The request that came over the wire.
///
/// # Errors
/// The reason, where it is malformed.
pub fn wire_to_request(wire: &Wire) -> Result<Request, String> {
    let (method, uri) = wire.head.split_once(' ').ok_or("no method")?;
    let mut request = http::Request::builder()
        .method(method)
        .uri(uri)
        .body(wire.body.as_slice().to_vec())
        .map_err(|error| error.to_string())?;
    wire_to_headers(wire, request.headers_mut())?;
    Ok(request)
}

/// The response that came over the wire.
///
/// # Errors
/// The reason, where it is malformed.
pub fn wire_to_response(wire: &Wire) -> Result<Response, String> {
    let status = wire.head.split(' ').next().unwrap_or_default();
    let status = StatusCode::from_bytes(status.as_bytes()).map_err(|error| error.to_string())?;
    let mut response = respond(status);
    *response.body_mut() = wire.body.as_slice().to_vec();
    wire_to_headers(wire, response.headers_mut())?;
    Ok(response)
}
