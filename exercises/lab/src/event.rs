//! What happened: rules are folds over these events.

use crate::codec::Bytes;
use crate::id::Id;
use crate::op::{Envelope, Key, Name, Wire};

/// One thing that happened in the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A message became durable in a queue or topic.
    Sent {
        /// The queue or topic that was named in the send.
        queue: Name,
        /// The message.
        message: Envelope,
    },
    /// A worker got a message.
    Received {
        /// The queue.
        queue: Name,
        /// The message.
        message: Envelope,
        /// Which delivery of this copy it is, from 1.
        delivery: u32,
    },
    /// A message was acknowledged, and is gone.
    Acked {
        /// The queue.
        queue: Name,
        /// The message.
        message: Envelope,
    },
    /// A handler failed; the message waits again.
    Returned {
        /// The queue.
        queue: Name,
        /// The message.
        message: Envelope,
    },
    /// A message was delivered as often as it may be, and went to the dead-letter queue.
    DeadLettered {
        /// The queue.
        queue: Name,
        /// The message.
        message: Envelope,
    },
    /// A queue holds one more copy of a message that nobody sent again.
    Duplicated {
        /// The queue.
        queue: Name,
        /// The message.
        message: Envelope,
    },
    /// An item was made, replaced, deleted or evicted.
    Wrote {
        /// The store.
        store: Name,
        /// The key.
        key: Key,
        /// The value before as JSON; none where there was no item.
        before: Option<Bytes>,
        /// The value after as JSON; none where there is no item any more.
        after: Option<Bytes>,
    },
    /// A blob was written or deleted.
    WroteBlob {
        /// The blob store.
        store: Name,
        /// The name of the blob.
        blob: Id,
        /// The bytes before.
        before: Option<Bytes>,
        /// The bytes after.
        after: Option<Bytes>,
    },
    /// A service took up a request.
    Requested {
        /// The service.
        service: Name,
        /// The request.
        request: Wire,
    },
    /// A service answered.
    Responded {
        /// The service.
        service: Name,
        /// The request.
        request: Wire,
        /// The response.
        response: Wire,
        /// False where the caller never got it.
        heard: bool,
    },
    /// A process died and started again.
    Crashed {
        /// The process.
        process: Name,
    },
    /// The clock moved on.
    ClockMoved,
}
