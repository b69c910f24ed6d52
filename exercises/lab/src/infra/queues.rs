//! The state of one queue.

use std::collections::BTreeMap;

use crate::hash::Mix;
use crate::id::Id;
use crate::op::Envelope;

use super::deliver::Receipt;
use super::shelf::Shelved;

/// One copy of a message in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The message.
    pub message: Envelope,
    /// Which copy of it, from 1: sends and duplicates of one identifier are counted.
    pub copy: u32,
    /// How often it was delivered.
    pub deliveries: u32,
    /// True while a worker holds it.
    pub leased: bool,
}

/// The messages of one queue. The order of the entries has no meaning.
#[derive(Clone, Debug, Default)]
pub struct QueueState {
    entries: Vec<Entry>,
    copies: BTreeMap<Id, u32>,
    consumed: Vec<Envelope>,
    dead: Vec<Envelope>,
}

impl Shelved for QueueState {
    fn mix(&self, mix: &mut Mix) {
        for entry in &self.entries {
            mix.text(entry.message.id.as_str()).hash(entry.message.body.hash());
            mix.number(u64::from(entry.copy))
                .number(u64::from(entry.deliveries) << 1 | u64::from(entry.leased));
        }
        for (id, copies) in &self.copies {
            mix.text(id.as_str()).number(u64::from(*copies));
        }
        for (list, messages) in [(1, &self.consumed), (2, &self.dead)] {
            mix.number(list);
            messages.iter().for_each(|message| {
                mix.text(message.id.as_str()).hash(message.body.hash());
            });
        }
    }
}

/// Keeps a list sorted, so that two orders of the same events meet in one state.
fn insert_sorted<T: Ord>(list: &mut Vec<T>, value: T) {
    let at = list.partition_point(|known| *known <= value);
    list.insert(at, value);
}

impl QueueState {
    /// All copies that are not consumed, waiting or held.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Messages that were delivered as often as may be.
    pub fn dead_letters(&self) -> &[Envelope] {
        &self.dead
    }

    /// Consumed messages, where the scenario keeps them; each body once.
    pub fn consumed(&self) -> &[Envelope] {
        &self.consumed
    }

    pub(crate) fn send(&mut self, message: &Envelope) {
        let copy = self.copies.entry(message.id.clone()).or_default();
        *copy += 1;
        let entry = Entry {
            message: message.clone(),
            copy: *copy,
            deliveries: 0,
            leased: false,
        };
        let place = |entry: &Entry| (entry.message.id.clone(), entry.copy);
        let at = self.entries.partition_point(|known| place(known) < place(&entry));
        self.entries.insert(at, entry);
    }

    pub(crate) fn lease(&mut self, at: usize) -> Receipt {
        let entry = &mut self.entries[at];
        entry.deliveries += 1;
        entry.leased = true;
        Receipt {
            id: entry.message.id.clone(),
            copy: entry.copy,
            delivery: entry.deliveries,
        }
    }

    /// Where the delivery of a receipt stands, if it is still held.
    pub(crate) fn held(&self, receipt: &Receipt) -> Option<usize> {
        self.entries.iter().position(|entry| {
            let same = entry.message.id == receipt.id && entry.copy == receipt.copy;
            same && entry.leased && entry.deliveries == receipt.delivery
        })
    }

    pub(crate) fn ack(&mut self, at: usize, keep: bool) -> Envelope {
        let message = self.entries.remove(at).message;
        if keep && !self.consumed.contains(&message) {
            insert_sorted(&mut self.consumed, message.clone());
        }
        message
    }

    /// Gives a delivery back. Returns the message, and whether it is dead-lettered now.
    pub(crate) fn release(&mut self, at: usize, cap: u32) -> (Envelope, bool) {
        let entry = &mut self.entries[at];
        entry.leased = false;
        if entry.deliveries < cap {
            return (entry.message.clone(), false);
        }
        let message = self.entries.remove(at).message;
        insert_sorted(&mut self.dead, message.clone());
        (message, true)
    }
}
