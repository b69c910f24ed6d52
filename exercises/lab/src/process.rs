//! Processes: who runs the code. The loop of a worker is the lab's, the handler is the learner's.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::StatusCode;

use crate::codec::Bytes;
use crate::op::{Failure, Wire};
use crate::queue::Message;
use crate::web::{Request, Response, respond, response_to_wire, wire_to_request};
use crate::world::World;

/// What a handler came to: nothing for a client or consumer, the response for a service.
pub type Outcome = Result<Option<Wire>, Failure>;

/// What the caller of a service gets for this outcome: the response, or 400 where the request was malformed.
pub fn response_of(outcome: &Outcome) -> Wire {
    match outcome {
        Ok(Some(response)) => response.clone(),
        _ => response_to_wire(&respond(StatusCode::BAD_REQUEST)),
    }
}

/// A boxed future that stays on its thread.
pub type LocalBoxed = Pin<Box<dyn Future<Output = Outcome>>>;

/// What a handler is started with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// A client's script.
    Start,
    /// The body of a message for a consumer.
    Message(Bytes),
    /// A request for a service.
    Request(Wire),
}

impl Task {
    #[inline(never)]
    fn message(self) -> Bytes {
        let Task::Message(body) = self else { panic!("a consumer was started with {self:?}") };
        body
    }

    #[inline(never)]
    fn request(self) -> Result<Request, Failure> {
        let Task::Request(wire) = self else { panic!("a service was started with {self:?}") };
        wire_to_request(&wire).map_err(|error| Failure::Refused(format!("a request that is none: {error}")))
    }

    #[inline(never)]
    fn start(self) {
        let Task::Start = self else { panic!("a client was started with {self:?}") };
    }
}

fn message<M: Message>(body: &Bytes) -> Result<M, Failure> {
    match body.read() {
        Ok(message) => Ok(message),
        Err(error) => Err(no_message(&error)),
    }
}

#[cold]
#[inline(never)]
fn no_message(error: &str) -> Failure {
    Failure::Refused(format!("a message that is {error}"))
}

#[inline(never)]
fn answered(response: &Response) -> Outcome {
    Ok(Some(response_to_wire(response)))
}

/// A handler with its types erased: everything below is compiled once.
#[derive(Clone)]
pub struct Code(Arc<dyn Fn(World, Task) -> LocalBoxed + Send + Sync>);

impl Code {
    /// Starts the handler; nothing of it runs before the first poll.
    pub fn start(&self, world: World, task: Task) -> LocalBoxed {
        (self.0)(world, task)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

/// A handler of messages, made by [`consumer`].
#[derive(Clone, Debug)]
pub struct OnMessage(pub(crate) Code);

/// A handler of requests, made by [`service`].
#[derive(Clone, Debug)]
pub struct OnRequest(pub(crate) Code);

/// A script, made by [`client`].
#[derive(Clone, Debug)]
pub struct Script(pub(crate) Code);

/// A handler for the messages of a queue. `context` makes its tools anew for each message.
///
/// Where the handler returns `Ok`, the message is acknowledged; at `Err` or a crash it is delivered again.
pub fn consumer<C, M, F>(context: fn(&World) -> C, handler: F) -> OnMessage
where
    C: 'static,
    M: Message + 'static,
    F: AsyncFn(&C, M) -> Result<(), Failure> + Clone + Send + Sync + 'static,
{
    consumer_over(async move |world: &World, message: M| handler(&context(world), message).await)
}

/// A handler of messages that makes its tools itself.
pub(crate) fn consumer_over<M, F>(handler: F) -> OnMessage
where
    M: Message + 'static,
    F: AsyncFn(&World, M) -> Result<(), Failure> + Clone + Send + Sync + 'static,
{
    OnMessage(Code(Arc::new(move |world, task| {
        let handler = handler.clone();
        Box::pin(async move {
            match handler(&world, message(&task.message())?).await {
                Ok(()) => Ok(None),
                Err(failure) => Err(failure),
            }
        })
    })))
}

/// A handler for the requests to a service. `context` makes its tools anew for each request.
pub fn service<C, F>(context: fn(&World) -> C, handler: F) -> OnRequest
where
    C: 'static,
    F: AsyncFn(&C, Request) -> Response + Clone + Send + Sync + 'static,
{
    OnRequest(Code(Arc::new(move |world, task| {
        let handler = handler.clone();
        Box::pin(async move {
            let request = task.request()?;
            answered(&handler(&context(&world), request).await)
        })
    })))
}

/// A script that runs once from the start of the scenario: a customer, an operator, another system.
pub fn client<C, F>(context: fn(&World) -> C, script: F) -> Script
where
    C: 'static,
    F: AsyncFn(&C) + Clone + Send + Sync + 'static,
{
    Script(Code(Arc::new(move |world, task| {
        let script = script.clone();
        Box::pin(async move {
            task.start();
            script(&context(&world)).await;
            Ok(None)
        })
    })))
}
