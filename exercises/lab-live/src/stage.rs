//! One run: its state under one lock, its dice, and who waits for its end.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lab::PROGRESS;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::cast::Cast;
use crate::inner::Inner;
use crate::tally::Outcome;

/// One run.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) cast: Arc<Cast>,
    inner: Mutex<Inner>,
    /// One for each pool: rung when there may be work.
    pub(crate) bells: Vec<Condvar>,
    pub(crate) curtain: Condvar,
    /// One for each process, so that a seed gives each the same delays, however they race; the last is for all.
    dice: Vec<Mutex<StdRng>>,
    /// A fault is tried at one moment in so many.
    pub(crate) fault_one_in: u32,
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
            dice: (0..=cast.pool_of.len()).map(|_| Mutex::new(StdRng::from_rng(&mut dice))).collect(),
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

    /// Waits until the run is over, and gives it up after this time.
    pub(crate) fn wait_for_end(&self, patience: Duration) -> Outcome {
        let inner = self.lock();
        let waited = self.curtain.wait_timeout_while(inner, patience, |inner| !inner.is_over());
        let (mut inner, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        let gave_up = waited.timed_out();
        if gave_up {
            let seen = format!("after {} seconds it has not come to rest", patience.as_secs());
            inner.end(Some((PROGRESS.into(), seen)));
            self.settle(&mut inner);
        }
        Outcome { gave_up, ..inner.outcome() }
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
            inner = self.curtain.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0;
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
