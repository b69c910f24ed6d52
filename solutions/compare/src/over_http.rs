//! Where Orders asks Loyalty over HTTP: the request, and what becomes of it on either side.

use std::future::Future;

use http::{Method, StatusCode};
use lab::web::{body, respond, respond_json};
use lab::{Failure, Http, Id, Key, Request, Response, World};
use serde::{Deserialize, Serialize};

use crate::domain::{Customer, PaymentBooked, Wire, stamp, told};
use crate::parts::Entities;

/// What Orders asks for: the body of a `PUT` and of a `POST`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub amount: u32,
}

/// Loyalty, from outside.
pub struct AskLoyalty {
    http: Http,
}

impl AskLoyalty {
    pub fn new(world: &World) -> Self {
        AskLoyalty { http: world.http("loyalty") }
    }

    /// Asks `/payments/{customer}/{id}`. Whatever gives no clear answer is an error: no response, or a 503.
    #[track_caller]
    pub fn ask(
        &self,
        method: Method,
        payment: &PaymentBooked,
    ) -> impl Future<Output = Result<Response, Failure>> + use<> {
        let path = format!("/payments/{}/{}", payment.customer, payment.id);
        let call = match method {
            Method::PUT | Method::POST => self.http.json(method, &path, &Asked { amount: payment.amount }),
            _ => self.http.empty(method, &path),
        };
        async move {
            let response = call.await?;
            let status = response.status();
            match status {
                StatusCode::SERVICE_UNAVAILABLE => Err(Failure::Timeout),
                _ if status.is_success() || status == StatusCode::GONE => Ok(response),
                _ => Err(Failure::refused(format!("loyalty says {status}"))),
            }
        }
    }
}

/// The event of a payment, from Loyalty's answer to it; none where that says that it is over.
///
/// # Errors
/// `Refused` where the body is no answer.
pub fn event_of(payment: &PaymentBooked, response: &Response) -> Result<Option<Wire>, Failure> {
    if response.status() == StatusCode::GONE {
        return Ok(None);
    }
    let total = body(response.body())?;
    Ok(Some(stamp(told(&Customer { total }, payment), &payment.id)))
}

/// What Loyalty keeps of a customer: nothing but the state.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Envelope {
    pub state: Customer,
}

/// The customers, and beside them, in the same partition, what Loyalty keeps of the requests.
pub fn customers(world: &World) -> Entities<Envelope> {
    Entities::new(world)
}

/// The payment that this request is about, without its token, and its item in the partition of the customer.
pub fn payment_of(request: &Request) -> Option<(Key, PaymentBooked)> {
    let (customer, id) = request.uri().path().strip_prefix("/payments/")?.split_once('/')?;
    let amount = body::<Asked>(request.body()).map_or(0, |asked| asked.amount);
    let (customer, id) = (Id::new(customer), Id::new(id));
    let at = Key::within(&customer, id.clone());
    Some((at, PaymentBooked { token: id.clone(), id, customer, amount }))
}

/// `200 OK`: the total with this payment.
pub fn ok(total: u32) -> Response {
    respond_json(StatusCode::OK, &total)
}

/// A handler's failure as Orders hears of it: please ask again, it may have been done or not.
pub fn answer(done: Result<Response, Failure>) -> Response {
    done.unwrap_or_else(|_| respond(StatusCode::SERVICE_UNAVAILABLE))
}
