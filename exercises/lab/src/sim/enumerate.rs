//! Plain enumeration: every run from its start, with real futures, without a key, a memo or any other reduction.
//!
//! It takes exponential time, so it is for tiny scenarios: it proves the search, and the bench measures against it.

use crate::fault::Budget;
use crate::scenario::Scenario;

use super::machine::Machine;
use super::moves::Plan;
use super::state::Breach;

/// What an enumeration came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enumerated {
    /// The fewest faults of a run that breaks something; none where none does.
    pub fewest_faults: Option<u32>,
    /// Runs made, each from its start.
    pub executions: u64,
    /// Gates passed, over all runs.
    pub gates: u64,
    /// False where `most` executions were made before the end, or a run does not end.
    pub complete: bool,
}

/// Makes every run of a scenario, up to `most` of them.
pub(crate) fn enumerate(scenario: &Scenario, budget: Budget, most: u64) -> Enumerated {
    let mut result = Enumerated { fewest_faults: None, executions: 0, gates: 0, complete: true };
    // For each step: which move was taken, and how many there were.
    let mut choices: Vec<(usize, usize)> = Vec::new();
    loop {
        if result.executions >= most {
            result.complete = false;
            return result;
        }
        result.executions += 1;
        match one(scenario, budget, &mut choices, &mut result.gates) {
            Ok(None) => (),
            Ok(Some(faults)) => {
                result.fewest_faults = Some(result.fewest_faults.map_or(faults, |known| known.min(faults)))
            }
            Err(Endless) => {
                result.complete = false;
                return result;
            }
        }
        while choices.last().is_some_and(|(taken, of)| taken + 1 == *of) {
            choices.pop();
        }
        match choices.last_mut() {
            Some((taken, _)) => *taken += 1,
            None => return result,
        }
    }
}

/// A run that is longer than the search follows.
struct Endless;

/// Makes one run by `choices`, and on by the first move each; returns its faults at the first breach.
///
/// A breach at a quiet moment does not end the run: what may still go wrong may follow.
fn one(
    scenario: &Scenario,
    budget: Budget,
    choices: &mut Vec<(usize, usize)>,
    gates: &mut u64,
) -> Result<Option<u32>, Endless> {
    let mut machine = Machine::new(Plan::new(scenario, budget, false), false);
    let mut state = machine.start();
    let (mut normal, mut faults) = (Vec::new(), Vec::new());
    let mut step = 0;
    loop {
        match state.breach.as_deref() {
            Some(Breach::Endless(_)) => return Err(Endless),
            Some(_) => return Ok(Some(state.used.total())),
            None => (),
        }
        machine.plan.normal(&state, &machine.locals, &mut normal);
        if normal.is_empty() && machine.judge_quiet(&state).is_some() {
            return Ok(Some(state.used.total()));
        }
        machine.plan.faults(&state, &machine.locals, &mut faults);
        normal.append(&mut faults);
        if normal.is_empty() {
            return Ok(None);
        }
        if step == choices.len() {
            choices.push((0, normal.len()));
        }
        state = machine.take(&state, normal[choices[step].0]);
        *gates += 1;
        step += 1;
    }
}
