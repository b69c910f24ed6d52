//! Faults: what may go wrong, and how often in one run.

use std::fmt;

/// What may go wrong. Each costs one from the scenario's [`Budget`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A process dies and starts again: its memory is gone, its messages are delivered again, its callers get no answer.
    Crash,
    /// A resource refuses an operation; nothing is done.
    Unavailable,
    /// A write or send gets no answer: it was done, or it was not.
    Ambiguous,
    /// A queue holds one more copy of a message.
    Duplicate,
    /// A lease runs out while the worker still works: another worker may get the message.
    LeaseExpiry,
    /// A request is lost; the caller gets no answer.
    LostRequest,
    /// A response is lost; the service has done its work.
    LostResponse,
    /// A store forgets an item whose time to live has passed.
    Eviction,
    /// The clock moves on, by the step that the scenario names.
    ClockJump,
}

impl Fault {
    /// All kinds, in the order of the budget.
    pub const ALL: [Fault; 9] = [
        Fault::Crash,
        Fault::Unavailable,
        Fault::Ambiguous,
        Fault::Duplicate,
        Fault::LeaseExpiry,
        Fault::LostRequest,
        Fault::LostResponse,
        Fault::Eviction,
        Fault::ClockJump,
    ];

    /// The field's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Fault::Crash => "crash",
            Fault::Unavailable => "unavailable",
            Fault::Ambiguous => "ambiguous",
            Fault::Duplicate => "duplicate",
            Fault::LeaseExpiry => "lease expiry",
            Fault::LostRequest => "lost request",
            Fault::LostResponse => "lost response",
            Fault::Eviction => "eviction",
            Fault::ClockJump => "clock jump",
        }
    }

    /// What it does, in a sentence of plain words.
    pub fn meaning(self) -> &'static str {
        match self {
            Fault::Crash => "a process dies and starts again; its memory is gone, and its message comes again",
            Fault::Unavailable => "a resource refuses an operation, and nothing is done",
            Fault::Ambiguous => "a write or send gets no answer; it was done, or it was not",
            Fault::Duplicate => "a queue holds one more copy of a message",
            Fault::LeaseExpiry => "a message comes again, while its worker still works on it",
            Fault::LostRequest => "a request is lost, and the caller gets no answer",
            Fault::LostResponse => "a response is lost; the service has done its work",
            Fault::Eviction => "a store forgets an item whose time to live has passed",
            Fault::ClockJump => "the clock moves on",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How many faults of each kind: what a run may have, or what it has had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counts([u8; 9]);

impl Counts {
    /// How many of this kind.
    pub fn of(self, fault: Fault) -> u8 {
        self.0[fault as usize]
    }

    /// How many of all kinds.
    pub fn total(self) -> u32 {
        self.0.iter().map(|count| u32::from(*count)).sum()
    }

    pub(crate) fn set(&mut self, fault: Fault, count: u8) {
        self.0[fault as usize] = count;
    }

    /// One more of this kind.
    #[must_use]
    pub fn and(mut self, fault: Fault) -> Self {
        self.0[fault as usize] = self.0[fault as usize].saturating_add(1);
        self
    }

    /// All counts that are not more in any kind, without this one itself.
    pub(crate) fn below(self) -> Vec<Counts> {
        let mut all = vec![Counts::default()];
        for (kind, most) in self.0.iter().enumerate().filter(|(_, most)| **most > 0) {
            let more = all.iter().flat_map(|counts| {
                (1..=*most).map(move |count| {
                    let mut counts = *counts;
                    counts.0[kind] = count;
                    counts
                })
            });
            let more: Vec<_> = more.collect();
            all.extend(more);
        }
        all.retain(|counts| *counts != self);
        all
    }

    pub(crate) fn pack(self) -> u128 {
        let mut bytes = [0; 16];
        bytes[..9].copy_from_slice(&self.0);
        u128::from_le_bytes(bytes)
    }
}

/// How much may go wrong in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// The most of each kind.
    pub each: Counts,
    /// The most of all kinds together; none means the sum of [`each`](Budget::each).
    pub together: Option<u32>,
}

impl Budget {
    /// The most of all kinds together.
    pub fn total(self) -> u32 {
        self.together.unwrap_or(u32::MAX).min(self.each.total())
    }

    /// True where one more of this kind may happen after `used`.
    pub fn allows(self, used: Counts, fault: Fault) -> bool {
        used.of(fault) < self.each.of(fault) && used.total() < self.total()
    }
}
