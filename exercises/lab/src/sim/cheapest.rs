//! The search for the smallest failing run: fewest faults, then fewest context switches, then fewest steps.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::fault::Budget;
use crate::scenario::Scenario;

use super::machine::Machine;
use super::memory::Memory;
use super::moves::{Move, Plan};
use super::search::ByKey;
use super::state::{Breach, Keys, State};

/// Faults, context switches, steps.
type Cost = (u32, u32, u32);

/// A run that breaks something.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) moves: Vec<Move>,
    pub(crate) breach: Breach,
}

struct Found {
    before: Option<usize>,
    by: Move,
    cost: Cost,
    state: Option<Box<State>>,
}

impl Found {
    fn start(machine: &mut Machine<'_>) -> Self {
        Found { before: None, by: Move::Jump, cost: (0, 0, 0), state: Some(Box::new(machine.start())) }
    }
}

/// The smallest run that breaks something within `budget`, if any is found before `most_states` states
/// and before the scenario's limit of memory.
pub(crate) fn cheapest(scenario: &Scenario, budget: Budget, most_states: u64, exact: bool) -> Option<Run> {
    let plan = Plan::new(scenario, budget, true);
    let mut keys = Keys::new(plan.ranges.clone(), None, true).exact(exact);
    let mut machine = Machine::new(plan, true);
    let memory = Memory::start();
    let mut best: HashMap<u128, Cost, ByKey> = HashMap::default();
    let mut heap = BinaryHeap::new();
    let mut all = vec![Found::start(&mut machine)];
    heap.push(Reverse(((0, 0, 0), 0)));
    let (mut normal, mut faults) = (Vec::new(), Vec::new());
    while let Some(Reverse((cost, at))) = heap.pop() {
        let state = all[at].state.take().expect("each is taken up once");
        let key = keys.of(&state, &machine.locals);
        if best.get(&keys.with_faults(key, state.used)).is_some_and(|known| *known < cost) {
            continue;
        }
        if let Some(breach) = breach_at(&machine, &state, &mut normal) {
            return Some(Run { moves: path(&all, at), breach });
        }
        let tables = all.capacity() * size_of::<Found>() + best.capacity() * 36 + heap.capacity() * 24;
        if all.len() as u64 > most_states || memory.used(&machine, tables) >= scenario.limits.memory_bytes {
            return None;
        }
        machine.plan.faults(&state, &machine.locals, &mut faults);
        for chosen in normal.drain(..).chain(faults.drain(..)) {
            let next = machine.take(&state, chosen);
            let switch = chosen.process().is_some() && state.last.is_some() && chosen.process() != state.last;
            let cost = (next.used.total(), cost.1 + u32::from(switch), cost.2 + 1);
            let key = keys.of(&next, &machine.locals);
            if is_endless(&next) || keys.with_fewer_faults(key, next.used).iter().any(|key| best.contains_key(key)) {
                continue;
            }
            let key = keys.with_faults(key, next.used);
            if best.get(&key).is_none_or(|known| cost < *known) {
                best.insert(key, cost);
                heap.push(Reverse((cost, all.len())));
                all.push(Found { before: Some(at), by: chosen, cost, state: Some(Box::new(next)) });
            }
        }
    }
    None
}

/// Some run that breaks something with the fewest faults, found as the search found it: where the smallest is too far away.
pub(crate) fn first(scenario: &Scenario, budget: Budget, most_states: u64, exact: bool) -> Option<Run> {
    let plan = Plan::new(scenario, budget, true);
    let mut keys = Keys::new(plan.ranges.clone(), None, false).exact(exact);
    let mut machine = Machine::new(plan, true);
    let mut seen: HashSet<u128, ByKey> = HashSet::default();
    let mut levels = vec![Vec::new(); budget.total() as usize + 1];
    let mut all = vec![Found::start(&mut machine)];
    levels[0].push(0);
    let (mut normal, mut faults) = (Vec::new(), Vec::new());
    while let Some(at) = levels.iter_mut().find_map(Vec::pop) {
        let state = all[at].state.take().expect("each is taken up once");
        if let Some(breach) = breach_at(&machine, &state, &mut normal) {
            let moves = path(&all, at);
            return Some(Run { moves, breach });
        }
        if all.len() as u64 > most_states {
            return None;
        }
        machine.plan.faults(&state, &machine.locals, &mut faults);
        // The canonical choice is found last, and so taken up first.
        for chosen in faults.drain(..).rev().chain(normal.drain(..).rev()) {
            let next = machine.take(&state, chosen);
            let key = keys.of(&next, &machine.locals);
            if is_endless(&next) || keys.with_fewer_faults(key, next.used).iter().any(|key| seen.contains(key)) {
                continue;
            }
            if seen.insert(keys.with_faults(key, next.used)) {
                levels[next.used.total() as usize].push(all.len());
                all.push(Found {
                    before: Some(at),
                    by: chosen,
                    cost: (next.used.total(), 0, all[at].cost.2 + 1),
                    state: Some(Box::new(next)),
                });
            }
        }
    }
    None
}

/// True where a message goes round and round: a limit, and no breach.
fn is_endless(state: &State) -> bool {
    matches!(state.breach.as_deref(), Some(Breach::Endless(_)))
}

/// What is broken in a state, if anything; `normal` gets what may happen next without a fault.
fn breach_at(machine: &Machine<'_>, state: &State, normal: &mut Vec<Move>) -> Option<Breach> {
    machine.plan.normal(state, &machine.locals, normal);
    match &state.breach {
        Some(breach) => Some((**breach).clone()),
        None if normal.is_empty() => machine.judge_quiet(state),
        None => None,
    }
}

fn path(all: &[Found], to: usize) -> Vec<Move> {
    let mut moves = Vec::with_capacity(all[to].cost.2 as usize);
    let mut at = to;
    while let Some(before) = all[at].before {
        moves.push(all[at].by);
        at = before;
    }
    moves.reverse();
    moves
}
