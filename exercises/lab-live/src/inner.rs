//! What the lock of a run protects.

use std::collections::BTreeMap;
use std::panic::Location;

use lab::infra::{Infra, Receipt};
use lab::{Bytes, Counts, Event, Judge, Key, Name, Op, Reply, Wire, excuses, tells};
use tokio::sync::oneshot;

use crate::cast::Cast;
use crate::tally::Outcome;

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// It waits for work; a client, for the start. Also while its thread still drops what it did when it crashed.
    Idle,
    /// It is between two gates, or about to pass one.
    Running,
    /// It waits for a response.
    Waiting,
    /// Its script is over.
    Ended,
}

/// What a running handler was started for.
#[derive(Debug)]
pub(crate) enum Holds {
    Nothing,
    Delivery(Receipt),
    /// A request, and who waits for the response, unless that process died.
    Request(Wire, Option<Caller>),
}

/// Who waits for a response.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) process: usize,
    pub(crate) reply: oneshot::Sender<Reply>,
}

/// A request that no worker has taken up yet.
#[derive(Debug)]
pub(crate) struct Ask {
    /// The pool of the service; none where there is no such service.
    pub(crate) pool: Option<usize>,
    pub(crate) service: Name,
    pub(crate) request: Wire,
    pub(crate) caller: Caller,
}

/// One process.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) status: Status,
    pub(crate) holds: Holds,
    pub(crate) memory: BTreeMap<String, Bytes>,
    /// Counts starts of handlers and crashes: what belongs to an earlier life has no effect any more.
    pub(crate) life: u64,
    /// Dropped at the end of a life.
    pub(crate) life_line: Option<oneshot::Sender<()>>,
    pub(crate) gates: u32,
    /// The gate that it came to last.
    pub(crate) last: Option<(Op, &'static Location<'static>)>,
    /// What its handler asked and was answered in this life.
    pub(crate) history: Vec<(Op, Reply)>,
    /// True where a failure of its handler now would not be its own.
    pub(crate) excused: bool,
}

impl Process {
    /// Takes note of an answer.
    pub(crate) fn note(&mut self, op: &Op, reply: &Reply) {
        let has_read = |key: &Key, etag| self.history.iter().any(|(op, reply)| tells(op, reply, key, etag));
        self.excused = self.excused || excuses(op, reply, has_read);
        self.history.push((op.clone(), reply.clone()));
    }
}

/// What the lock protects.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) infra: Infra,
    pub(crate) processes: Vec<Process>,
    pub(crate) asks: Vec<Ask>,
    pub(crate) used: Counts,
    pub(crate) operations: u64,
    /// What has happened since the rules were last judged.
    pub(crate) events: Vec<Event>,
    pub(crate) judge: Judge,
    pub(crate) witnessed: Vec<bool>,
    over: bool,
    broke: Option<(String, String)>,
    pub(crate) on_stage: usize,
}

impl Inner {
    pub(crate) fn new(cast: &Cast) -> Self {
        let (infra, events) = cast.scenario.start();
        let process = |_| Process {
            status: Status::Idle,
            holds: Holds::Nothing,
            memory: BTreeMap::new(),
            life: 0,
            life_line: None,
            gates: 0,
            last: None,
            history: Vec::new(),
            excused: false,
        };
        Inner {
            infra,
            processes: (0..cast.pool_of.len()).map(process).collect(),
            asks: Vec::new(),
            used: Counts::default(),
            operations: 0,
            events,
            judge: Judge::new(cast.scenario.rules()),
            witnessed: vec![false; cast.scenario.witnesses().len()],
            over: false,
            broke: None,
            on_stage: cast.pool_of.len(),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// True where this life of a process still goes on.
    pub(crate) fn is_alive(&self, process: usize, life: u64) -> bool {
        !self.over && self.processes[process].life == life
    }

    pub(crate) fn end(&mut self, broke: Option<(String, String)>) {
        if !self.over {
            self.over = true;
            self.broke = broke;
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        Outcome {
            broke: self.broke.clone(),
            faults: self.used,
            operations: self.operations,
            witnessed: self.witnessed.clone(),
            gave_up: false,
        }
    }
}
