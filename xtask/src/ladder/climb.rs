//! Several rungs at a time. Each is a process of its own, so a check takes about as long as the longest of them, not as all together.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::{Outcome, Runner, SILENCE, Step};
use crate::catalog::Rung;
use crate::exit::Stop;
use crate::process::{self, Ended, Run};

/// At most so many at once: each may take the memory that the lab grants to one search.
const MOST: usize = 4;
/// How often a rung looks whether anybody still waits for it: the verdict does not come before it has ended.
const SOON: Duration = Duration::from_millis(2);

/// Which rung, and how its process ended.
type Found = (usize, anyhow::Result<Run>);

/// What the rungs that run share.
struct Climb<'a> {
    rungs: &'a [Rung],
    whole: bool,
    /// The first rung that nobody has begun.
    next: AtomicUsize,
    /// Nobody waits for more.
    over: Arc<AtomicBool>,
}

impl Climb<'_> {
    /// One rung after the other, until there is none left to begin.
    fn work(&self, runner: &Runner<'_>, found: &Sender<Found>) {
        while !self.over.load(Ordering::SeqCst) {
            let at = self.next.fetch_add(1, Ordering::SeqCst);
            let Some(rung) = self.rungs.get(at) else { return };
            // Silent: only the thread that waits for all may speak.
            let run = runner.run_with(&rung.test, runner.command(), |_| {});
            if !self.whole && !run.as_ref().is_ok_and(|run| matches!(run.ended, Ended::Code(0))) {
                // It cannot be green, so nobody will ask for those that come after it.
                self.next.store(self.rungs.len(), Ordering::SeqCst);
            }
            if found.send((at, run)).is_err() {
                return;
            }
        }
    }
}

impl Runner<'_> {
    /// Runs the rungs, and hands over what each found, in the order of the ladder. One that is not green is the last, unless the
    /// `whole` ladder is wanted.
    ///
    /// # Errors
    /// As of [`step`](Runner::step), for the rungs up to the last.
    pub fn climb(&self, rungs: &[Rung], whole: bool, each: impl FnMut(&Rung, &Step)) -> anyhow::Result<Vec<Step>> {
        let climb = Climb { rungs, whole, next: AtomicUsize::new(0), over: Arc::default() };
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(MOST).min(rungs.len());
        std::thread::scope(|scope| {
            let (sender, found) = channel();
            for _ in 0..workers {
                let (climb, sender, over) = (&climb, sender.clone(), Arc::clone(&climb.over));
                let work = move || climb.work(self, &sender);
                scope.spawn(|| process::unless(Rc::new(move || over.load(Ordering::SeqCst)), SOON, work));
            }
            // Else the channel would stay open where all of them have ended.
            drop(sender);
            let steps = self.gather(&climb, &found, each);
            climb.over.store(true, Ordering::SeqCst);
            steps
        })
    }

    /// Takes what the workers find, in any order.
    fn gather(
        &self,
        climb: &Climb<'_>,
        found: &Receiver<Found>,
        mut each: impl FnMut(&Rung, &Step),
    ) -> anyhow::Result<Vec<Step>> {
        let (mut early, mut steps) = (BTreeMap::new(), Vec::new());
        let mut quiet = Instant::now();
        let mut told = false;
        while let Some(rung) = climb.rungs.get(steps.len()) {
            if let Some(run) = early.remove(&steps.len()) {
                let step = self.judge(&rung.test, &run?)?;
                each(rung, &step);
                let red = step.outcome != Outcome::Green;
                steps.push(step);
                if red && !climb.whole {
                    break;
                }
                (quiet, told) = (Instant::now(), false);
                continue;
            }
            match found.recv_timeout(process::TICK) {
                Ok((at, run)) => drop(early.insert(at, run)),
                // Only a worker's panic comes here, and the scope goes on with it.
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) if process::is_to_end() => return Err(Stop::interrupted().into()),
                Err(RecvTimeoutError::Timeout) if quiet.elapsed() >= SILENCE && !told => {
                    told = true;
                    self.tell_silence(&rung.test);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        Ok(steps)
    }
}
