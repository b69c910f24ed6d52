//! Judges what has happened, and notices when all is quiet.

use std::sync::Condvar;

use lab::{Caught, Odd, PROGRESS, Role, View, quietly};

use crate::inner::{Inner, Process, Status};
use crate::stage::Stage;

impl Stage {
    /// Judges what has happened, and looks whether all is quiet; then tells whom it concerns. Follows each change.
    pub(crate) fn settle(&self, inner: &mut Inner) {
        self.judge(inner);
        while !inner.is_over() && self.is_quiet(inner) {
            let broke = self.broken_at_rest(inner);
            if broke.is_some() || !self.disturb(inner) {
                inner.end(broke);
            }
            self.judge(inner);
        }
        if inner.is_over() {
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
        if inner.is_over() {
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
        let broke = judged.unwrap_or_else(|caught| Some(unjudged(caught)));
        let broke = broke.or_else(|| scenario.poison(&events).map(|reason| (PROGRESS.into(), reason)));
        if broke.is_some() {
            inner.end(broke);
        }
    }

    fn broken_at_rest(&self, inner: &Inner) -> Option<(String, String)> {
        // Whoever waits for a worker that waits itself comes to an ask that nobody takes up.
        if let Some(ask) = inner.asks.first() {
            let name = &self.cast.names[ask.caller.process];
            return Some((PROGRESS.into(), self.cast.scenario.stuck(name, Some(&ask.service))));
        }
        let rules = self.cast.scenario.rules();
        let judged = quietly(|| inner.judge.end(rules, &View::new(&inner.infra, inner.used)));
        match judged {
            Ok(broken) => broken.map(|broken| (rules[broken.rule].sentence().into(), broken.seen)),
            Err(caught) => Some(unjudged(caught)),
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
    pub(crate) fn fail(&self, inner: &mut Inner, process: usize, odd: Odd) {
        let reason = format!("{}: {}", self.cast.names[process], odd.reason);
        inner.end(Some((odd.sentence, reason)));
        self.settle(inner);
    }

    /// Fails the run for a panic of a handler, if it still lived.
    pub(crate) fn fail_for_panic(&self, process: usize, life: u64, caught: Caught) {
        let mut inner = self.lock();
        if inner.is_alive(process, life) {
            let after = inner.processes[process].last.clone();
            let odd = Odd::panic(caught, after.as_ref().map(|(op, at)| (op, *at)));
            self.fail(&mut inner, process, odd);
        }
    }
}

/// A rule that panicked: it looks at something with another type than the handlers, for example.
fn unjudged(caught: Caught) -> (String, String) {
    let seen = format!("a rule panicked at {}: {}", caught.at, caught.message);
    ("the rules can be judged".into(), seen)
}
