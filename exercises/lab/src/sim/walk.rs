//! One long seeded run, for what only many messages show: bounds on what is kept.

use crate::report::Effort;
use crate::scenario::Scenario;

use super::cheapest::Run;
use super::machine::Machine;
use super::moves::Plan;
use super::state::{Breach, State};

/// SplitMix64, enough to choose moves. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is at least 1; the bias of the remainder does not matter here.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// How often a step of a long run is a fault, while the budget lasts: one in so many.
const FAULT_ONE_IN: usize = 16;

/// Makes one run by dice, to its end or to the first breach.
pub(crate) fn walk(scenario: &Scenario, seed: u64) -> (Effort, Option<Run>, State) {
    let mut machine = Machine::new(Plan::new(scenario, scenario.budget(), true), false);
    let mut state = machine.start();
    let mut dice = Dice::new(seed);
    let (mut normal, mut faults) = (Vec::new(), Vec::new());
    let mut taken = Vec::new();
    let breach = loop {
        if let Some(breach) = &state.breach {
            break Some((**breach).clone());
        }
        machine.plan.normal(&state, &machine.locals, &mut normal);
        if normal.is_empty() {
            break machine.judge_quiet(&state);
        }
        machine.plan.faults(&state, &machine.locals, &mut faults);
        let moves = if !faults.is_empty() && dice.below(FAULT_ONE_IN) == 0 { &faults } else { &normal };
        let chosen = moves[dice.below(moves.len())];
        taken.push(chosen);
        state = machine.take(&state, chosen);
        if taken.len() as u64 > scenario.limits.states {
            break Some(Breach::Stuck(format!("after {} steps there is still something to do", taken.len())));
        }
    };
    let effort = Effort {
        executions: 1,
        states: taken.len() as u64 + 1,
        gates: taken.len() as u64,
        handler_runs: machine.locals.runs,
        redelivery_cap: scenario.redelivery_cap(),
        limit: None,
    };
    (effort, breach.map(|breach| Run { moves: taken, breach }), state)
}
