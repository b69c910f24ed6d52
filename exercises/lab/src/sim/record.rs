//! Tells a run as a story: the run is made again from its start, with real futures and no memo, and each step becomes a row.

mod describe;
mod lanes;
pub(crate) mod words;

use crate::fault::Fault;
use crate::report::{Change, LaneKind, Place, Row, RowKind, Story};
use crate::scenario::Scenario;

use super::guard::{Oddity, file};
use super::machine::Machine;
use super::moves::{Move, Plan};
use super::port::Next;
use super::state::{Breach, State};
use lanes::{Lane, Lanes};
use words::changes;

/// A run, told.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) story: Story,
    /// What broke; none if nothing did.
    pub(crate) breach: Option<Breach>,
    /// The faults in plain words.
    pub(crate) faults: Vec<String>,
    /// The short names of its UUIDs.
    pub(crate) ids: words::ShortIds,
    /// Conditional writes that were refused.
    pub(crate) conflicts: u64,
    /// Operations that went over the network.
    pub(crate) round_trips: u64,
    /// The state at the end.
    pub(crate) end: State,
}

/// A row whose columns have no names yet: what they are called depends on all of them.
struct Draft {
    row: Row,
    from: Lane,
    to: Option<Lane>,
    fault: Option<Fault>,
    changes: Vec<(Lane, Change)>,
}

impl Draft {
    fn of(row: Row, from: Lane, to: Option<Lane>) -> Self {
        Draft { row, from, to, fault: None, changes: Vec::new() }
    }
}

struct Recorder<'s> {
    machine: Machine<'s>,
    lanes: Lanes,
    rows: Vec<Draft>,
    conflicts: u64,
    round_trips: u64,
}

/// Makes a run again and tells it. `moves` are followed as far as they are possible.
pub(crate) fn tell(scenario: &Scenario, moves: &[Move]) -> Told {
    // Not reduced: a run that a person chose may need what the search leaves out.
    let machine = Machine::new(Plan::new(scenario, scenario.budget(), false), false);
    let lanes = Lanes::new(&machine.plan);
    let mut recorder = Recorder { machine, lanes, rows: Vec::new(), conflicts: 0, round_trips: 0 };
    let mut state = recorder.machine.start();
    for (index, chosen) in moves.iter().enumerate() {
        if state.breach.is_some() {
            break;
        }
        if !recorder.is_possible(&state, *chosen) {
            let seen = format!("step {} was possible", index + 1);
            let odd = Oddity::Vanished { seen };
            state.breach = Some(std::sync::Arc::new(Breach::Odd(chosen.process().unwrap_or(0), odd)));
            break;
        }
        state = recorder.step(&state, *chosen, index as u32 + 1);
    }
    recorder.end(state)
}

impl Told {
    /// Lets the story end in this breach, whatever it ended in.
    pub(crate) fn end_with(&mut self, breach: &Breach, scenario: &Scenario) {
        self.story.rows.retain(|row| row.kind != RowKind::Broken);
        let step = self.story.rows.last().map_or(0, |row| row.step);
        self.story.rows.push(words::broken_row(breach, step, scenario));
        self.breach = Some(breach.clone());
    }

    /// Which promise the story breaks, if it does, and what was seen, with the ids that the story has.
    pub(crate) fn broke(&mut self, scenario: &Scenario) -> Option<(String, String)> {
        let (rule, mut reason) = words::breach_words(self.breach.as_ref()?, scenario);
        self.ids.shorten(&mut reason);
        Some((rule, reason))
    }
}

impl Recorder<'_> {
    fn is_possible(&self, state: &State, chosen: Move) -> bool {
        let mut moves = Vec::new();
        self.machine.plan.normal(state, &self.machine.locals, &mut moves);
        if moves.contains(&chosen) {
            return true;
        }
        self.machine.plan.faults(state, &self.machine.locals, &mut moves);
        moves.contains(&chosen)
    }

    fn step(&mut self, before: &State, chosen: Move, step: u32) -> State {
        let gate = chosen.process().and_then(|process| self.machine.next(before, process)).cloned();
        let request = chosen.process().and_then(|process| self.machine.request_of(before, process));
        let after = self.machine.take(before, chosen);
        let mut row = Row {
            step,
            kind: RowKind::Note,
            from: 0,
            to: None,
            label: String::new(),
            outcome: String::new(),
            fault: chosen.fault().map(|fault| fault.word().to_string()),
            refused: false,
            at: None,
            changes: Vec::new(),
        };
        if let Some(Next::Gate(_, at)) = &gate {
            row.at = Some(Place { file: file(at), line: at.line() });
        }
        let (from, to) = self.describe(before, &after, chosen, gate.as_ref(), request.map(|wire| wire.head), &mut row);
        let changes = changes(&self.machine.events);
        self.lanes.touch(&from);
        if let Some(to) = &to {
            self.lanes.touch(to);
        }
        self.rows.push(Draft { row, from, to, fault: chosen.fault(), changes });
        self.after_crash(before, chosen, step);
        after
    }

    fn end(mut self, state: State) -> Told {
        let mut breach = state.breach.as_deref().cloned();
        if breach.is_none() {
            let mut moves = Vec::new();
            self.machine.plan.normal(&state, &self.machine.locals, &mut moves);
            breach = if moves.is_empty() { self.machine.judge_quiet(&state) } else { None };
        }
        if let Some(breach) = &breach {
            let step = self.rows.last().map_or(0, |draft| draft.row.step);
            let row = words::broken_row(breach, step, self.machine.plan.scenario);
            self.rows.push(Draft::of(row, Lane::First, None));
            if let Breach::Odd(process, _) = breach {
                self.lanes.touch(&Lane::Process(*process as usize));
            }
        }
        let faults = self.rows.iter().filter_map(|draft| words::fault_words(draft, &self.lanes));
        let faults = faults.collect();
        let story = self.lanes.story(self.rows);
        let (story, faults, ids) = words::short_ids(story, faults);
        Told { story, breach, faults, ids, conflicts: self.conflicts, round_trips: self.round_trips, end: state }
    }
}

/// The name of a lane's column, for names that stores and processes share.
fn kind_word(kind: LaneKind) -> &'static str {
    match kind {
        LaneKind::Process => "process",
        LaneKind::Store => "store",
        LaneKind::Queue => "queue",
        LaneKind::Blobs => "blobs",
    }
}

/// A place in a row, in words.
pub(crate) fn at_words(place: &Option<Place>) -> String {
    place.as_ref().map(|place| format!(" ({}:{})", short_file(&place.file), place.line)).unwrap_or_default()
}

/// The last part of a path.
pub(crate) fn short_file(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}
