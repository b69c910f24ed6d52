//! What one step looks like as a row, and between which columns it stands.

use std::sync::Arc;

use crate::event::Event;
use crate::op::{Op, Reply};
use crate::report::{Row, RowKind};

use super::super::moves::{Move, Way};
use super::super::port::Next;
use super::super::state::{Process, State, Status};
use super::lanes::Lane;
use super::words::{long, reply_words};
use super::{Draft, Recorder};

fn crash_words(gate: Option<&Next>, waits: bool, request: Option<String>) -> String {
    match (gate, request) {
        (Some(Next::Gate(op, _)), _) if waits => format!("dies waiting for `{}`", op.label()),
        (Some(Next::Gate(op, _)), _) => format!("dies before `{}`", op.label()),
        (Some(Next::Done(_)), Some(request)) => format!("dies before the answer to {request}"),
        (Some(Next::Done(_)), None) => "dies before the ack".into(),
        _ => "dies".into(),
    }
}

impl Recorder<'_> {
    pub(super) fn describe(
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
            (Move::Answer { process: worker, heard }, _) => (process(worker), self.answer(before, worker, heard, row)),
            (Move::Receive { process: index, .. }, _) => (self.receive(index, row), Some(process(index))),
            (Move::Finish { process: index }, gate) => {
                row.kind = RowKind::Operation;
                self.finish(gate, row);
                (process(index), Some(Lane::Queue(self.machine.queue_of(index as usize))))
            }
            (Move::Crash { process: index }, gate) => {
                row.kind = RowKind::Crash;
                let waits = matches!(before.processes[index as usize].status, Status::Waiting { .. });
                row.label = crash_words(gate, waits, request);
                (process(index), None)
            }
            _ => self.outside(before, chosen, row),
        }
    }

    fn answer(&self, before: &State, worker: u8, heard: bool, row: &mut Row) -> Option<Lane> {
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
        caller
    }

    fn receive(&self, process: u8, row: &mut Row) -> Lane {
        row.kind = RowKind::Delivery;
        if let Some(Event::Received { message, delivery, .. }) = self.machine.events.first() {
            row.label = format!("deliver {}", message.id);
            row.outcome = if *delivery > 1 { format!("delivery {delivery}") } else { String::new() };
        }
        Lane::Queue(self.machine.queue_of(process as usize))
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
        let waits =
            |process: &Arc<Process>| matches!(process.status, Status::Waiting { callee, .. } if callee == worker);
        before.processes.iter().position(waits).map(Lane::Process)
    }

    /// What follows from a crash has rows of its own: whoever waited for the service is told so, and a message may be a dead letter.
    pub(super) fn after_crash(&mut self, before: &State, chosen: Move, step: u32) {
        let Move::Crash { process } = chosen else { return };
        let row = |kind, label: String| Row {
            step,
            kind,
            from: 0,
            to: None,
            label,
            outcome: String::new(),
            fault: None,
            refused: true,
            at: None,
            changes: Vec::new(),
        };
        if let Some(caller) = self.caller(before, process) {
            self.lanes.touch(&caller);
            let from = Lane::Process(process as usize);
            self.rows.push(Draft::of(row(RowKind::Response, "no answer: timeout".into()), from, Some(caller)));
        }
        let dead = self.machine.events.iter().find_map(|event| match event {
            Event::DeadLettered { queue, message } => Some((queue.clone(), message.id.clone())),
            _ => None,
        });
        if let Some((queue, id)) = dead {
            let queue = Lane::Queue(queue);
            self.lanes.touch(&queue);
            let row = Row { fault: Some("dead letter".into()), refused: false, ..row(RowKind::Note, id.to_string()) };
            self.rows.push(Draft::of(row, queue, None));
        }
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
                row.label = format!("the clock moves on by {}", long(before.infra.setup.jump));
                (Lane::Clock, None)
            }
        }
    }
}
