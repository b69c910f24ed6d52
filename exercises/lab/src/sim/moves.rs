//! What may happen next.

use crate::fault::{Budget, Fault};
use crate::op::{Name, Op};
use crate::scenario::{Role, Scenario};

use super::locals::Locals;
use super::port::Next;
use super::state::{Holds, State, Status};

/// How an operation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Way {
    /// As it should.
    Well,
    /// Refused by the resource.
    Refused,
    /// Done, but the answer is lost.
    Done,
    /// Not done, and no answer.
    NotDone,
    /// The request is lost.
    Lost,
}

/// One thing that may happen. Small numbers are indices: of a process, an entry of a queue, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Move {
    /// A process passes its gate.
    Pass { process: u8, way: Way },
    /// A client makes up its mind.
    Pick { process: u8, to: u8 },
    /// An idle worker of a service takes up a process's request.
    Serve { process: u8, worker: u8 },
    /// A service answers.
    Answer { process: u8, heard: bool },
    /// An idle worker gets the entry of its queue.
    Receive { process: u8, entry: u8 },
    /// A handler of a message has ended: acknowledge, or give back.
    Finish { process: u8 },
    /// A process dies and starts again.
    Crash { process: u8 },
    /// The lease of an entry runs out.
    Expire { queue: u8, entry: u8 },
    /// A queue has one more copy of an entry.
    Duplicate { queue: u8, entry: u8 },
    /// A consumed message comes back.
    Replay { queue: u8, consumed: u8 },
    /// An expired item is forgotten.
    Evict { store: u8, item: u8 },
    /// The clock moves on.
    Jump,
}

impl Move {
    /// The process that acts, if one does.
    pub(crate) fn process(self) -> Option<u8> {
        match self {
            Move::Pass { process, .. }
            | Move::Pick { process, .. }
            | Move::Serve { process, .. }
            | Move::Answer { process, .. }
            | Move::Receive { process, .. }
            | Move::Finish { process }
            | Move::Crash { process } => Some(process),
            _ => None,
        }
    }

    /// The fault that it is, if it is one.
    pub(crate) fn fault(self) -> Option<Fault> {
        match self {
            Move::Pass { way: Way::Refused, .. } => Some(Fault::Unavailable),
            Move::Pass { way: Way::Done | Way::NotDone, .. } => Some(Fault::Ambiguous),
            Move::Pass { way: Way::Lost, .. } => Some(Fault::LostRequest),
            Move::Answer { heard: false, .. } => Some(Fault::LostResponse),
            Move::Crash { .. } => Some(Fault::Crash),
            Move::Expire { .. } => Some(Fault::LeaseExpiry),
            Move::Duplicate { .. } | Move::Replay { .. } => Some(Fault::Duplicate),
            Move::Evict { .. } => Some(Fault::Eviction),
            Move::Jump => Some(Fault::ClockJump),
            _ => None,
        }
    }
}

/// The scenario as the search needs it.
#[derive(Debug)]
pub(crate) struct Plan<'s> {
    pub(crate) scenario: &'s Scenario,
    /// The pool of each process.
    pub(crate) pool_of: Vec<usize>,
    /// The processes of each pool.
    pub(crate) ranges: Vec<std::ops::Range<usize>>,
    pub(crate) names: Vec<Name>,
    budget: Budget,
    /// Whether equal moves are left out: those of idle workers that are alike, and crashes that leave the same behind.
    reduced: bool,
}

impl<'s> Plan<'s> {
    pub(crate) fn new(scenario: &'s Scenario, budget: Budget, reduced: bool) -> Self {
        let pools = scenario.pools();
        let pool_of =
            pools.iter().enumerate().flat_map(|(index, pool)| std::iter::repeat_n(index, pool.workers)).collect();
        let mut from = 0;
        let ranges = pools.iter().map(|pool| {
            from += pool.workers;
            from - pool.workers..from
        });
        let ranges = ranges.collect();
        Plan { scenario, pool_of, ranges, names: scenario.process_names(), budget, reduced }
    }

    fn role(&self, process: usize) -> &Role {
        &self.scenario.pools()[self.pool_of[process]].role
    }

    fn reliable(&self, process: usize) -> bool {
        self.scenario.pools()[self.pool_of[process]].reliable
    }

    /// The pool of a service.
    pub(crate) fn service(&self, name: &str) -> Option<usize> {
        self.scenario.pools().iter().position(|pool| *pool.name == *name && pool.role == Role::Service)
    }

    /// What may happen without a fault, the canonical choice first: who ran last goes on, else the first who can.
    pub(crate) fn normal(&self, state: &State, locals: &Locals, moves: &mut Vec<Move>) {
        moves.clear();
        if let Some(last) = state.last {
            self.normal_of(last as usize, state, locals, moves);
        }
        for process in 0..state.processes.len() {
            if state.last != Some(process as u8) {
                self.normal_of(process, state, locals, moves);
            }
        }
    }

    fn normal_of(&self, process: usize, state: &State, locals: &Locals, moves: &mut Vec<Move>) {
        let index = process as u8;
        match &state.processes[process].status {
            Status::Idle => self.receives(process, state, moves),
            Status::Waiting { .. } | Status::Ended => (),
            Status::Running { local, holds, .. } => match (&locals.get(*local).next, holds) {
                (Next::Odd(_), _) => (),
                (Next::Done(_), Holds::Nothing) => (),
                (Next::Done(_), Holds::Delivery { .. }) => moves.push(Move::Finish { process: index }),
                (Next::Done(_), Holds::Caller(_)) => moves.push(Move::Answer { process: index, heard: true }),
                (Next::Gate(op, _), _) => match &**op {
                    Op::Pick(ways) => moves.extend((0..ways.len() as u8).map(|to| Move::Pick { process: index, to })),
                    Op::Call(service, _) => {
                        moves.extend(self.idle(service, state).map(|worker| Move::Serve { process: index, worker }))
                    }
                    _ => moves.push(Move::Pass { process: index, way: Way::Well }),
                },
            },
        }
    }

    fn receives(&self, process: usize, state: &State, moves: &mut Vec<Move>) {
        let Role::Consumer(queue) = self.role(process) else {
            return;
        };
        if self.reduced && !self.is_first_of_its_like(process, state) {
            return;
        }
        let entries = state.infra.queue(queue).map(|queue| queue.entries()).unwrap_or_default();
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.leased) {
            if !(self.reduced && entries[..at].iter().any(|other| other.is_like(entry))) {
                moves.push(Move::Receive { process: process as u8, entry: at as u8 });
            }
        }
    }

    /// False where an idle worker before it in its pool has the same memory: what this one may do, that one may do.
    fn is_first_of_its_like(&self, process: usize, state: &State) -> bool {
        let mine = state.processes[process].memory.hash();
        let alike = |other: usize| {
            let other = &state.processes[other];
            matches!(other.status, Status::Idle) && other.memory.hash() == mine
        };
        !(self.ranges[self.pool_of[process]].start..process).any(alike)
    }

    /// The idle workers of a service that may take up a request.
    fn idle<'a>(&'a self, service: &str, state: &'a State) -> impl Iterator<Item = u8> + 'a {
        let range = self.service(service).map(|pool| self.ranges[pool].clone()).unwrap_or(0..0);
        range
            .filter(move |worker| {
                matches!(state.processes[*worker].status, Status::Idle)
                    && (!self.reduced || self.is_first_of_its_like(*worker, state))
            })
            .map(|worker| worker as u8)
    }

    /// What may go wrong.
    pub(crate) fn faults(&self, state: &State, locals: &Locals, moves: &mut Vec<Move>) {
        moves.clear();
        if state.used.total() >= self.budget.total() {
            return;
        }
        for process in 0..state.processes.len() {
            if !self.reliable(process) {
                self.faults_of(process, state, locals, moves);
            }
        }
        self.queue_faults(state, moves);
        if self.allows(state, Fault::Eviction) {
            for (index, (_, store)) in state.infra.stores.iter().enumerate() {
                let expired = store.expired(state.infra.now).count();
                moves.extend((0..expired).map(|item| Move::Evict { store: index as u8, item: item as u8 }));
            }
        }
        if self.allows(state, Fault::ClockJump) {
            moves.push(Move::Jump);
        }
    }

    fn allows(&self, state: &State, fault: Fault) -> bool {
        self.budget.allows(state.used, fault)
    }

    fn faults_of(&self, process: usize, state: &State, locals: &Locals, moves: &mut Vec<Move>) {
        let index = process as u8;
        let client = *self.role(process) == Role::Client;
        match &state.processes[process].status {
            Status::Idle if !state.processes[process].memory.is_empty() && self.allows(state, Fault::Crash) => {
                moves.push(Move::Crash { process: index });
            }
            Status::Running { local, holds, crashable } => {
                if !client && (*crashable || !self.reduced) && self.allows(state, Fault::Crash) {
                    moves.push(Move::Crash { process: index });
                }
                match &locals.get(*local).next {
                    Next::Gate(op, _) => self.op_faults(index, op, state, moves),
                    Next::Done(_) if self.may_lose_its_answer(holds) && self.allows(state, Fault::LostResponse) => {
                        moves.push(Move::Answer { process: index, heard: false });
                    }
                    _ => (),
                }
            }
            Status::Waiting { .. } if !client && self.allows(state, Fault::Crash) => {
                moves.push(Move::Crash { process: index })
            }
            _ => (),
        }
    }

    /// The way back spans two processes, and none of them may be reliable.
    fn may_lose_its_answer(&self, holds: &Holds) -> bool {
        matches!(holds, Holds::Caller(Some(caller)) if !self.reliable(*caller as usize))
    }

    fn op_faults(&self, process: u8, op: &Op, state: &State, moves: &mut Vec<Move>) {
        if matches!(op, Op::Now | Op::Pick(_)) {
            return;
        }
        let callee = match op {
            Op::Call(service, _) => self.service(service),
            _ => None,
        };
        if callee.is_some_and(|pool| self.scenario.pools()[pool].reliable) {
            return;
        }
        if self.allows(state, Fault::Unavailable) {
            moves.push(Move::Pass { process, way: Way::Refused });
        }
        if let Op::Call(..) = op {
            if self.allows(state, Fault::LostRequest) {
                moves.push(Move::Pass { process, way: Way::Lost });
            }
        } else if op.is_effect() && self.allows(state, Fault::Ambiguous) {
            moves.push(Move::Pass { process, way: Way::Done });
            moves.push(Move::Pass { process, way: Way::NotDone });
        }
    }

    fn queue_faults(&self, state: &State, moves: &mut Vec<Move>) {
        let (expiry, duplicate) = (self.allows(state, Fault::LeaseExpiry), self.allows(state, Fault::Duplicate));
        if !expiry && !duplicate {
            return;
        }
        for (index, (name, entries)) in state.infra.queues.iter().enumerate() {
            let queue = index as u8;
            let pool = self.scenario.pools().iter().find(|pool| matches!(&pool.role, Role::Consumer(of) if of == name));
            if pool.is_none_or(|pool| pool.reliable) {
                continue;
            }
            for (at, entry) in entries.entries().iter().enumerate() {
                let entry_index = at as u8;
                if expiry && entry.leased {
                    moves.push(Move::Expire { queue, entry: entry_index });
                }
                if duplicate {
                    moves.push(Move::Duplicate { queue, entry: entry_index });
                }
            }
            if duplicate {
                moves.extend((0..entries.consumed().len()).map(|at| Move::Replay { queue, consumed: at as u8 }));
            }
        }
    }
}
