//! The queue: at-least-once delivery to competing consumers, as NATS JetStream, RabbitMQ and Amazon SQS have it.
//!
//! Not modelled: order (there is none), delays, priorities, batches, and filters.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::{Backend, Gate};
use crate::codec::Bytes;
use crate::id::Id;
use crate::op::{Envelope, Name, Op, named};
use crate::store::done;

/// What can be sent: data with an identifier, the same in all copies of the message.
pub trait Message: Serialize + DeserializeOwned {
    /// The identifier of this message.
    fn id(&self) -> Id;
}

/// The sending end of a queue; the receiving end is a [`consumer`](crate::consumer).
///
/// - Durable: once `send` has answered, the message is delivered until a consumer acknowledges it or it is dead-lettered.
/// - At least once: a consumer may get it again, after a crash, an error, the end of its lease, or for no reason at all.
/// - Unordered: any waiting message may be delivered next.
/// - Leased: while a worker has it, no other worker gets it, until the lease runs out; then a late acknowledgement has no effect.
/// - After so many deliveries (the cap is computed and shown in the report) it goes to the dead-letter queue.
pub struct Queue<M> {
    backend: Arc<dyn Backend>,
    name: Name,
    messages: PhantomData<fn() -> M>,
}

impl<M> Clone for Queue<M> {
    fn clone(&self) -> Self {
        Queue { backend: self.backend.clone(), name: self.name.clone(), messages: PhantomData }
    }
}

impl<M> fmt::Debug for Queue<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Queue({})", self.name)
    }
}

impl<M: Message> Queue<M> {
    pub(crate) fn new(backend: Arc<dyn Backend>, name: &str) -> Self {
        Queue { backend, name: named(name), messages: PhantomData }
    }

    /// Hands the message to the queue.
    ///
    /// # Errors
    /// `Unavailable`, and `Timeout`: then it may be on its way all the same.
    #[track_caller]
    pub fn send(&self, message: &M) -> Gate<()> {
        let envelope = Envelope { id: message.id(), body: Bytes::of(message) };
        Gate::new(&self.backend, Op::Send(self.name.clone(), envelope), Location::caller(), done)
    }
}
