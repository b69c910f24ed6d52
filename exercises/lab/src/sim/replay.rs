//! Names a run by where it leaves the canonical schedule, and finds it again, also after the code has changed.
//!
//! The canonical schedule has no fault and no needless switch: who ran last goes on, else the first who can. A deviation says
//! after which step of which process it comes, and what happens instead, so a change elsewhere in the code leaves it alone.

use std::fmt;

use crate::fault::Fault;
use crate::scenario::Scenario;

use super::machine::Machine;
use super::moves::{Move, Plan, Way};
use super::port::Next;
use super::state::State;

/// Crockford's base 32, in lower case: no letter that is taken for a digit.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

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
    let mut state = machine.start();
    let (mut steps, mut normal, mut faults) = (Steps::default(), Vec::new(), Vec::new());
    let (mut moves, mut missing) = (Vec::new(), Vec::new());
    while state.breach.is_none() && (moves.len() as u64) < scenario.limits.states {
        machine.plan.normal(&state, &machine.locals, &mut normal);
        let due = deviations.next_if(|deviation| deviation.after == steps.trigger(&state));
        let chosen = match due {
            None => normal.first().copied(),
            Some(deviation) => {
                machine.plan.faults(&state, &machine.locals, &mut faults);
                let possible = normal.contains(&deviation.chosen) || faults.contains(&deviation.chosen);
                if !possible || gate_of(&machine, &state, deviation.chosen) != deviation.gate {
                    missing.push(words(scenario, deviation));
                    continue;
                }
                Some(deviation.chosen)
            }
        };
        let Some(chosen) = chosen else { break };
        steps.count(chosen);
        moves.push(chosen);
        state = machine.take(&state, chosen);
    }
    if state.breach.is_none() {
        missing.extend(deviations.map(|deviation| words(scenario, deviation)));
    }
    Ok(Followed { moves, missing })
}

fn words(scenario: &Scenario, deviation: Deviation) -> String {
    let names = scenario.process_names();
    let name = |process: u8| names.get(process as usize).map_or("?", |name| &**name);
    let who = deviation.chosen.process().map_or("?", name);
    let gate = match GATES[deviation.gate as usize] {
        "" => "its work",
        gate => gate,
    };
    let what = match deviation.chosen.fault() {
        None => format!("the turn of {who} at `{gate}`"),
        Some(Fault::Crash) => format!("the crash of {who} before `{gate}`"),
        Some(Fault::Unavailable) => format!("the refusal of `{gate}` of {who}"),
        Some(Fault::Ambiguous) => format!("the missing answer to `{gate}` of {who}"),
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

/// A row of bits, first to last.
#[derive(Default)]
struct Bits {
    bits: Vec<bool>,
    at: usize,
}

impl Bits {
    fn push(&mut self, value: u32, width: u32) {
        self.bits.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    }

    /// Small numbers in few bits: groups of three, each with a bit that says whether another follows.
    fn push_number(&mut self, mut value: u32) {
        while value >= 8 {
            self.push(1, 1);
            self.push(value & 7, 3);
            value >>= 3;
        }
        self.push(0, 1);
        self.push(value, 3);
    }

    fn take(&mut self, width: u32) -> Result<u32, ReplayError> {
        let mut value = 0;
        for _ in 0..width {
            let bit = self.bits.get(self.at).ok_or_else(|| ReplayError::Malformed("it is too short".into()))?;
            value = value << 1 | u32::from(*bit);
            self.at += 1;
        }
        Ok(value)
    }

    fn take_number(&mut self) -> Result<u32, ReplayError> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let more = self.take(1)?;
            value |= self.take(3)? << shift;
            shift += 3;
            if more == 0 {
                return Ok(value);
            }
            if shift > 24 {
                return Err(ReplayError::Malformed("a number in it is too large".into()));
            }
        }
    }

    /// True where only what fills the last letter is left.
    fn is_over(&self) -> bool {
        let rest = &self.bits[self.at..];
        rest.len() < 5 && rest.iter().all(|bit| *bit)
    }

    fn text(mut self) -> String {
        while !self.bits.len().is_multiple_of(5) {
            self.bits.push(true);
        }
        let digit = |five: &[bool]| five.iter().fold(0, |value, bit| value << 1 | usize::from(*bit));
        let digits: Vec<u8> = self.bits.chunks(5).map(|five| DIGITS[digit(five)]).collect();
        let groups: Vec<_> = digits.chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
        groups.join("-")
    }

    fn parse(id: &str) -> Result<Bits, ReplayError> {
        let mut bits = Bits::default();
        for letter in id.trim().chars().filter(|letter| *letter != '-') {
            let known = DIGITS.iter().position(|digit| char::from(*digit) == letter.to_ascii_lowercase());
            let value = known.ok_or_else(|| ReplayError::Malformed(format!("`{letter}` is no letter of one")))?;
            bits.push(value as u32, 5);
        }
        Ok(bits)
    }

    fn deviation(&mut self, deviation: Deviation) {
        let (tag, a, b) = parts(deviation.chosen);
        self.push(u32::from(tag), 4);
        self.push_number(u32::from(a));
        if has_second(tag) {
            self.push_number(u32::from(b));
        }
        self.push(u32::from(deviation.gate), 4);
        match deviation.after {
            None => self.push(0, 1),
            Some((process, step)) => {
                self.push(1, 1);
                self.push_number(u32::from(process));
                self.push_number(step);
            }
        }
    }

    fn read_deviation(&mut self) -> Result<Deviation, ReplayError> {
        let tag = self.take(4)? as u8;
        let small = |number: u32| {
            u8::try_from(number).map_err(|_| ReplayError::Malformed("a number in it is too large".into()))
        };
        let a = small(self.take_number()?)?;
        let b = if has_second(tag) { small(self.take_number()?)? } else { 0 };
        let gate = self.take(4)? as u8;
        let after = match self.take(1)? {
            0 => None,
            _ => Some((small(self.take_number()?)?, self.take_number()?)),
        };
        let chosen = whole(tag, a, b).ok_or_else(|| ReplayError::Malformed("it names no step".into()))?;
        Ok(Deviation { after, chosen, gate })
    }
}

const WAYS: [Way; 5] = [Way::Well, Way::Refused, Way::Done, Way::NotDone, Way::Lost];

fn has_second(tag: u8) -> bool {
    !matches!(tag, 5 | 6 | 11)
}

fn parts(chosen: Move) -> (u8, u8, u8) {
    match chosen {
        Move::Pass { process, way } => (0, process, WAYS.iter().position(|known| *known == way).unwrap_or(0) as u8),
        Move::Pick { process, to } => (1, process, to),
        Move::Serve { process, worker } => (2, process, worker),
        Move::Answer { process, heard } => (3, process, u8::from(heard)),
        Move::Receive { process, entry } => (4, process, entry),
        Move::Finish { process } => (5, process, 0),
        Move::Crash { process } => (6, process, 0),
        Move::Expire { queue, entry } => (7, queue, entry),
        Move::Duplicate { queue, entry } => (8, queue, entry),
        Move::Replay { queue, consumed } => (9, queue, consumed),
        Move::Evict { store, item } => (10, store, item),
        Move::Jump => (11, 0, 0),
    }
}

fn whole(tag: u8, a: u8, b: u8) -> Option<Move> {
    Some(match tag {
        0 => Move::Pass { process: a, way: *WAYS.get(b as usize)? },
        1 => Move::Pick { process: a, to: b },
        2 => Move::Serve { process: a, worker: b },
        3 => Move::Answer { process: a, heard: b == 1 },
        4 => Move::Receive { process: a, entry: b },
        5 => Move::Finish { process: a },
        6 => Move::Crash { process: a },
        7 => Move::Expire { queue: a, entry: b },
        8 => Move::Duplicate { queue: a, entry: b },
        9 => Move::Replay { queue: a, consumed: b },
        10 => Move::Evict { store: a, item: b },
        11 => Move::Jump,
        _ => return None,
    })
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
