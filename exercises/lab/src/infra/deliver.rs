//! What happens to infrastructure besides the operations of handlers: deliveries, and the faults that come by themselves.

use crate::event::Event;
use crate::id::Id;
use crate::op::{Envelope, Key, Name, Op, Time, Write};

use super::Infra;

/// A worker's proof that it holds a delivery: which copy, and which delivery of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The identifier of the message.
    pub id: Id,
    /// Which copy of it, from 1.
    pub copy: u32,
    /// Which delivery of this copy, from 1.
    pub delivery: u32,
}

impl Infra {
    /// Delivers a waiting copy to a worker, which holds it from now on. `entry` is its index among the queue's entries.
    pub fn receive(&mut self, queue: &Name, entry: usize, events: &mut Vec<Event>) -> (Receipt, Envelope) {
        let (receipt, message) =
            self.queues.change(queue, |state| (state.lease(entry), state.entries()[entry].message.clone()));
        events.push(Event::Received { queue: queue.clone(), message: message.clone(), delivery: receipt.delivery });
        (receipt, message)
    }

    /// Acknowledges a delivery. Without effect where it is not held any more.
    pub fn ack(&mut self, queue: &Name, receipt: &Receipt, events: &mut Vec<Event>) {
        if let Some(at) = self.queue(queue).and_then(|queue| queue.held(receipt)) {
            let keep = self.setup.keep_consumed;
            let message = self.queues.change(queue, |state| state.ack(at, keep));
            let queue = queue.clone();
            events.push(Event::Acked { queue, message });
        }
    }

    /// Gives a delivery back; `strike` where its handler failed by itself: after so many, the message is dead-lettered.
    ///
    /// Without effect where it is not held any more.
    pub fn release(&mut self, queue: &Name, receipt: &Receipt, strike: bool, events: &mut Vec<Event>) {
        if let Some(at) = self.queue(queue).and_then(|queue| queue.held(receipt)) {
            self.give_back(queue, at, strike, events);
        }
    }

    /// Gives back a delivery whose worker died.
    pub fn abandon(&mut self, queue: &Name, receipt: &Receipt, events: &mut Vec<Event>) {
        self.release(queue, receipt, self.setup.crashes_count, events);
    }

    /// Ends the lease of an entry, whoever holds it.
    pub fn expire(&mut self, queue: &Name, entry: usize, events: &mut Vec<Event>) {
        self.give_back(queue, entry, false, events);
    }

    fn give_back(&mut self, queue: &Name, entry: usize, strike: bool, events: &mut Vec<Event>) {
        let cap = self.setup.redelivery_cap;
        let (message, dead) = self.queues.change(queue, |state| state.release(entry, strike, cap));
        let queue = queue.clone();
        events.push(if dead { Event::DeadLettered { queue, message } } else { Event::Returned { queue, message } });
    }

    /// Gives a queue one more copy of an entry.
    pub fn duplicate(&mut self, queue: &Name, entry: usize, events: &mut Vec<Event>) {
        let copied = self.queue(queue).map(|state| state.entries()[entry].message.clone());
        self.copy(queue, copied, events);
    }

    /// Brings a consumed message back.
    pub fn bring_back(&mut self, queue: &Name, consumed: usize, events: &mut Vec<Event>) {
        let copied = self.queue(queue).map(|state| state.consumed()[consumed].clone());
        self.copy(queue, copied, events);
    }

    fn copy(&mut self, queue: &Name, copied: Option<Envelope>, events: &mut Vec<Event>) {
        let message = copied.expect("a queue that was never sent to has nothing to copy");
        self.add_copy(queue, &message);
        let queue = queue.clone();
        events.push(Event::Duplicated { queue, message });
    }

    /// Forgets an item.
    pub fn evict(&mut self, store: &Name, key: Key, events: &mut Vec<Event>) {
        let forgotten = self.apply(&Op::Write(store.clone(), Write::Delete(key, None)), events);
        debug_assert!(forgotten.is_ok(), "an unconditional delete is never refused");
    }

    /// Moves the clock on by the step of the scenario.
    pub fn jump(&mut self, events: &mut Vec<Event>) {
        self.now = Time(self.now.0 + self.setup.jump);
        events.push(Event::ClockMoved);
    }

    /// The queues that something was ever in, in the order of their names.
    pub fn queues(&self) -> impl Iterator<Item = (&Name, &super::QueueState)> {
        self.queues.iter()
    }

    /// The stores that were ever written, in the order of their names.
    pub fn stores(&self) -> impl Iterator<Item = (&Name, &super::StoreState)> {
        self.stores.iter()
    }
}
