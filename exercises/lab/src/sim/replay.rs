//! Names a run by where it leaves the canonical schedule, and finds it again, also after the code has changed.
//!
//! The canonical schedule has no fault and no needless switch: who ran last goes on, else the first who can. A deviation says
//! after which step of which process it comes, and what happens instead, so a change elsewhere in the code leaves it alone.

mod bits;

use std::collections::BTreeSet;
use std::fmt;

use crate::fault::Fault;
use crate::scenario::Scenario;

use super::machine::Machine;
use super::moves::{Move, Plan};
use super::port::Next;
use super::state::State;
use bits::Bits;

/// Why a replay id cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplayError {
    /// It is no replay id; what is wrong with it.
    Malformed(String),
    /// It is the id of a run of another scenario, or of this one before its test was changed.
    OtherScenario,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplayError::Malformed(what) => write!(f, "not a replay id: {what}"),
            ReplayError::OtherScenario => f.write_str("the replay id belongs to another scenario"),
        }
    }
}

impl std::error::Error for ReplayError {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Deviation {
    /// After this many steps of this process; none before the first step of all.
    after: Option<(u8, u32)>,
    chosen: Move,
    /// The gate of the process that acts, as an index into [`GATES`].
    gate: u8,
}

const GATES: [&str; 16] = [
    "",
    "load",
    "query",
    "create",
    "replace",
    "put",
    "delete",
    "batch",
    "send",
    "get blob",
    "put blob",
    "delete blob",
    "call",
    "now",
    "pick",
    "end",
];

fn gate_of(machine: &Machine<'_>, state: &State, chosen: Move) -> u8 {
    let next = chosen.process().and_then(|process| machine.next(state, process));
    let verb = match next {
        Some(Next::Gate(op, _)) => op.verb(),
        Some(Next::Done(_)) => "end",
        _ => "",
    };
    GATES.iter().position(|known| *known == verb).unwrap_or(0) as u8
}

/// Counts the steps of each process.
#[derive(Default)]
struct Steps(Vec<u32>);

impl Steps {
    fn trigger(&self, state: &State) -> Option<(u8, u32)> {
        state.last.map(|last| (last, self.0.get(last as usize).copied().unwrap_or(0)))
    }

    fn count(&mut self, chosen: Move) {
        let Some(process) = chosen.process() else { return };
        if self.0.len() <= process as usize {
            self.0.resize(process as usize + 1, 0);
        }
        self.0[process as usize] += 1;
    }
}

/// The short name of a run.
pub(crate) fn name(scenario: &Scenario, moves: &[Move]) -> String {
    let mut machine = Machine::new(Plan::new(scenario, scenario.budget(), true), false);
    let mut state = machine.start();
    let (mut steps, mut normal, mut bits) = (Steps::default(), Vec::new(), Bits::default());
    bits.push(u32::from(scenario.hash()), 16);
    for chosen in moves {
        machine.plan.normal(&state, &machine.locals, &mut normal);
        if normal.first() != Some(chosen) {
            let gate = gate_of(&machine, &state, *chosen);
            bits.deviation(Deviation { after: steps.trigger(&state), chosen: *chosen, gate });
        }
        steps.count(*chosen);
        state = machine.take(&state, *chosen);
    }
    bits.text()
}

/// A run found again.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    pub(crate) moves: Vec<Move>,
    /// What of it does not happen any more, in words.
    pub(crate) missing: Vec<String>,
}

/// Follows a replay id as far as the code still goes that way, and on to a breach or the end.
pub(crate) fn follow(scenario: &Scenario, id: &str) -> Result<Followed, ReplayError> {
    let mut deviations = read(scenario, id)?.into_iter().peekable();
    let mut machine = Machine::new(Plan::new(scenario, scenario.budget(), true), false);
    // Not reduced: a run that a person chose may hold what the search leaves out.
    let whole = Plan::new(scenario, scenario.budget(), false);
    let mut state = machine.start();
    let (mut steps, mut normal, mut all, mut faults) = (Steps::default(), Vec::new(), Vec::new(), Vec::new());
    let (mut moves, mut missing, mut gates) = (Vec::new(), Vec::new(), Gates::default());
    (0..state.processes.len()).for_each(|process| gates.see(&machine, &state, process as u8));
    while state.breach.is_none() && (moves.len() as u64) < scenario.limits.states {
        machine.plan.normal(&state, &machine.locals, &mut normal);
        let due = deviations.next_if(|deviation| deviation.after == steps.trigger(&state));
        let chosen = match due {
            None => normal.first().copied(),
            Some(deviation) => {
                whole.normal(&state, &machine.locals, &mut all);
                whole.faults(&state, &machine.locals, &mut faults);
                let possible = all.contains(&deviation.chosen) || faults.contains(&deviation.chosen);
                if !possible || gate_of(&machine, &state, deviation.chosen) != deviation.gate {
                    missing.push(deviation);
                    continue;
                }
                Some(deviation.chosen)
            }
        };
        let Some(chosen) = chosen else { break };
        steps.count(chosen);
        moves.push(chosen);
        state = machine.take(&state, chosen);
        (0..state.processes.len()).for_each(|process| gates.see(&machine, &state, process as u8));
    }
    if state.breach.is_none() {
        missing.extend(deviations);
    }
    let missing = missing.into_iter().map(|deviation| words(scenario, deviation, &gates)).collect();
    Ok(Followed { moves, missing })
}

/// The gates at which each process stood in a run: an id knows only their kinds.
#[derive(Default)]
struct Gates(BTreeSet<(u8, &'static str, String)>);

impl Gates {
    fn see(&mut self, machine: &Machine<'_>, state: &State, process: u8) {
        if let Some(Next::Gate(op, _)) = machine.next(state, process) {
            self.0.insert((process, op.verb(), op.label()));
        }
    }

    /// The gate in full, where the process stood at one or two of this kind, else the kind.
    fn full(&self, process: Option<u8>, kind: &str) -> String {
        let known = self.0.iter().filter(|(who, verb, _)| Some(*who) == process && *verb == kind);
        match known.map(|(_, _, label)| label.as_str()).collect::<Vec<_>>()[..] {
            [one] => format!("`{one}`"),
            [one, two] => format!("`{one}` or `{two}`"),
            _ => format!("`{kind}`"),
        }
    }
}

fn words(scenario: &Scenario, deviation: Deviation, gates: &Gates) -> String {
    let names = scenario.process_names();
    let name = |process: u8| names.get(process as usize).map_or("?", |name| &**name);
    let who = deviation.chosen.process().map_or("?", name);
    let gate = match GATES[deviation.gate as usize] {
        "" => "its work".to_string(),
        gate => gates.full(deviation.chosen.process(), gate),
    };
    let what = match deviation.chosen.fault() {
        None => format!("the turn of {who} at {gate}"),
        Some(Fault::Crash) => format!("the crash of {who} before {gate}"),
        Some(Fault::Unavailable) => format!("the refusal of {gate} of {who}"),
        Some(Fault::Ambiguous) => format!("the missing answer to {gate} of {who}"),
        Some(fault @ (Fault::LostRequest | Fault::LostResponse)) => format!("the {fault} of {who}"),
        Some(fault) => format!("the {fault}"),
    };
    let after =
        deviation.after.map(|(process, step)| format!(" after step {step} of {}", name(process))).unwrap_or_default();
    format!("{what}{after} no longer happens: your change altered this")
}

fn read(scenario: &Scenario, id: &str) -> Result<Vec<Deviation>, ReplayError> {
    let mut bits = Bits::parse(id)?;
    if bits.take(16)? != u32::from(scenario.hash()) {
        return Err(ReplayError::OtherScenario);
    }
    let mut deviations = Vec::new();
    while !bits.is_over() {
        deviations.push(bits.read_deviation()?);
    }
    Ok(deviations)
}

/// The canonical run.
pub(crate) fn canonical(scenario: &Scenario) -> Vec<Move> {
    let bits = {
        let mut bits = Bits::default();
        bits.push(u32::from(scenario.hash()), 16);
        bits
    };
    follow(scenario, &bits.text()).map(|followed| followed.moves).unwrap_or_default()
}
