//! The state of one queue.

use crate::hash::Mix;
use crate::id::Id;
use crate::op::Envelope;

use super::deliver::Receipt;
use super::flat::Flat;
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
    /// How often its handler failed by itself: not by a fault, and not because somebody else had written first.
    pub strikes: u32,
    /// True while a worker holds it.
    pub leased: bool,
}

impl Entry {
    fn hash(&self) -> u128 {
        let mut mix = Mix::new();
        mix.text(self.message.id.as_str()).hash(self.message.body.hash());
        mix.number(u64::from(self.strikes) << 1 | u64::from(self.leased)).finish()
    }

    /// True where the two make no difference to whoever receives them.
    pub(crate) fn is_like(&self, other: &Entry) -> bool {
        self.message == other.message && self.strikes == other.strikes && self.leased == other.leased
    }
}

/// The messages of one queue. The order of the entries has no meaning.
#[derive(Clone, Debug, Default)]
pub struct QueueState {
    entries: Vec<Entry>,
    copies: Flat<Id, u32>,
    consumed: Vec<Envelope>,
    dead: Vec<Envelope>,
}

impl Shelved for QueueState {
    fn mix(&self, mix: &mut Mix) {
        // Copies of one message are alike. Which copy and which delivery it is makes a difference only to fresh identifiers, and
        // those are new in any case: two states that differ in nothing else are one, with other names.
        let mut entries: Vec<u128> = self.entries.iter().map(Entry::hash).collect();
        entries.sort_unstable();
        entries.into_iter().for_each(|hash| {
            mix.hash(hash);
        });
        for (list, messages) in [(1, &self.consumed), (2, &self.dead)] {
            mix.number(list);
            messages.iter().for_each(|message| {
                mix.text(message.id.as_str()).hash(message.body.hash());
            });
        }
    }

    fn bytes(&self) -> usize {
        let messages = self.consumed.len() + self.dead.len();
        self.entries.len() * size_of::<Entry>() + messages * size_of::<Envelope>() + self.copies.bytes()
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

    /// How many copies were ever put into it.
    pub fn sent(&self) -> u64 {
        self.copies.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    /// Adds a copy. A queue that nobody consumes keeps each message once, since more copies tell nobody anything.
    pub(crate) fn send(&mut self, message: &Envelope, consumed: bool) {
        if !consumed && self.entries.iter().any(|entry| entry.message == *message) {
            return;
        }
        let copy = self.copies.or_default(&message.id);
        *copy += 1;
        let entry = Entry { message: message.clone(), copy: *copy, deliveries: 0, strikes: 0, leased: false };
        let place = |entry: &Entry| (entry.message.id.clone(), entry.copy);
        let at = self.entries.partition_point(|known| place(known) < place(&entry));
        self.entries.insert(at, entry);
    }

    pub(crate) fn lease(&mut self, at: usize) -> Receipt {
        let entry = &mut self.entries[at];
        entry.deliveries += 1;
        entry.leased = true;
        Receipt { id: entry.message.id.clone(), copy: entry.copy, delivery: entry.deliveries }
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

    /// Gives a delivery back; `strike` where its handler failed by itself. Returns the message, and whether it is dead-lettered now.
    pub(crate) fn release(&mut self, at: usize, strike: bool, cap: u32) -> (Envelope, bool) {
        let entry = &mut self.entries[at];
        entry.leased = false;
        entry.strikes += u32::from(strike);
        if !strike || entry.strikes < cap {
            return (entry.message.clone(), false);
        }
        let message = self.entries.remove(at).message;
        insert_sorted(&mut self.dead, message.clone());
        (message, true)
    }
}
