//! Given: no need to edit. What the model remembers, and what helps to write the next state.

use std::collections::BTreeSet;

/// A message, from 1.
pub type MessageId = u8;

/// An attempt to handle a message, from 1. It stands for the content: what two attempts make may differ.
pub type TxId = u8;

/// What an attempt made for a message: a row of the database, or a message that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    /// The message that was handled.
    pub id: MessageId,
    /// The attempt that made the content.
    pub tx_id: TxId,
}

/// The steps of a handler after `Receive`. What a label does happens at once; between two labels anything may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Tells the others: a message goes to `queue_out`.
    Send,
    /// Changes the database: a row goes to `db`.
    Update,
    /// Done: the message leaves `queue_in`.
    Ack,
}

/// A worker that is busy with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Work {
    /// Which worker, from 0.
    pub worker: usize,
    /// What it does next.
    pub label: Label,
    /// The message it has received.
    pub msg: MessageId,
    /// The number of this attempt.
    pub tx_id: TxId,
    /// Whose row was in the database when it received the message; none if there was no row.
    pub seen: Option<TxId>,
}

/// All that the model remembers between two steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// Messages that are not acknowledged. Any worker may receive any of them, also one that another worker holds.
    pub queue_in: BTreeSet<MessageId>,
    /// What was sent.
    pub queue_out: BTreeSet<Record>,
    /// What is stored.
    pub db: BTreeSet<Record>,
    /// Messages that were acknowledged or given up.
    pub processed: BTreeSet<MessageId>,
    /// How often a message was delivered again after a failure.
    pub failures: u8,
    /// The most that may be.
    pub max_failures: u8,
    /// Attempts so far.
    pub tx_counter: TxId,
    /// What each worker is busy with; none if it is about to receive.
    pub workers: Vec<Option<Work>>,
}

impl State {
    pub(crate) fn new(messages: u8, max_failures: u8, workers: usize) -> Self {
        State {
            queue_in: (1..=messages).collect(),
            queue_out: BTreeSet::new(),
            db: BTreeSet::new(),
            processed: BTreeSet::new(),
            failures: 0,
            max_failures,
            tx_counter: 0,
            workers: vec![None; workers],
        }
    }

    /// The attempt whose row the database has for this message now, if it has one.
    pub fn row(&self, msg: MessageId) -> Option<TxId> {
        self.db.iter().find(|record| record.id == msg).map(|record| record.tx_id)
    }

    /// The same state, but this worker goes on at another label.
    pub fn goto(&self, w: &Work, label: Label) -> State {
        let mut next = self.clone();
        next.workers[w.worker] = Some(Work { label, ..*w });
        next
    }

    /// The same state, but this worker lets go of its message and is about to receive. It remembers nothing.
    pub fn goto_receive(&self, w: &Work) -> State {
        let mut next = self.clone();
        next.workers[w.worker] = None;
        next
    }

    /// `Receive`: the worker takes a message from the queue, and sees whether the database has its row.
    pub(crate) fn receive(&self, worker: usize, msg: MessageId, first: Label) -> State {
        let mut next = self.clone();
        next.tx_counter += 1;
        let (tx_id, seen) = (next.tx_counter, self.row(msg));
        next.workers[worker] = Some(Work { worker, label: first, msg, tx_id, seen });
        next
    }

    /// True where every message was processed, stored and sent.
    pub(crate) fn is_complete(&self) -> bool {
        let there = |records: &BTreeSet<Record>, msg| records.iter().any(|record| record.id == msg);
        self.queue_in.is_empty()
            && self.processed.iter().all(|&msg| there(&self.db, msg) && there(&self.queue_out, msg))
    }
}
