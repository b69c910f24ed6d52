//! The search for the smallest failing run: fewest faults, then fewest context switches, then fewest steps.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::fault::Budget;
use crate::scenario::Scenario;

use super::machine::Machine;
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

/// The smallest run that breaks something within `budget`, if any is found before `most_states` states.
pub(crate) fn cheapest(scenario: &Scenario, budget: Budget, most_states: u64) -> Option<Run> {
    let plan = Plan::new(scenario, budget, true);
    let mut keys = Keys::new(plan.ranges.clone(), None, true);
    let mut machine = Machine::new(plan, true);
    let mut best: HashMap<u128, Cost, ByKey> = HashMap::default();
    let mut heap = BinaryHeap::new();
    let start = machine.start();
    let mut all = vec![Found { before: None, by: Move::Jump, cost: (0, 0, 0), state: Some(Box::new(start)) }];
    heap.push(Reverse(((0, 0, 0), 0)));
    let (mut normal, mut faults) = (Vec::new(), Vec::new());
    while let Some(Reverse((cost, at))) = heap.pop() {
        let state = all[at].state.take().expect("each is taken up once");
        let key = keys.of(&state, &machine.locals);
        let key = keys.with_faults(key, state.used);
        if best.get(&key).is_some_and(|known| *known < cost) {
            continue;
        }
        let breach = state.breach.as_deref().cloned();
        machine.plan.normal(&state, &machine.locals, &mut normal);
        let breach = breach.or_else(|| if normal.is_empty() { machine.judge_quiet(&state) } else { None });
        if let Some(breach) = breach {
            return Some(Run { moves: path(&all, at), breach });
        }
        if all.len() as u64 > most_states {
            return None;
        }
        machine.plan.faults(&state, &machine.locals, &mut faults);
        for chosen in normal.drain(..).chain(faults.drain(..)) {
            let next = machine.take(&state, chosen);
            let switch = chosen.process().is_some() && state.last.is_some() && chosen.process() != state.last;
            let cost = (next.used.total(), cost.1 + u32::from(switch), cost.2 + 1);
            let key = keys.of(&next, &machine.locals);
            if next.used.below().iter().any(|used| best.contains_key(&keys.with_faults(key, *used))) {
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
