//! The state of one run, under one lock, and the end of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lab::infra::{Infra, Receipt};
use lab::process::Code;
use lab::{Bytes, Counts, Event, Judge, Name, Odd, PROGRESS, Pool, Reply, Role, Scenario, View, Wire};
use lab::{quietly, waits_for_ever};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::oneshot;

use crate::tally::Outcome;

/// A scenario, and which of its processes belongs to which pool.
#[derive(Debug)]
pub(crate) struct Cast {
    pub(crate) scenario: Scenario,
    pub(crate) pool_of: Vec<usize>,
    pub(crate) names: Vec<Name>,
}

impl Cast {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let pools = scenario.pools().iter().enumerate();
        Cast {
            pool_of: pools
                .flat_map(|(index, pool)| std::iter::repeat_n(index, pool.workers))
                .collect(),
            names: scenario.process_names(),
            scenario: scenario.clone(),
        }
    }

    pub(crate) fn pool(&self, process: usize) -> &Pool {
        &self.scenario.pools()[self.pool_of[process]]
    }

    pub(crate) fn code(&self, process: usize) -> &Code {
        &self.pool(process).code
    }

    /// The pool of a service.
    pub(crate) fn service(&self, name: &str) -> Option<usize> {
        let is_it = |pool: &Pool| *pool.name == *name && pool.role == Role::Service;
        self.scenario.pools().iter().position(is_it)
    }
}

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
    judge: Judge,
    witnessed: Vec<bool>,
    over: bool,
    broke: Option<(String, String)>,
    on_stage: usize,
}

/// One run.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) cast: Arc<Cast>,
    inner: Mutex<Inner>,
    /// One for each pool: rung when there may be work.
    pub(crate) bells: Vec<Condvar>,
    curtain: Condvar,
    /// One for each process, so that a seed gives each the same delays, however they race; the last is for all.
    dice: Vec<Mutex<StdRng>>,
    /// A fault is tried at one moment in so many.
    pub(crate) fault_one_in: u32,
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    fn new(cast: &Cast) -> Self {
        let (infra, events) = cast.scenario.start();
        let process = |_| Process {
            status: Status::Idle,
            holds: Holds::Nothing,
            memory: BTreeMap::new(),
            life: 0,
            life_line: None,
            gates: 0,
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

    fn outcome(&self) -> Outcome {
        Outcome {
            broke: self.broke.clone(),
            faults: self.used,
            operations: self.operations,
            witnessed: self.witnessed.clone(),
        }
    }
}

impl Stage {
    pub(crate) fn new(cast: Arc<Cast>, seed: u64) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        // Short scenarios need frequent faults to have any, and long ones rare faults, else all come at once.
        let fault_one_in = 1 << dice.random_range(1..5);
        let stage = Stage {
            inner: Mutex::new(Inner::new(&cast)),
            bells: cast.scenario.pools().iter().map(|_| Condvar::new()).collect(),
            curtain: Condvar::new(),
            dice: (0..=cast.pool_of.len())
                .map(|_| Mutex::new(StdRng::from_rng(&mut dice)))
                .collect(),
            fault_one_in,
            cast,
        };
        stage.settle(&mut stage.lock());
        stage
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        guard(&self.inner)
    }

    /// The dice of a process.
    pub(crate) fn dice(&self, process: usize) -> MutexGuard<'_, StdRng> {
        guard(&self.dice[process])
    }

    /// The dice for what no process does.
    pub(crate) fn common_dice(&self) -> MutexGuard<'_, StdRng> {
        guard(self.dice.last().expect("there is one more than processes"))
    }

    /// Judges what has happened, and looks whether all is quiet; then tells whom it concerns. Follows each change.
    pub(crate) fn settle(&self, inner: &mut Inner) {
        self.judge(inner);
        while !inner.over && self.is_quiet(inner) {
            let broke = self.broken_at_rest(inner);
            if broke.is_some() || !self.disturb(inner) {
                inner.end(broke);
            }
            self.judge(inner);
        }
        if inner.over {
            for process in &mut inner.processes {
                process.life_line = None;
            }
            inner.asks.clear();
            self.bells.iter().for_each(Condvar::notify_all);
            self.curtain.notify_all();
        } else {
            let work = (0..self.bells.len()).filter(|pool| self.has_work(inner, *pool));
            work.for_each(|pool| self.bells[pool].notify_all());
        }
    }

    /// Judges the events since the last time. Each thing that happens is judged by itself: a rule sees the world just after it.
    pub(crate) fn judge(&self, inner: &mut Inner) {
        if inner.over {
            return;
        }
        let scenario = &self.cast.scenario;
        let events = std::mem::take(&mut inner.events);
        let judged = quietly(|| {
            let view = View::new(&inner.infra, inner.used);
            let broken = inner.judge.step(scenario.rules(), &events, &view);
            for (seen, witness) in inner.witnessed.iter_mut().zip(scenario.witnesses()) {
                *seen = *seen || witness.is_seen(&view);
            }
            broken.map(|broken| (scenario.rules()[broken.rule].sentence().into(), broken.seen))
        });
        let broke = judged.unwrap_or_else(|odd| Some(("the rules can be judged".into(), odd.reason)));
        let broke = broke.or_else(|| scenario.poison(&events).map(|reason| (PROGRESS.into(), reason)));
        if broke.is_some() {
            inner.end(broke);
        }
    }

    fn broken_at_rest(&self, inner: &Inner) -> Option<(String, String)> {
        let waits = inner
            .processes
            .iter()
            .position(|process| process.status == Status::Waiting);
        if let Some(process) = waits {
            return Some((PROGRESS.into(), waits_for_ever(&self.cast.names[process])));
        }
        let rules = self.cast.scenario.rules();
        let judged = quietly(|| inner.judge.end(rules, &View::new(&inner.infra, inner.used)));
        match judged {
            Ok(broken) => broken.map(|broken| (rules[broken.rule].sentence().into(), broken.seen)),
            Err(odd) => Some(("the rules can be judged".into(), odd.reason)),
        }
    }

    /// True where nothing will happen any more but faults: nobody runs, and nobody who is free has anything to do.
    fn is_quiet(&self, inner: &Inner) -> bool {
        let runs = inner.processes.iter().any(|process| process.status == Status::Running);
        !runs && !(0..self.bells.len()).any(|pool| self.has_work(inner, pool))
    }

    /// True where a process of this pool is free and has something to do.
    fn has_work(&self, inner: &Inner, pool: usize) -> bool {
        let is_free = |(of, process): (&usize, &Process)| *of == pool && process.status == Status::Idle;
        if !self.cast.pool_of.iter().zip(&inner.processes).any(is_free) {
            return false;
        }
        match &self.cast.scenario.pools()[pool].role {
            Role::Client => true,
            Role::Consumer(queue) => {
                let entries = inner.infra.queue(queue).map(|queue| queue.entries());
                entries.unwrap_or_default().iter().any(|entry| !entry.leased)
            }
            Role::Service => inner.asks.iter().any(|ask| ask.pool == Some(pool)),
        }
    }

    /// Fails the run for what a handler did.
    pub(crate) fn fail(&self, process: usize, life: u64, odd: Odd) {
        let mut inner = self.lock();
        if inner.is_alive(process, life) {
            let reason = format!("{}: {}", self.cast.names[process], odd.reason);
            inner.end(Some((odd.sentence, reason)));
            self.settle(&mut inner);
        }
    }

    /// Waits until the run is over, and gives it up after this time.
    pub(crate) fn wait_for_end(&self, patience: Duration) -> Outcome {
        let inner = self.lock();
        let waited = self.curtain.wait_timeout_while(inner, patience, |inner| !inner.over);
        let (mut inner, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        if timeout.timed_out() {
            let seconds = patience.as_secs();
            inner.end(Some((
                PROGRESS.into(),
                format!("after {seconds} seconds it has not come to rest"),
            )));
            self.settle(&mut inner);
        }
        inner.outcome()
    }

    /// Waits until all threads have left the stage; false where one does not.
    pub(crate) fn wait_for_exit(&self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        let mut inner = self.lock();
        while inner.on_stage > 0 {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            inner = self
                .curtain
                .wait_timeout(inner, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }

    /// A thread has left the stage.
    pub(crate) fn leave(&self) {
        let mut inner = self.lock();
        inner.on_stage -= 1;
        if inner.on_stage == 0 {
            self.curtain.notify_all();
        }
    }
}
