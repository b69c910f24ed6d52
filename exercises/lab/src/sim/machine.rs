//! Makes a move happen.

use std::cell::Cell;
use std::sync::Arc;

use crate::event::Event;
use crate::hash::Mix;
use crate::infra::Infra;
use crate::op::{Answer, Failure, Name, Op, Reply, Wire};
use crate::process::{Task, response_of};
use crate::rule::Judge;
use crate::scenario::Role;
use crate::tally::Tally;
use crate::view::View;

use super::locals::{LocalId, Locals};
use super::moves::{Move, Plan, Way};
use super::port::{Input, Next, Volatile};
use super::state::{Breach, COUNTS, Holds, Process, State, Status};

/// How many deliveries beyond the cap are followed where none of them failed by itself.
const EXCUSED_MOST: u32 = 12;

/// A scenario that can be stepped.
pub(crate) struct Machine<'s> {
    pub(crate) plan: Plan<'s>,
    pub(crate) locals: Locals,
    /// What the last move did.
    pub(crate) events: Vec<Event>,
    /// True where a rule asked how many faults there were: then a state with fewer of them stands for no other.
    pub(crate) asked: Cell<bool>,
}

impl<'s> Machine<'s> {
    pub(crate) fn new(plan: Plan<'s>, memo: bool) -> Self {
        let codes = plan.scenario.pools().iter().map(|pool| pool.code.clone()).collect();
        let locals = Locals::new(codes, memo, plan.scenario.limits.gates);
        Machine { plan, locals, events: Vec::new(), asked: Cell::new(false) }
    }

    /// The system at its start: what is given is there, and each client stands at its first gate.
    pub(crate) fn start(&mut self) -> State {
        let (infra, events) = self.plan.scenario.start();
        let rules = self.plan.scenario.rules();
        let idle = Process::new(Status::Idle, Volatile::default());
        let processes = self.plan.pool_of.len();
        let mut state = State {
            infra,
            processes: std::iter::repeat_n(Arc::new(idle), processes).collect(),
            used: Default::default(),
            judge: Judge::new(rules),
            last: None,
            breach: None,
            // The folds of the rules are few words each.
            _tally: Tally::of(size_of::<State>() + COUNTS + processes * size_of::<Arc<Process>>() + rules.len() * 32),
        };
        for process in 0..state.processes.len() {
            let pool = self.plan.pool_of[process];
            if self.plan.scenario.pools()[pool].role == Role::Client {
                let origin = Mix::new().text("client").text(&self.plan.names[process]).finish();
                self.begin(&mut state, process, Task::Start, origin, Holds::Nothing);
            }
        }
        self.events = events;
        self.judge(&mut state);
        if state.breach.is_none() {
            let broken = state.judge.start(rules, &View::new(&state.infra, state.used).watched(&self.asked));
            state.breach = broken.map(Breach::Rule).map(Arc::new);
        }
        state
    }

    fn begin(&mut self, state: &mut State, process: usize, task: Task, origin: u128, holds: Holds) {
        let memory = state.processes[process].memory.clone();
        let local = self.locals.start(Input { pool: self.plan.pool_of[process], task, origin, memory });
        let crashable = !matches!(holds, Holds::Nothing);
        self.set(state, process, local, holds, crashable);
    }

    /// Puts a process at the gate of a history, or to its end.
    fn set(&self, state: &mut State, process: usize, local: LocalId, holds: Holds, crashable: bool) {
        // A client never crashes, so it makes no difference what a crash of it would leave behind.
        let crashable = crashable && !matches!(holds, Holds::Nothing);
        let ended = matches!((&self.locals.get(local).next, &holds), (Next::Done(_), Holds::Nothing));
        if let Next::Odd(oddity) = &self.locals.get(local).next {
            state.breach.get_or_insert_with(|| Arc::new(Breach::Odd(process as u8, oddity.clone())));
        }
        let status = if ended { Status::Ended } else { Status::Running { local, holds, crashable } };
        state.turn(process, status);
    }

    fn judge(&self, state: &mut State) {
        if state.breach.is_some() {
            return;
        }
        let view = View::new(&state.infra, state.used).watched(&self.asked);
        let broken = state.judge.step(self.plan.scenario.rules(), &self.events, &view).map(Breach::Rule);
        let broken = broken.or_else(|| self.plan.scenario.poison(&self.events).map(Breach::Stuck));
        state.breach = broken.map(Arc::new);
    }

    /// What is broken now that all is quiet, if anything.
    pub(crate) fn judge_quiet(&self, state: &State) -> Option<Breach> {
        // Who runs cannot go on; who waits only waits for one of those.
        let stuck = state.processes.iter().position(|process| matches!(process.status, Status::Running { .. }));
        if let Some(process) = stuck {
            return Some(Breach::Stuck(self.stuck_words(state, process)));
        }
        let view = View::new(&state.infra, state.used).watched(&self.asked);
        state.judge.end(self.plan.scenario.rules(), &view).map(Breach::Rule)
    }

    fn stuck_words(&self, state: &State, process: usize) -> String {
        let service = match self.next(state, process as u8) {
            Some(Next::Gate(op, _)) => match &**op {
                Op::Call(service, _) => Some(service),
                _ => None,
            },
            _ => None,
        };
        self.plan.scenario.stuck(&self.plan.names[process], service)
    }

    /// The gate of a process, if it is at one.
    pub(crate) fn next(&self, state: &State, process: u8) -> Option<&Next> {
        match &state.processes[process as usize].status {
            Status::Running { local, .. } | Status::Waiting { local, .. } => Some(&self.locals.get(*local).next),
            _ => None,
        }
    }

    /// The state after a move that is possible in `before`. What it did stands in [`events`](Machine::events).
    pub(crate) fn take(&mut self, before: &State, chosen: Move) -> State {
        let mut state = before.clone();
        self.events.clear();
        if let Some(fault) = chosen.fault() {
            state.used = state.used.and(fault);
        }
        if let Some(process) = chosen.process() {
            state.last = Some(process);
        }
        match chosen {
            Move::Pass { process, way } => self.pass(&mut state, process as usize, way),
            Move::Pick { process, to } => {
                self.answer(&mut state, process as usize, Ok(Answer::Picked(u32::from(to))), false)
            }
            Move::Serve { process, worker } => self.serve(&mut state, process as usize, worker as usize),
            Move::Answer { process, heard } => self.respond(&mut state, process as usize, heard),
            Move::Receive { process, entry } => self.receive(&mut state, process as usize, entry as usize),
            Move::Finish { process } => self.finish(&mut state, process as usize),
            Move::Crash { process } => self.crash(&mut state, process as usize),
            _ => self.outside(&mut state, chosen),
        }
        self.judge(&mut state);
        state
    }

    fn pass(&mut self, state: &mut State, process: usize, way: Way) {
        let Status::Running { local, .. } = state.processes[process].status else {
            unreachable!("only a running process passes")
        };
        let Next::Gate(op, _) = &self.locals.get(local).next else { unreachable!("only a gate can be passed") };
        let op: Arc<Op> = op.clone();
        let reply = match way {
            Way::Well => state.infra.apply(&op, &mut self.events),
            Way::Done => state.infra.apply(&op, &mut self.events).and(Err(Failure::Timeout)).or(Err(Failure::Timeout)),
            Way::Refused => Err(Failure::Unavailable),
            Way::NotDone | Way::Lost => Err(Failure::Timeout),
        };
        let changed = !self.events.is_empty();
        self.answer(state, process, reply, changed);
    }

    /// Lets a process go on with this answer.
    fn answer(&mut self, state: &mut State, process: usize, reply: Reply, crashable: bool) {
        let (local, holds) = match &state.processes[process].status {
            Status::Running { local, holds, .. } | Status::Waiting { local, holds, .. } => (*local, holds.clone()),
            _ => unreachable!("only a process at a gate is answered"),
        };
        let local = self.locals.step(local, reply);
        self.set(state, process, local, holds, crashable);
    }

    fn serve(&mut self, state: &mut State, process: usize, worker: usize) {
        let Status::Running { local, ref holds, .. } = state.processes[process].status else {
            unreachable!("a caller runs")
        };
        let holds = holds.clone();
        let caller = self.locals.get(local);
        let Next::Gate(op, _) = &caller.next else { unreachable!("a caller is at a gate") };
        let Op::Call(service, request) = &**op else { unreachable!("a caller calls") };
        let origin = Mix::new().text("request").hash(caller.input.origin).number(u64::from(caller.depth)).finish();
        self.events.push(Event::Requested { service: service.clone(), request: request.clone() });
        let task = Task::Request(request.clone());
        state.turn(process, Status::Waiting { local, holds, callee: worker as u8 });
        self.begin(state, worker, task, origin, Holds::Caller(Some(process as u8)));
    }

    fn respond(&mut self, state: &mut State, worker: usize, heard: bool) {
        let Status::Running { local, holds: Holds::Caller(caller), .. } = &state.processes[worker].status else {
            unreachable!("a service answers a request")
        };
        let (local, caller) = (self.locals.get(*local), *caller);
        let Next::Done(outcome) = &local.next else { unreachable!("a service answers at the end of its handler") };
        let response = response_of(outcome);
        let Task::Request(request) = local.input.task.clone() else { unreachable!("a service works on a request") };
        let memory = local.memory.clone();
        let service = self.plan.scenario.pools()[self.plan.pool_of[worker]].name.clone();
        let heard = heard && caller.is_some();
        self.events.push(Event::Responded { service, request, response: response.clone(), heard });
        state.processes[worker] = Arc::new(Process::new(Status::Idle, memory));
        if let Some(caller) = caller {
            let reply = if heard { Ok(Answer::Response(response)) } else { Err(Failure::Timeout) };
            self.answer(state, caller as usize, reply, true);
        }
    }

    fn receive(&mut self, state: &mut State, process: usize, entry: usize) {
        let queue = self.queue_of(process);
        let (receipt, message) = state.infra.receive(&queue, entry, &mut self.events);
        if receipt.delivery > state.infra.setup.redelivery_cap + EXCUSED_MOST {
            let seen = format!("{} was delivered {} times", receipt.id, receipt.delivery);
            state.breach = Some(Arc::new(Breach::Endless(seen)));
        }
        let mut mix = Mix::new();
        mix.text("delivery").text(&queue).text(receipt.id.as_str()).number(u64::from(receipt.copy));
        let origin = mix.number(u64::from(receipt.delivery)).finish();
        let holds = Holds::Delivery { queue, receipt: Arc::new(receipt) };
        self.begin(state, process, Task::Message(message.body), origin, holds);
    }

    pub(crate) fn queue_of(&self, process: usize) -> Name {
        match &self.plan.scenario.pools()[self.plan.pool_of[process]].role {
            Role::Consumer(queue) => queue.clone(),
            _ => unreachable!("only a consumer has a queue"),
        }
    }

    fn finish(&mut self, state: &mut State, process: usize) {
        let Status::Running { local, holds: Holds::Delivery { queue, receipt }, .. } = &state.processes[process].status
        else {
            unreachable!("only a handler of a message finishes")
        };
        let (queue, receipt, local) = (queue.clone(), receipt.clone(), self.locals.get(*local));
        let (done, excused) = (matches!(local.next, Next::Done(Ok(_))), local.excused);
        state.processes[process] = Arc::new(Process::new(Status::Idle, local.memory.clone()));
        if done {
            state.infra.ack(&queue, &receipt, &mut self.events);
        } else {
            state.infra.release(&queue, &receipt, !excused, &mut self.events);
        }
    }

    fn crash(&mut self, state: &mut State, process: usize) {
        let dead = Process::new(Status::Idle, Volatile::default());
        let before = std::mem::replace(&mut state.processes[process], Arc::new(dead));
        self.events.push(Event::Crashed { process: self.plan.names[process].clone() });
        let (holds, callee) = match &before.status {
            Status::Running { holds, .. } => (holds.clone(), None),
            Status::Waiting { holds, callee, .. } => (holds.clone(), Some(*callee)),
            _ => (Holds::Nothing, None),
        };
        if let Some(callee) = callee
            && let Status::Running { holds, .. } | Status::Waiting { holds, .. } =
                &mut Arc::make_mut(&mut state.processes[callee as usize]).status
        {
            *holds = Holds::Caller(None);
        }
        match holds {
            Holds::Delivery { queue, receipt } => {
                state.infra.abandon(&queue, &receipt, &mut self.events);
            }
            Holds::Caller(Some(caller)) => self.answer(state, caller as usize, Err(Failure::Timeout), true),
            _ => (),
        }
    }

    /// What happens to infrastructure by itself.
    fn outside(&mut self, state: &mut State, chosen: Move) {
        let infra = &mut state.infra;
        let nth_queue = |infra: &Infra, at: u8| {
            let (name, _) = infra.queues().nth(at as usize).expect("the queue of a move is there");
            name.clone()
        };
        match chosen {
            Move::Expire { queue, entry } => {
                infra.expire(&nth_queue(infra, queue), entry as usize, &mut self.events);
            }
            Move::Duplicate { queue, entry } => {
                infra.duplicate(&nth_queue(infra, queue), entry as usize, &mut self.events);
            }
            Move::Replay { queue, consumed } => {
                infra.bring_back(&nth_queue(infra, queue), consumed as usize, &mut self.events);
            }
            Move::Evict { store, item } => {
                let (name, items) = infra.stores().nth(store as usize).expect("the store of a move is there");
                let key = items.expired(infra.now).nth(item as usize).expect("the item of a move is there");
                let (name, key) = (name.clone(), key.clone());
                infra.evict(&name, key, &mut self.events);
            }
            _ => infra.jump(&mut self.events),
        }
    }

    /// The request that a running worker of a service works on.
    pub(crate) fn request_of(&self, state: &State, worker: u8) -> Option<Wire> {
        match &state.processes[worker as usize].status {
            Status::Running { local, .. } | Status::Waiting { local, .. } => {
                match &self.locals.get(*local).input.task {
                    Task::Request(wire) => Some(wire.clone()),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
