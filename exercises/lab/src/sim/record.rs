//! Tells a run as a story: the run is made again from its start, with real futures and no memo, and each step becomes a row.

mod lanes;
pub(crate) mod words;

use crate::event::Event;
use crate::fault::Fault;
use crate::op::{Op, Reply};
use crate::report::{Change, LaneKind, Place, Row, RowKind, Story};
use crate::scenario::Scenario;

use super::guard::{Oddity, file};
use super::machine::Machine;
use super::moves::{Move, Plan, Way};
use super::port::Next;
use super::state::{Breach, State, Status};
use lanes::{Lane, Lanes};
use words::{changes, reply_words};

/// A run, told.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) story: Story,
    /// What broke; none if nothing did.
    pub(crate) breach: Option<Breach>,
    /// The faults in plain words.
    pub(crate) faults: Vec<String>,
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
    let machine = Machine::new(Plan::new(scenario, scenario.budget(), true), false);
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

    fn describe(
        &mut self,
        before: &State,
        after: &State,
        chosen: Move,
        gate: Option<&Next>,
        request: Option<String>,
        row: &mut Row,
    ) -> (Lane, Option<Lane>) {
        let process = |index: u8| Lane::Process(index as usize);
        match (chosen, gate) {
            (Move::Pass { process: index, way }, Some(Next::Gate(op, _))) => {
                self.pass(after, index, way, op, row);
                (process(index), Some(self.lanes.of_op(op)))
            }
            (Move::Pick { process: index, to }, Some(Next::Gate(op, _))) => {
                if let Op::Pick(ways) = &**op {
                    row.label = format!("decides: {}", ways[to as usize]);
                }
                (process(index), None)
            }
            (Move::Serve { process: index, worker }, Some(Next::Gate(op, _))) => {
                row.kind = RowKind::Request;
                row.label = op.label();
                self.round_trips += 1;
                (process(index), Some(process(worker)))
            }
            (Move::Answer { process: worker, heard }, _) => {
                row.kind = RowKind::Response;
                let response = self.machine.events.iter().find_map(|event| match event {
                    Event::Responded { response, .. } => Some(response.head.clone()),
                    _ => None,
                });
                row.label = response.unwrap_or_default();
                row.refused = row.label.starts_with('4') || row.label.starts_with('5');
                let caller = self.caller(before, worker);
                row.outcome = match (heard, &caller) {
                    (true, Some(_)) => String::new(),
                    (true, None) => "nobody waits for it any more".into(),
                    (false, _) => "no answer arrives".into(),
                };
                (process(worker), caller)
            }
            (Move::Receive { process: index, .. }, _) => {
                row.kind = RowKind::Delivery;
                let queue = self.machine.queue_of(index as usize);
                if let Some(Event::Received { message, delivery, .. }) = self.machine.events.first() {
                    row.label = format!("deliver {}", message.id);
                    row.outcome = if *delivery > 1 { format!("delivery {delivery}") } else { String::new() };
                }
                (Lane::Queue(queue), Some(process(index)))
            }
            (Move::Finish { process: index }, gate) => {
                row.kind = RowKind::Operation;
                self.finish(gate, row);
                (process(index), Some(Lane::Queue(self.machine.queue_of(index as usize))))
            }
            (Move::Crash { process: index }, gate) => {
                row.kind = RowKind::Crash;
                row.label = match (gate, request) {
                    (Some(Next::Gate(op, _)), _) => format!("dies before `{}`", op.label()),
                    (Some(Next::Done(_)), Some(request)) => format!("dies before the answer to {request}"),
                    (Some(Next::Done(_)), None) => "dies before the ack".into(),
                    _ => "dies".into(),
                };
                (process(index), None)
            }
            _ => self.outside(before, chosen, row),
        }
    }

    fn pass(&mut self, after: &State, process: u8, way: Way, op: &Op, row: &mut Row) {
        row.kind = RowKind::Operation;
        row.label = op.label();
        self.round_trips += u64::from(!matches!(op, Op::Now));
        let changed = !self.machine.events.is_empty();
        row.outcome = match way {
            Way::Well => {
                let reply = self.reply(after, process);
                row.refused = reply.as_ref().is_some_and(Result::is_err);
                self.conflicts += u64::from(matches!(reply, Some(Err(crate::Failure::Conflict))));
                reply.map(|reply| reply_words(&reply)).unwrap_or_default()
            }
            Way::Refused => "unavailable, not done".into(),
            Way::Done if changed => {
                row.fault = Some("ambiguous, applied".into());
                "done, but no answer".into()
            }
            Way::Done | Way::NotDone => {
                row.fault = Some("ambiguous, not applied".into());
                "not done, and no answer".into()
            }
            Way::Lost => "never arrives, no answer".into(),
        };
    }

    /// What a process was answered last.
    fn reply(&self, after: &State, process: u8) -> Option<Reply> {
        match &after.processes[process as usize].status {
            Status::Running { local, .. } | Status::Waiting { local, .. } => self.machine.locals.last_reply(*local),
            _ => None,
        }
    }

    fn finish(&mut self, gate: Option<&Next>, row: &mut Row) {
        let (message, fine) = match self.machine.events.first() {
            Some(Event::Acked { message, .. }) => (message.id.to_string(), true),
            Some(Event::Returned { message, .. } | Event::DeadLettered { message, .. }) => {
                (message.id.to_string(), false)
            }
            _ => (String::new(), true),
        };
        self.round_trips += 1;
        if fine {
            row.label = format!("ack {message}").trim_end().into();
            row.outcome = if message.is_empty() { "too late: the lease is over".into() } else { String::new() };
        } else {
            row.label = format!("return {message}");
            row.refused = true;
            if let Some(Next::Done(Err(failure))) = gate {
                row.outcome = failure.to_string();
            }
            if matches!(self.machine.events.first(), Some(Event::DeadLettered { .. })) {
                row.outcome += ", and is dead-lettered";
            }
        }
    }

    fn caller(&self, before: &State, worker: u8) -> Option<Lane> {
        let waits = |process: &super::state::Process| matches!(process.status, Status::Waiting { callee, .. } if callee == worker);
        before.processes.iter().position(waits).map(Lane::Process)
    }

    /// Whoever waited for a crashed service is told so in a row of its own.
    fn after_crash(&mut self, before: &State, chosen: Move, step: u32) {
        let Move::Crash { process } = chosen else { return };
        let Some(caller) = self.caller(before, process) else {
            return;
        };
        let row = Row {
            step,
            kind: RowKind::Response,
            from: 0,
            to: None,
            label: "no answer: timeout".into(),
            outcome: String::new(),
            fault: None,
            refused: true,
            at: None,
            changes: Vec::new(),
        };
        self.lanes.touch(&caller);
        let from = Lane::Process(process as usize);
        self.rows.push(Draft::of(row, from, Some(caller)));
    }

    fn outside(&mut self, before: &State, chosen: Move, row: &mut Row) -> (Lane, Option<Lane>) {
        let queue =
            |at: u8| before.infra.queues.iter().nth(at as usize).map(|(name, _)| name.clone()).unwrap_or_default();
        let message = self.machine.events.iter().find_map(|event| match event {
            Event::Returned { message, .. } | Event::Duplicated { message, .. } => Some(message.id.to_string()),
            _ => None,
        });
        let message = message.unwrap_or_default();
        match chosen {
            Move::Expire { queue: at, .. } => {
                row.label = format!("the lease of {message} runs out");
                (Lane::Queue(queue(at)), None)
            }
            Move::Duplicate { queue: at, .. } => {
                row.label = format!("one more copy of {message}");
                (Lane::Queue(queue(at)), None)
            }
            Move::Replay { queue: at, .. } => {
                row.label = format!("{message} comes again, long after");
                (Lane::Queue(queue(at)), None)
            }
            Move::Evict { store, .. } => {
                let name =
                    before.infra.stores.iter().nth(store as usize).map(|(name, _)| name.clone()).unwrap_or_default();
                row.label = "an expired item is forgotten".into();
                (Lane::Store(name), None)
            }
            _ => {
                row.label = format!("the clock moves on by {:?}", before.infra.setup.jump);
                (Lane::Clock, None)
            }
        }
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
        let (story, faults) = words::short_ids(story, faults);
        Told { story, breach, faults, conflicts: self.conflicts, round_trips: self.round_trips, end: state }
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
