//! Faults: what may go wrong at a moment, and one of it, by dice.

use lab::{Event, Failure, Fault, Key, Name, Op, Role};
use rand::RngExt;
use rand::rngs::StdRng;

use crate::desk::answer;
use crate::inner::{Holds, Inner, Process, Status};
use crate::stage::Stage;

/// When a fault may come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment<'o> {
    /// A process is about to pass a gate.
    Gate(&'o Op),
    /// A handler has come to its end, but has not said so.
    End,
}

/// How an operation or the end of a handler goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// As it should.
    Well,
    /// Refused by the resource.
    Refused,
    /// Done, and the answer or response is lost.
    Unanswered,
    /// Not done, and no answer.
    NotDone,
}

/// Something that may go wrong.
#[derive(Clone, Debug)]
enum Mishap {
    Here(Fault, Way),
    Crash(usize),
    Expire(Name, usize),
    Duplicate(Name, usize),
    BringBack(Name, usize),
    Evict(Name, Key),
    Jump,
}

impl Mishap {
    fn fault(&self) -> Fault {
        match self {
            Mishap::Here(fault, _) => *fault,
            Mishap::Crash(_) => Fault::Crash,
            Mishap::Expire(..) => Fault::LeaseExpiry,
            Mishap::Duplicate(..) | Mishap::BringBack(..) => Fault::Duplicate,
            Mishap::Evict(..) => Fault::Eviction,
            Mishap::Jump => Fault::ClockJump,
        }
    }
}

impl Stage {
    /// Perhaps makes a fault, judges it, and says how what `process` is about to do goes.
    pub(crate) fn mishap(&self, inner: &mut Inner, process: usize, moment: Moment<'_>) -> Way {
        let budget = self.cast.scenario.budget();
        if inner.used.total() >= budget.total() || !self.dice(process).random_ratio(1, self.fault_one_in) {
            return Way::Well;
        }
        let mut possible = self.anywhere(inner);
        if !self.cast.pool(process).reliable {
            self.here(inner, process, moment, &mut possible);
        }
        possible.retain(|mishap| budget.allows(inner.used, mishap.fault()));
        let Some(mishap) = one_of(possible, &mut self.dice(process)) else {
            return Way::Well;
        };
        self.befall(inner, &mishap);
        match mishap {
            Mishap::Here(_, way) => way,
            _ => Way::Well,
        }
    }

    /// Perhaps makes a fault although all is quiet. True where it did.
    pub(crate) fn disturb(&self, inner: &mut Inner) -> bool {
        let budget = self.cast.scenario.budget();
        if inner.used.total() >= budget.total() || self.common_dice().random_bool(0.5) {
            return false;
        }
        let mut possible = self.anywhere(inner);
        possible.retain(|mishap| budget.allows(inner.used, mishap.fault()));
        let Some(mishap) = one_of(possible, &mut self.common_dice()) else {
            return false;
        };
        self.befall(inner, &mishap);
        true
    }

    /// What may go wrong with the operation or the response of a process.
    fn here(&self, inner: &Inner, process: usize, moment: Moment<'_>, possible: &mut Vec<Mishap>) {
        match moment {
            Moment::Gate(Op::Now | Op::Pick(_)) => (),
            Moment::Gate(op) => {
                possible.push(Mishap::Here(Fault::Unavailable, Way::Refused));
                if let Op::Call(service, _) = op {
                    let pool = self.cast.service(service).map(|pool| &self.cast.scenario.pools()[pool]);
                    if !pool.is_some_and(|pool| pool.reliable) {
                        possible.push(Mishap::Here(Fault::LostRequest, Way::NotDone));
                    }
                } else if op.is_effect() {
                    possible.push(Mishap::Here(Fault::Ambiguous, Way::Unanswered));
                    possible.push(Mishap::Here(Fault::Ambiguous, Way::NotDone));
                }
            }
            Moment::End => {
                if matches!(inner.processes[process].holds, Holds::Request(_, Some(_))) {
                    possible.push(Mishap::Here(Fault::LostResponse, Way::Unanswered));
                }
            }
        }
    }

    /// What may go wrong with anyone, and by itself.
    fn anywhere(&self, inner: &Inner) -> Vec<Mishap> {
        let has_something_to_lose = |process: &Process| match process.status {
            Status::Idle => !process.memory.is_empty(),
            Status::Running | Status::Waiting => true,
            Status::Ended => false,
        };
        let crashes = inner.processes.iter().enumerate().filter(|(index, process)| {
            let pool = self.cast.pool(*index);
            pool.role != Role::Client && !pool.reliable && has_something_to_lose(process)
        });
        let mut possible: Vec<Mishap> = crashes.map(|(index, _)| Mishap::Crash(index)).collect();
        self.with_queues(inner, &mut possible);
        for (store, items) in inner.infra.stores() {
            let expired = items.expired(inner.infra.now).cloned();
            possible.extend(expired.map(|key| Mishap::Evict(store.clone(), key)));
        }
        possible.push(Mishap::Jump);
        possible
    }

    fn with_queues(&self, inner: &Inner, possible: &mut Vec<Mishap>) {
        for pool in self.cast.scenario.pools().iter().filter(|pool| !pool.reliable) {
            let Role::Consumer(name) = &pool.role else { continue };
            let Some(queue) = inner.infra.queue(name) else { continue };
            for (at, entry) in queue.entries().iter().enumerate() {
                if entry.leased && pool.workers > 1 {
                    possible.push(Mishap::Expire(name.clone(), at));
                }
                possible.push(Mishap::Duplicate(name.clone(), at));
            }
            possible.extend((0..queue.consumed().len()).map(|at| Mishap::BringBack(name.clone(), at)));
        }
    }

    fn befall(&self, inner: &mut Inner, mishap: &Mishap) {
        inner.used = inner.used.and(mishap.fault());
        let Inner { infra, events, .. } = inner;
        match mishap {
            Mishap::Here(..) => (),
            Mishap::Crash(process) => self.crash(inner, *process),
            Mishap::Expire(queue, at) => infra.expire(queue, *at, events),
            Mishap::Duplicate(queue, at) => infra.duplicate(queue, *at, events),
            Mishap::BringBack(queue, at) => infra.bring_back(queue, *at, events),
            Mishap::Evict(store, key) => infra.evict(store, key.clone(), events),
            Mishap::Jump => infra.jump(events),
        }
        self.judge(inner);
    }

    /// Ends a life: what the process held goes back, who waits for it hears nothing, and what it asked for is answered to nobody.
    fn crash(&self, inner: &mut Inner, process: usize) {
        let me = &mut inner.processes[process];
        me.life += 1;
        me.life_line = None;
        me.memory.clear();
        me.status = Status::Idle;
        let holds = std::mem::replace(&mut me.holds, Holds::Nothing);
        inner.events.push(Event::Crashed { process: self.cast.names[process].clone() });
        inner.asks.retain(|ask| ask.caller.process != process);
        for other in &mut inner.processes {
            if let Holds::Request(_, caller) = &mut other.holds
                && caller.as_ref().is_some_and(|caller| caller.process == process)
            {
                *caller = None;
            }
        }
        match (holds, &self.cast.pool(process).role) {
            (Holds::Delivery(receipt), Role::Consumer(queue)) => {
                inner.infra.abandon(queue, &receipt, &mut inner.events)
            }
            (Holds::Request(_, Some(caller)), _) => answer(inner, caller, Err(Failure::Timeout)),
            _ => (),
        }
    }
}

fn one_of(mut possible: Vec<Mishap>, dice: &mut StdRng) -> Option<Mishap> {
    if possible.is_empty() {
        return None;
    }
    let at = dice.random_range(0..possible.len());
    Some(possible.swap_remove(at))
}
