//! The whole system at one moment, and the key by which two moments are the same.

use std::sync::Arc;

use crate::fault::Counts;
use crate::hash::Mix;
use crate::infra::{Infra, Receipt};
use crate::op::Name;
use crate::rule::Judge;
use crate::tally::Tally;

use super::guard::Oddity;
use super::locals::{LocalId, Locals};
use super::port::Volatile;

/// What a running handler was started for.
#[derive(Clone, Debug)]
pub(crate) enum Holds {
    /// A client's script.
    Nothing,
    /// A delivery from this queue, to be acknowledged.
    Delivery { queue: Name, receipt: Arc<Receipt> },
    /// A request; the process that waits for the response, unless it died.
    Caller(Option<u8>),
}

/// What a process does.
#[derive(Clone, Debug)]
pub(crate) enum Status {
    /// It waits for work.
    Idle,
    /// It is at a gate, or at the end of its handler. `crashable`: it has done something that a crash would leave behind.
    Running { local: LocalId, holds: Holds, crashable: bool },
    /// Its request is with this process.
    Waiting { local: LocalId, holds: Holds, callee: u8 },
    /// Its script is over.
    Ended,
}

/// One process.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) status: Status,
    pub(crate) memory: Volatile,
    _tally: Tally,
}

impl Process {
    pub(crate) fn new(status: Status, memory: Volatile) -> Process {
        Process { status, memory, _tally: Tally::of(size_of::<Process>() + COUNTS) }
    }
}

/// What an `Arc` counts with, and an allocation adds.
pub(crate) const COUNTS: usize = 24;

/// A promise that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Breach {
    /// A rule of the scenario.
    Rule(crate::rule::Broken),
    /// [`PROGRESS`](crate::PROGRESS).
    Stuck(String),
    /// A message that comes again and again, each time because somebody else had written first: more than the search follows.
    Endless(String),
    /// A guard; the process that did it.
    Odd(u8, Oddity),
}

/// The whole system at one moment.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) infra: Infra,
    /// Shared with the state before, but for the one that made the step.
    pub(crate) processes: Vec<Arc<Process>>,
    pub(crate) used: Counts,
    pub(crate) judge: Judge,
    /// Who made the last step; none at the start.
    pub(crate) last: Option<u8>,
    pub(crate) breach: Option<Arc<Breach>>,
    pub(crate) _tally: Tally,
}

impl State {
    /// Sets what a process does; its memory stays.
    pub(crate) fn turn(&mut self, process: usize, status: Status) {
        let memory = self.processes[process].memory.clone();
        self.processes[process] = Arc::new(Process::new(status, memory));
    }
}

/// A part of the key that can be left out, to prove that the proof notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Stores, queues, blob stores and the clock.
    Infrastructure,
    /// What each process works on.
    Input,
    /// What each handler was answered.
    Answers,
    /// The volatile memory of each process.
    Memory,
    /// Which faults have happened.
    Faults,
    /// What the rules remember.
    Rules,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 6] =
        [Part::Infrastructure, Part::Input, Part::Answers, Part::Memory, Part::Faults, Part::Rules];
}

/// Makes keys. `pools` holds the range of processes of each pool: within it, processes are a multiset.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    pools: Vec<std::ops::Range<usize>>,
    without: Option<Part>,
    /// Whether who ran last makes a difference: for few context switches.
    with_last: bool,
    /// Whether each count of faults counts for itself, since rules look at it.
    exact: bool,
    mix: Mix,
    one: Mix,
    sorted: Vec<u128>,
}

impl Keys {
    pub(crate) fn new(pools: Vec<std::ops::Range<usize>>, without: Option<Part>, with_last: bool) -> Self {
        Keys { pools, without, with_last, ..Keys::default() }
    }

    /// Tells states apart that differ only in their faults.
    pub(crate) fn exact(mut self, exact: bool) -> Self {
        self.exact = exact;
        self
    }

    /// The keys of the same state after fewer faults: one of them can do all that this one can, since more may still go wrong.
    pub(crate) fn with_fewer_faults(&self, key: u128, used: Counts) -> Vec<u128> {
        let fewer = if self.exact { Vec::new() } else { used.below() };
        fewer.into_iter().map(|used| self.with_faults(key, used)).collect()
    }

    fn has(&self, part: Part) -> bool {
        self.without != Some(part)
    }

    /// The key of all but the faults that have happened.
    pub(crate) fn of(&mut self, state: &State, locals: &Locals) -> u128 {
        self.mix.clear();
        if self.has(Part::Infrastructure) {
            state.infra.mix(&mut self.mix);
        }
        if self.has(Part::Rules) {
            state.judge.mix(&mut self.mix);
        }
        self.mix.number(u64::from(state.breach.is_some()));
        for pool in self.pools.clone() {
            self.sorted.clear();
            for index in pool {
                let hash = self.process(state, index, locals);
                self.sorted.push(hash);
            }
            self.sorted.sort_unstable();
            for hash in &self.sorted {
                self.mix.hash(*hash);
            }
        }
        self.mix.finish()
    }

    /// The key with the faults that have happened.
    pub(crate) fn with_faults(&self, key: u128, used: Counts) -> u128 {
        if self.has(Part::Faults) {
            key ^ used.pack().wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
        } else {
            key
        }
    }

    fn process(&mut self, state: &State, index: usize, locals: &Locals) -> u128 {
        let process = &state.processes[index];
        let (tag, local) = match &process.status {
            Status::Idle => (0, None),
            Status::Ended => (1, None),
            Status::Running { local, holds, crashable } => {
                (2 + u64::from(*crashable) + 2 * held(state, holds), Some(*local))
            }
            Status::Waiting { local, holds, .. } => (2 + 64 * (1 + held(state, holds)), Some(*local)),
        };
        self.one.clear();
        self.one.number(tag);
        if let Some(local) = local.map(|id| locals.get(id)) {
            if self.has(Part::Input) {
                self.one.hash(local.input_hash).hash(if local.named { local.input.origin } else { 0 });
            }
            if self.has(Part::Answers) {
                self.one.hash(local.answers_hash);
            }
            if self.has(Part::Memory) {
                self.one.hash(local.input.memory.hash());
            }
        } else if self.has(Part::Memory) {
            self.one.hash(process.memory.hash());
        }
        if self.with_last {
            self.one.number(u64::from(state.last == Some(index as u8)));
        }
        self.one.finish()
    }
}

/// Whether anybody still waits for what a process does: its delivery is still leased to it (and how often that has failed), or
/// its caller lives.
fn held(state: &State, holds: &Holds) -> u64 {
    match holds {
        Holds::Nothing | Holds::Caller(None) => 0,
        Holds::Caller(Some(_)) => 1,
        Holds::Delivery { queue, receipt } => {
            let entries = state.infra.queue(queue);
            let at = entries.and_then(|entries| Some(&entries.entries()[entries.held(receipt)?]));
            at.map_or(0, |entry| 1 + u64::from(entry.strikes))
        }
    }
}
