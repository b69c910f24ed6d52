//! A scenario that a person steps: what may happen next, by name, and what happened so far.

mod offers;
mod standing;
mod why;

use std::panic::Location;

use crate::op::Op;
use crate::scenario::{Role, Scenario};
use crate::schedule::{Played, Schedule, ScheduleError, Step};

use super::machine::Machine;
use super::moves::{Move, Plan, Way};
use super::port::Next;
use super::record::{short_file, tell, words};
use super::state::{State, Status};

/// One thing that may happen next.
pub(crate) struct Choice {
    pub(crate) step: Step,
    chosen: Move,
}

/// A run in the making.
pub(crate) struct Stage<'s> {
    scenario: &'s Scenario,
    machine: Machine<'s>,
    state: State,
    /// The state before the last step; none before the first.
    before: Option<State>,
    moves: Vec<Move>,
}

impl<'s> Stage<'s> {
    pub(crate) fn new(scenario: &'s Scenario) -> Self {
        // Not reduced: a person may choose either of two workers that are alike.
        let mut machine = Machine::new(Plan::new(scenario, scenario.budget(), false), false);
        let state = machine.start();
        Stage { scenario, machine, state, before: None, moves: Vec::new() }
    }

    /// What may happen next, what needs no fault first. Nothing, once a rule is broken.
    pub(crate) fn choices(&self) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        for choice in self.possible() {
            // Equal copies, or equal workers of a service: the first stands for all.
            if choices.iter().all(|known| known.step != choice.step) {
                choices.push(choice);
            }
        }
        choices
    }

    /// The same with each of two equal copies.
    fn possible(&self) -> Vec<Choice> {
        if self.is_broken() {
            return Vec::new();
        }
        let (mut moves, mut faults) = (Vec::new(), Vec::new());
        self.machine.plan.normal(&self.state, &self.machine.locals, &mut moves);
        self.machine.plan.faults(&self.state, &self.machine.locals, &mut faults);
        let all = moves.into_iter().chain(faults);
        all.map(|chosen| Choice { step: self.step_of(chosen), chosen }).collect()
    }

    pub(crate) fn take(&mut self, choice: &Choice) {
        self.advance(choice.chosen);
    }

    fn advance(&mut self, chosen: Move) {
        let next = self.machine.take(&self.state, chosen);
        self.before = Some(std::mem::replace(&mut self.state, next));
        self.moves.push(chosen);
    }

    /// The moves so far.
    pub(crate) fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// True where nothing happens by itself any more.
    pub(crate) fn is_quiet(&self) -> bool {
        let mut moves = Vec::new();
        self.machine.plan.normal(&self.state, &self.machine.locals, &mut moves);
        moves.is_empty()
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.state.breach.is_some()
    }

    /// The run so far; at its end also what is broken now that all is quiet.
    pub(crate) fn played(&self) -> Played {
        let mut told = tell(self.scenario, &self.moves);
        let broke = told.broke(self.scenario);
        Played { story: told.story, broke, faults: told.faults }
    }

    /// Follows a schedule, and goes on without a fault to the end.
    ///
    /// # Errors
    /// [`ScheduleError`] at the first step that cannot happen.
    pub(crate) fn follow(mut self, schedule: &Schedule) -> Result<Played, ScheduleError> {
        for (index, (asked, at)) in schedule.placed().iter().enumerate() {
            // What is broken stays broken; later steps are for nothing.
            if self.is_broken() {
                break;
            }
            self.ask(asked).map_err(|why| self.error(index + 1, asked, *at, why))?;
        }
        while let Some(choice) = self.choices().into_iter().find(|choice| choice.step.fault().is_none()) {
            if self.moves.len() as u64 >= self.scenario.limits.states {
                break;
            }
            self.take(&choice);
        }
        Ok(self.played())
    }

    fn error(&self, step: usize, asked: &Step, at: Option<&'static Location<'static>>, why: String) -> ScheduleError {
        let enabled = self.choices().into_iter().map(|choice| choice.step).collect();
        let at = at.map(|at| format!("{}:{}", short_file(at.file()), at.line()));
        // Up to here, and no rule is judged at an end that is none.
        let story = Box::new(self.played().story);
        ScheduleError { step, asked: Box::new(asked.clone()), at, why, enabled, story }
    }

    /// Does what is asked, or says why it cannot be.
    pub(crate) fn ask(&mut self, asked: &Step) -> Result<(), String> {
        if let Step::Finish { who } = asked {
            return self.finish(who);
        }
        let found = self.choices().into_iter().find(|choice| choice.step.is_meant_by(asked));
        let choice = found.ok_or_else(|| self.why_not(asked))?;
        self.take(&choice);
        Ok(())
    }

    fn finish(&mut self, who: &str) -> Result<(), String> {
        let process = self.process(who).ok_or_else(|| self.no_such(who))?;
        if !matches!(self.state.processes[process].status, Status::Running { .. }) {
            return Err(self.place(process));
        }
        while matches!(self.state.processes[process].status, Status::Running { .. }) {
            let own = |choice: &Choice| choice.step.fault().is_none() && choice.step.who() == Some(who);
            let Some(choice) = self.choices().into_iter().find(own) else { break };
            self.take(&choice);
        }
        Ok(())
    }

    fn process(&self, who: &str) -> Option<usize> {
        self.machine.plan.names.iter().position(|name| **name == *who)
    }

    fn no_such(&self, who: &str) -> String {
        let names: Vec<&str> = self.machine.plan.names.iter().map(|name| &**name).collect();
        format!("there is no `{who}`; there are {}", names.join(", "))
    }

    /// Where a process stands, as a sentence.
    fn place(&self, process: usize) -> String {
        let name = &self.machine.plan.names[process];
        match &self.state.processes[process].status {
            Status::Idle => format!("{name} has nothing to do here"),
            Status::Ended => format!("{name} has come to its end"),
            Status::Waiting { callee, .. } => {
                format!("{name} waits for {}", self.machine.plan.names[*callee as usize])
            }
            Status::Running { .. } => format!("{name} is at `{}`", self.gate(process as u8)),
        }
    }

    /// The gate of a process, named as stories do; empty where it is at none.
    fn gate(&self, process: u8) -> String {
        match self.machine.next(&self.state, process) {
            // Nobody types a UUID: the verb is enough.
            Some(Next::Gate(op, _)) if words::uuid_at(&op.label()).is_some() => op.verb().to_string(),
            Some(Next::Gate(op, _)) => op.label(),
            Some(Next::Done(outcome)) => self.end(process, outcome.is_ok()),
            _ => String::new(),
        }
    }

    fn end(&self, process: u8, fine: bool) -> String {
        let pool = &self.scenario.pools()[self.machine.plan.pool_of[process as usize]];
        match (&pool.role, self.message_of(process)) {
            (Role::Consumer(_), Some(message)) => format!("{} {message}", if fine { "ack" } else { "return" }),
            _ => "answer".into(),
        }
    }

    /// The message that a worker works on.
    fn message_of(&self, process: u8) -> Option<String> {
        match &self.state.processes[process as usize].status {
            Status::Running { holds: super::state::Holds::Delivery { receipt, .. }, .. } => {
                Some(receipt.id.to_string())
            }
            _ => None,
        }
    }

    fn step_of(&self, chosen: Move) -> Step {
        let name = |process: u8| self.machine.plan.names[process as usize].to_string();
        let gate = |process: u8| self.gate(process);
        match chosen {
            Move::Pass { process, way } => {
                let (who, gate) = (name(process), gate(process));
                match way {
                    Way::Well => Step::Step { who, gate },
                    Way::Refused => Step::Refuse { who, gate },
                    Way::Done => Step::LoseAnswer { who, gate },
                    Way::NotDone | Way::Lost => Step::LoseRequest { who, gate },
                }
            }
            Move::Pick { process, to } => {
                let way = match self.machine.next(&self.state, process) {
                    Some(Next::Gate(op, _)) => match &**op {
                        Op::Pick(ways) => ways[to as usize].clone(),
                        _ => String::new(),
                    },
                    _ => String::new(),
                };
                Step::Step { who: name(process), gate: way }
            }
            Move::Serve { process, .. } | Move::Finish { process } | Move::Answer { process, heard: true } => {
                Step::Step { who: name(process), gate: gate(process) }
            }
            Move::Answer { process, .. } => Step::LoseAnswer { who: name(process), gate: gate(process) },
            Move::Receive { process, entry } => {
                let queue = self.machine.queue_of(process as usize);
                let entries = self.state.infra.queue(&queue).map(|queue| queue.entries()).unwrap_or_default();
                let message = entries.get(entry as usize).map(|entry| entry.message.id.to_string());
                Step::Deliver { message: message.unwrap_or_default(), to: name(process) }
            }
            Move::Crash { process } => Step::Crash { who: name(process) },
            Move::Expire { queue, entry } => Step::Expire { message: self.entry(queue, entry) },
            Move::Duplicate { queue, entry } => Step::Duplicate { message: self.entry(queue, entry) },
            Move::Replay { queue, consumed } => {
                let queue = self.state.infra.queues.iter().nth(queue as usize);
                let message = queue.and_then(|(_, queue)| queue.consumed().get(consumed as usize));
                Step::Duplicate { message: message.map(|message| message.id.to_string()).unwrap_or_default() }
            }
            Move::Evict { store, item } => {
                let store = self.state.infra.stores.iter().nth(store as usize);
                let key = store.and_then(|(_, store)| store.expired(self.state.infra.now).nth(item as usize).cloned());
                Step::Evict { item: key.map(|key| key.to_string()).unwrap_or_default() }
            }
            Move::Jump => Step::Jump,
        }
    }

    fn entry(&self, queue: u8, entry: u8) -> String {
        let queue = self.state.infra.queues.iter().nth(queue as usize);
        let entry = queue.and_then(|(_, queue)| queue.entries().get(entry as usize));
        entry.map(|entry| entry.message.id.to_string()).unwrap_or_default()
    }
}
