//! What a process hands in: an operation, an end of its handler, a wish for work.

use std::panic::Location;
use std::sync::PoisonError;
use std::time::Duration;

use lab::process::{Outcome, Task, response_of};
use lab::{Answer, Bytes, Event, Failure, Id, Name, Odd, Op, Reply, Role, Wire};
use rand::RngExt;
use tokio::sync::oneshot;

use crate::actor::Work;
use crate::inner::{Ask, Caller, Holds, Inner, Status};
use crate::mishap::{Moment, Way};
use crate::stage::Stage;

/// What becomes of an operation.
pub(crate) enum Arrival {
    /// It is answered.
    Answered(Reply),
    /// The response of a service will come here.
    Waits(oneshot::Receiver<Reply>),
    /// This life of the process is over.
    Dead,
}

impl Stage {
    /// Lets some time pass, so that others may come first: mostly none or the rest of a time slice, rarely a short sleep.
    pub(crate) async fn dawdle(&self, process: usize) {
        let dice = self.dice(process).random_range(0..512);
        match dice {
            0 => tokio::time::sleep(Duration::from_micros(200)).await,
            1..256 => (0..dice % 8).for_each(|_| std::thread::yield_now()),
            _ => tokio::task::yield_now().await,
        }
    }

    /// Waits for work. None when the run is over, or the script of a client.
    pub(crate) fn next_work(&self, process: usize) -> Option<Work> {
        let pool = self.cast.pool_of[process];
        let mut inner = self.lock();
        loop {
            if inner.is_over() || inner.processes[process].status == Status::Ended {
                return None;
            }
            if let Some((task, holds)) = self.take_work(&mut inner, process) {
                let work = begin(&mut inner, process, task, holds);
                self.settle(&mut inner);
                return Some(work);
            }
            inner = self.bells[pool].wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes any message or request that waits for this process.
    fn take_work(&self, inner: &mut Inner, process: usize) -> Option<(Task, Holds)> {
        match &self.cast.pool(process).role {
            Role::Client => Some((Task::Start, Holds::Nothing)),
            Role::Consumer(queue) => {
                let entries = inner.infra.queue(queue)?.entries().iter().enumerate();
                let waiting = entries.filter(|(_, entry)| !entry.leased).map(|(at, _)| at);
                let at = self.any(process, waiting)?;
                let (receipt, message) = inner.infra.receive(queue, at, &mut inner.events);
                Some((Task::Message(message.body), Holds::Delivery(receipt)))
            }
            Role::Service => {
                let mine = Some(self.cast.pool_of[process]);
                let asks = inner.asks.iter().enumerate();
                let waiting = asks.filter(|(_, ask)| ask.pool == mine).map(|(at, _)| at);
                let ask = inner.asks.swap_remove(self.any(process, waiting)?);
                let (service, request) = (ask.service, ask.request.clone());
                inner.events.push(Event::Requested { service, request });
                Some((Task::Request(ask.request.clone()), Holds::Request(ask.request, Some(ask.caller))))
            }
        }
    }

    fn any(&self, process: usize, from: impl Iterator<Item = usize>) -> Option<usize> {
        let from: Vec<usize> = from.collect();
        let at = (!from.is_empty()).then(|| self.dice(process).random_range(0..from.len()))?;
        Some(from[at])
    }

    /// A process stands at a gate and is let through, with or without a fault.
    pub(crate) fn arrive(&self, process: usize, life: u64, op: &Op, at: &'static Location<'static>) -> Arrival {
        let mut inner = self.lock();
        if !inner.is_alive(process, life) {
            return Arrival::Dead;
        }
        inner.operations += 1;
        let me = &mut inner.processes[process];
        me.gates += 1;
        me.last = Some((op.clone(), at));
        let most = self.cast.scenario.gates_most();
        if me.gates > most {
            self.fail(&mut inner, process, Odd::endless(most, (op, at)));
            return Arrival::Dead;
        }
        let way = self.mishap(&mut inner, process, Moment::Gate(op));
        let arrival =
            if inner.is_alive(process, life) { self.pass(&mut inner, process, op, way) } else { Arrival::Dead };
        if let Arrival::Answered(reply) = &arrival {
            inner.processes[process].note(op, reply);
        }
        self.settle(&mut inner);
        arrival
    }

    fn pass(&self, inner: &mut Inner, process: usize, op: &Op, way: Way) -> Arrival {
        Arrival::Answered(match (way, op) {
            (Way::Refused, _) => Err(Failure::Unavailable),
            (Way::NotDone, _) => Err(Failure::Timeout),
            (_, Op::Pick(ways)) => Ok(Answer::Picked(self.dice(process).random_range(0..ways.len()) as u32)),
            (_, Op::Call(service, request)) => return Arrival::Waits(self.ask(inner, process, service, request)),
            (Way::Unanswered, _) => {
                let _ = inner.infra.apply(op, &mut inner.events);
                Err(Failure::Timeout)
            }
            (Way::Well, _) => inner.infra.apply(op, &mut inner.events),
        })
    }

    fn ask(&self, inner: &mut Inner, process: usize, service: &Name, request: &Wire) -> oneshot::Receiver<Reply> {
        let (reply, waits) = oneshot::channel();
        inner.processes[process].status = Status::Waiting;
        inner.asks.push(Ask {
            pool: self.cast.service(service),
            service: service.clone(),
            request: request.clone(),
            caller: Caller { process, reply },
        });
        waits
    }

    /// A handler has come to its end: its message is acknowledged or given back, its caller gets the response.
    pub(crate) fn finish(&self, process: usize, life: u64, outcome: &Outcome) {
        let mut inner = self.lock();
        if !inner.is_alive(process, life) {
            return;
        }
        let way = self.mishap(&mut inner, process, Moment::End);
        if inner.is_alive(process, life) {
            self.hand_in(&mut inner, process, outcome, way);
        }
        self.settle(&mut inner);
    }

    fn hand_in(&self, inner: &mut Inner, process: usize, outcome: &Outcome, way: Way) {
        let pool = self.cast.pool(process);
        let me = &mut inner.processes[process];
        me.life_line = None;
        me.status = Status::Idle;
        match (std::mem::replace(&mut me.holds, Holds::Nothing), &pool.role) {
            (Holds::Delivery(receipt), Role::Consumer(queue)) => match outcome {
                Ok(_) => inner.infra.ack(queue, &receipt, &mut inner.events),
                Err(_) => inner.infra.release(queue, &receipt, !me.excused, &mut inner.events),
            },
            (Holds::Request(request, caller), _) => {
                let response = response_of(outcome);
                let heard = caller.is_some() && way == Way::Well;
                inner.events.push(Event::Responded {
                    service: pool.name.clone(),
                    request,
                    response: response.clone(),
                    heard,
                });
                if let Some(caller) = caller {
                    let reply = if heard { Ok(Answer::Response(response)) } else { Err(Failure::Timeout) };
                    answer(inner, caller, reply);
                }
            }
            _ => me.status = Status::Ended,
        }
    }

    pub(crate) fn fresh_id(&self, process: usize) -> Id {
        Id::from_bits(self.dice(process).random())
    }

    pub(crate) fn recall(&self, process: usize, life: u64, name: &str) -> Option<Bytes> {
        let inner = self.lock();
        let known = inner.processes[process].memory.get(name);
        known.filter(|_| inner.is_alive(process, life)).cloned()
    }

    pub(crate) fn remember(&self, process: usize, life: u64, name: &str, value: Bytes) {
        let mut inner = self.lock();
        if inner.is_alive(process, life) {
            inner.processes[process].memory.insert(name.into(), value);
        }
    }
}

/// Starts a new life of a process.
fn begin(inner: &mut Inner, process: usize, task: Task, holds: Holds) -> Work {
    let (life_line, death) = oneshot::channel();
    let me = &mut inner.processes[process];
    me.status = Status::Running;
    me.holds = holds;
    me.life += 1;
    me.life_line = Some(life_line);
    me.gates = 0;
    me.last = None;
    me.history.clear();
    me.excused = false;
    Work { task, life: me.life, death }
}

/// Lets a caller go on. It runs from now on, before its thread wakes: else all would look quiet.
pub(crate) fn answer(inner: &mut Inner, caller: Caller, reply: Reply) {
    let process = &mut inner.processes[caller.process];
    process.status = Status::Running;
    process.excused |= matches!(reply, Err(Failure::Timeout | Failure::Unavailable));
    // A caller whose thread gave the run up does not listen any more.
    let _ = caller.reply.send(reply);
}
