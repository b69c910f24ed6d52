//! Given: no need to edit. What must be true in every state.

use std::collections::BTreeSet;

use crate::{MessageId, Record, State};

/// One of the four, by its name in `MessageHandler.tla`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invariant {
    /// A processed message that was sent is stored.
    NoGhost,
    /// A processed message that is stored was sent.
    NoLost,
    /// No message is stored by two attempts.
    NoDuplicate,
    /// All copies of what was sent for a message are equal.
    ConsistentOutput,
}

impl Invariant {
    /// All of them, in the order in which they are met.
    pub const ALL: [Invariant; 4] =
        [Invariant::NoGhost, Invariant::NoLost, Invariant::NoDuplicate, Invariant::ConsistentOutput];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Invariant::NoGhost => "NoGhost",
            Invariant::NoLost => "NoLost",
            Invariant::NoDuplicate => "NoDuplicate",
            Invariant::ConsistentOutput => "ConsistentOutput",
        }
    }

    /// The rule in words.
    pub fn sentence(self) -> &'static str {
        match self {
            Invariant::NoGhost => "NoGhost: a processed message that was sent is stored",
            Invariant::NoLost => "NoLost: a processed message that is stored was sent",
            Invariant::NoDuplicate => "NoDuplicate: no message is stored by two attempts",
            Invariant::ConsistentOutput => "ConsistentOutput: all copies that were sent are equal",
        }
    }

    /// True where it holds in this state.
    pub fn holds(self, state: &State) -> bool {
        self.broken(state).is_none()
    }

    /// What is wrong in this state, in words.
    pub(crate) fn broken(self, s: &State) -> Option<String> {
        match self {
            Invariant::NoGhost => first(s, |msg| made(&s.db, msg).is_empty() && !made(&s.queue_out, msg).is_empty())
                .map(|msg| format!("m{msg} is processed, the others were told of it, and the database has no row")),
            Invariant::NoLost => first(s, |msg| !made(&s.db, msg).is_empty() && made(&s.queue_out, msg).is_empty())
                .map(|msg| format!("m{msg} is processed, the database has its row, and nobody was told")),
            Invariant::NoDuplicate => twice(&s.db).map(|(id, attempts)| format!("m{id} is stored by {attempts}")),
            Invariant::ConsistentOutput => {
                twice(&s.queue_out).map(|(id, attempts)| format!("what was sent for m{id} was made by {attempts}"))
            }
        }
    }
}

fn first(state: &State, is_wrong: impl Fn(MessageId) -> bool) -> Option<MessageId> {
    state.processed.iter().copied().find(|&msg| is_wrong(msg))
}

fn made(records: &BTreeSet<Record>, msg: MessageId) -> Vec<&Record> {
    records.iter().filter(|record| record.id == msg).collect()
}

/// A message with records of two attempts, and which.
fn twice(records: &BTreeSet<Record>) -> Option<(MessageId, String)> {
    records.iter().find_map(|record| match made(records, record.id)[..] {
        [one, two, ..] => Some((record.id, format!("attempt {} and by attempt {}", one.tx_id, two.tx_id))),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Invariant::{ConsistentOutput, NoDuplicate, NoGhost, NoLost};

    /// One message, processed; by whom it was stored, and by whom sent.
    fn state(stored: &[u8], sent: &[u8]) -> State {
        let records = |attempts: &[u8]| attempts.iter().map(|&tx_id| Record { id: 1, tx_id }).collect();
        let processed = BTreeSet::from([1]);
        State { db: records(stored), queue_out: records(sent), processed, ..State::new(1, 1, 1) }
    }

    #[test]
    fn each_is_broken_by_what_it_names_and_by_nothing_else() {
        let broken = |state: &State| -> Vec<Invariant> {
            Invariant::ALL.into_iter().filter(|invariant| !invariant.holds(state)).collect()
        };
        assert_eq!(broken(&state(&[1], &[1])), []);
        assert_eq!(broken(&state(&[], &[])), [], "the hole that the mob closes");
        assert_eq!(broken(&state(&[], &[1])), [NoGhost]);
        assert_eq!(broken(&state(&[1], &[])), [NoLost]);
        assert_eq!(broken(&state(&[1, 2], &[1])), [NoDuplicate]);
        assert_eq!(broken(&state(&[1], &[1, 2])), [ConsistentOutput]);
    }

    #[test]
    fn a_message_that_is_not_processed_may_be_half_done() {
        let mut state = state(&[], &[1]);
        state.processed.clear();
        assert!(NoGhost.holds(&state));
    }
}
