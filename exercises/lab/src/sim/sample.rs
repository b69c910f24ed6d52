//! A search trusts that a handler does the same again. So where it found nothing, some whole runs are made beside it with real
//! futures and no memo, and must go the same way.

use crate::report::Effort;
use crate::scenario::Scenario;

use super::cheapest::Run;
use super::guard::Oddity;
use super::locals::Local;
use super::machine::Machine;
use super::moves::{Move, Plan};
use super::search::Search;
use super::state::{Breach, State, Status};
use super::walk::Dice;

/// The most runs.
const RUNS: u64 = 64;

/// How often a step is a fault, while the budget lasts: one in so many.
const FAULT_ONE_IN: usize = 4;

/// A run that goes another way than the search believed, if one of a sample does. It takes no longer than the search did.
pub(crate) fn disagreement(search: &mut Search<'_>, scenario: &Scenario, effort: &Effort) -> Option<Run> {
    let mut steps = 100 + effort.states;
    for seed in 0..RUNS {
        let mut beside = Beside::new(&mut search.machine, scenario, seed);
        if let Some(breach) = beside.run(steps) {
            return Some(Run { moves: beside.moves, breach });
        }
        steps = steps.checked_sub(beside.moves.len() as u64)?;
    }
    None
}

/// One run, made with the histories that a search knows, and again with handlers that really run.
struct Beside<'m, 's> {
    known: &'m mut Machine<'s>,
    fresh: Machine<'m>,
    dice: Dice,
    moves: Vec<Move>,
}

impl<'m, 's> Beside<'m, 's> {
    fn new(known: &'m mut Machine<'s>, scenario: &'m Scenario, seed: u64) -> Self {
        Beside {
            known,
            fresh: Machine::new(Plan::new(scenario, scenario.budget(), true), false),
            dice: Dice::new(seed),
            moves: Vec::new(),
        }
    }

    fn run(&mut self, most: u64) -> Option<Breach> {
        let (mut known, mut fresh) = (self.known.start(), self.fresh.start());
        while self.moves.len() as u64 <= most {
            if let Some(breach) = self.difference(&known, &fresh) {
                return Some(breach);
            }
            let chosen = self.choose(&known)?;
            self.moves.push(chosen);
            known = self.known.take(&known, chosen);
            fresh = self.fresh.take(&fresh, chosen);
        }
        None
    }

    fn choose(&mut self, state: &State) -> Option<Move> {
        let (mut normal, mut faults) = (Vec::new(), Vec::new());
        self.known.plan.normal(state, &self.known.locals, &mut normal);
        self.known.plan.faults(state, &self.known.locals, &mut faults);
        let fault = normal.is_empty() || self.dice.below(FAULT_ONE_IN) == 0;
        let moves = if fault && !faults.is_empty() { faults } else { normal };
        (!moves.is_empty()).then(|| moves[self.dice.below(moves.len())])
    }

    fn difference(&self, known: &State, fresh: &State) -> Option<Breach> {
        (0..known.processes.len()).find_map(|process| {
            let before = next(self.known, known, process);
            let now = next(&self.fresh, fresh, process);
            let step = before.as_ref().or(now.as_ref())?.depth + 1;
            let odd = match (before, now) {
                (Some(before), Some(now)) if before.next.is_same(&now.next) => {
                    if before.memory.hash() == now.memory.hash() {
                        return None;
                    }
                    ("to remember one thing".into(), "to remember another".into())
                }
                (Some(before), Some(now)) => before.next.words_beside(&now.next),
                (before, now) => {
                    let words = |local: Option<&Local>| local.map_or("end".into(), |local| local.next.words());
                    (words(before), words(now))
                }
            };
            let (before, now) = odd;
            Some(Breach::Odd(process as u8, Oddity::NotRepeatable { before, now, step }))
        })
    }
}

fn next<'m>(machine: &'m Machine<'_>, state: &State, process: usize) -> Option<&'m Local> {
    match state.processes[process].status {
        Status::Running { local, .. } | Status::Waiting { local, .. } => Some(machine.locals.get(local)),
        _ => None,
    }
}
