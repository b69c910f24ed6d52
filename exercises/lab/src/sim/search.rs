//! The search for a proof: level of faults by level of faults, depth first within a level, each state once.

use std::cell::Cell;
use std::collections::HashSet;
use std::time::Instant;

use crate::fault::Budget;
use crate::hash::Mix;
use crate::report::Effort;
use crate::scenario::Scenario;
use crate::view::View;

use super::machine::Machine;
use super::memory::Memory;
use super::moves::{Move, Plan};
use super::state::{Breach, Keys, Part, State};

/// A hasher for keys that are hashes already.
#[derive(Clone, Copy, Default)]
pub(crate) struct Ready(u64);

impl std::hash::Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = Mix::new().text(&String::from_utf8_lossy(bytes)).finish() as u64;
    }

    fn write_u128(&mut self, value: u128) {
        self.0 = value as u64;
    }
}

/// Builds [`Ready`] hashers.
pub(crate) type ByKey = std::hash::BuildHasherDefault<Ready>;

/// What a search came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    /// No run breaks anything.
    Nothing,
    /// Some run with so many faults breaks something, and none with fewer.
    Breach { faults: u32 },
    /// No run reached a witness: its index.
    NoWitness(usize),
    /// A limit came first.
    Limit(String),
}

/// A search of a scenario within a budget of faults.
pub(crate) struct Search<'s> {
    pub(crate) machine: Machine<'s>,
    pub(crate) effort: Effort,
    keys: Keys,
    seen: HashSet<u128, ByKey>,
    levels: Vec<Vec<State>>,
    missing: Vec<usize>,
    /// True where a witness asked how many faults there were.
    asked: Cell<bool>,
    /// True where states are told apart by their faults, as rules do.
    pub(crate) exact: bool,
    /// What grew without an end in the run that was followed when a limit came, in words.
    pub(crate) growth: Option<String>,
    without: Option<Part>,
    started: Instant,
    memory: Memory,
}

impl<'s> Search<'s> {
    /// `without` leaves a part out of the key, which makes the search wrong on purpose.
    pub(crate) fn new(scenario: &'s Scenario, budget: Budget, without: Option<Part>) -> Self {
        let plan = Plan::new(scenario, budget, true);
        let keys = Keys::new(plan.ranges.clone(), without, false);
        Search {
            machine: Machine::new(plan, true),
            effort: Effort { redelivery_cap: scenario.redelivery_cap(), ..Effort::default() },
            keys,
            seen: HashSet::default(),
            levels: vec![Vec::new(); budget.total() as usize + 1],
            missing: (0..scenario.witnesses.len()).collect(),
            asked: Cell::new(false),
            exact: false,
            growth: None,
            without,
            started: Instant::now(),
            memory: Memory::start(),
        }
    }

    /// Searches to the end, to the first level with a breach, or to a limit.
    pub(crate) fn run(&mut self) -> Found {
        let found = self.once();
        let doubtful = match &found {
            Found::Nothing | Found::Breach { .. } => self.machine.asked.get(),
            Found::NoWitness(_) => self.machine.asked.get() || self.asked.get(),
            Found::Limit(_) => false,
        };
        if !doubtful {
            return found;
        }
        self.start_anew();
        self.once()
    }

    /// Somebody looks at how many faults there were, so from here on states are told apart by it.
    fn start_anew(&mut self) {
        self.exact = true;
        self.keys = Keys::new(self.machine.plan.ranges.clone(), self.without, false).exact(true);
        self.seen.clear();
        self.levels.iter_mut().for_each(Vec::clear);
        self.missing = (0..self.machine.plan.scenario.witnesses.len()).collect();
        self.effort = Effort { redelivery_cap: self.effort.redelivery_cap, ..Effort::default() };
    }

    fn once(&mut self) -> Found {
        let start = self.machine.start();
        self.found(start);
        let mut moves = Vec::new();
        for level in 0..self.levels.len() {
            while let Some(state) = self.levels[level].pop() {
                if let Some(Breach::Endless(seen)) = state.breach.as_deref() {
                    self.effort.limit = Some(seen.clone());
                    return Found::Limit(seen.clone());
                }
                if state.breach.is_some() || self.take_up(&state, &mut moves).is_some() {
                    self.effort.executions += u64::from(state.breach.is_some());
                    return Found::Breach { faults: level as u32 };
                }
                if let Some(limit) = self.limit() {
                    self.growth = growth(&state);
                    self.effort.limit = Some(limit.clone());
                    return Found::Limit(limit);
                }
            }
        }
        self.missing.first().map_or(Found::Nothing, |witness| Found::NoWitness(*witness))
    }

    /// Judges a state and finds the states after it.
    fn take_up(&mut self, state: &State, moves: &mut Vec<Move>) -> Option<Breach> {
        self.machine.plan.normal(state, &self.machine.locals, moves);
        if moves.is_empty() {
            self.effort.executions += 1;
            if let Some(breach) = self.machine.judge_quiet(state) {
                return Some(breach);
            }
        }
        // The canonical choice is found last, and so taken up first.
        for chosen in moves.drain(..).rev() {
            let next = self.machine.take(state, chosen);
            self.found(next);
        }
        self.machine.plan.faults(state, &self.machine.locals, moves);
        for chosen in moves.drain(..).rev() {
            let next = self.machine.take(state, chosen);
            self.found(next);
        }
        None
    }

    fn found(&mut self, state: State) {
        self.effort.gates += 1;
        self.look_for_witnesses(&state);
        let key = self.keys.of(&state, &self.machine.locals);
        let known = self.keys.with_fewer_faults(key, state.used).iter().any(|key| self.seen.contains(key));
        if !known && self.seen.insert(self.keys.with_faults(key, state.used)) {
            self.effort.states += 1;
            self.levels[state.used.total() as usize].push(state);
        } else {
            self.effort.executions += 1;
        }
        self.effort.handler_runs = self.machine.locals.runs;
    }

    fn look_for_witnesses(&mut self, state: &State) {
        let witnesses = &self.machine.plan.scenario.witnesses;
        let view = View::new(&state.infra, state.used).watched(&self.asked);
        self.missing.retain(|witness| !(witnesses[*witness].look)(&view));
    }

    fn limit(&self) -> Option<String> {
        let limits = self.machine.plan.scenario.limits;
        if self.effort.states >= limits.states {
            return Some(format!("{} states", limits.states));
        }
        let table = self.seen.capacity() * KEY_BYTES;
        if self.memory.used(&self.machine, table) >= limits.memory_bytes {
            return Some(self.memory.words(limits.memory_bytes));
        }
        // The clock is only a backstop, and looked at rarely.
        let late = self.effort.states.is_multiple_of(1024) && self.started.elapsed() > limits.time;
        late.then(|| format!("{} seconds", limits.time.as_secs()))
    }
}

/// A key and its mark in a table with room to spare, and half as much again for the smaller table from which it grew.
const KEY_BYTES: usize = 30;

/// So many messages to one queue, or writes of one item, are more than a scenario needs.
const MANY: u64 = 50;

/// What one run did without an end, if it looks like that: the search goes deep first, so such a run is the one at hand.
fn growth(state: &State) -> Option<String> {
    let sent = state.infra.queues().map(|(name, queue)| (queue.sent(), name));
    let written =
        state.infra.stores().flat_map(|(name, store)| store.writes().map(move |(key, count)| (count, name, key)));
    let (sent, written) = (sent.max(), written.max());
    match (sent, written) {
        (Some((count, queue)), _) if count >= MANY => Some(format!(
            "one run sends {count} messages to `{queue}` and goes on: look for a handler that sends itself messages \
             without an end"
        )),
        (_, Some((count, store, key))) if count >= MANY => Some(format!(
            "one run writes {key} in `{store}` {count} times and goes on: look for something that is written again and \
             again without an end"
        )),
        _ => None,
    }
}
