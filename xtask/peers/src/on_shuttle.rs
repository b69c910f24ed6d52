//! On shuttle: the same code as tasks of its executor, run from the start for each schedule.
//!
//! A worker yields before each operation, so that an operation is one step, as on the lab. That is the kindest way to put it: with a
//! thread for each worker and shuttle's mutexes around store and queue, each operation is several steps, and the depth-first search
//! had not come to its end after three minutes. Shuttle remembers no states: two schedules that lead to the same state are both run
//! to their ends.

use std::sync::{Arc, Mutex as Unscheduled, MutexGuard};

use shuttle::scheduler::{DfsScheduler, RandomScheduler, Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, Runner, future};

use crate::booking::{Case, Conflict, Payment, Shop, Version, right, seeded_bug};
use crate::outcome::{Counterexample, Outcome, Unit};

/// What is seen from outside. Not behind a mutex of shuttle's: looking at a run must not add steps to it.
#[derive(Debug, Default)]
struct Seen {
    runs: u64,
    breaking_runs: u64,
    /// The number of the first run that broke the rule, and its operations until then.
    first: Option<(u64, u64)>,
    operations: u64,
    broken: bool,
}

type Watch = Arc<Unscheduled<Seen>>;

impl Seen {
    fn new_run(&mut self) {
        self.runs += 1;
        self.operations = 0;
        self.broken = false;
    }

    fn broke(&mut self) {
        if !std::mem::replace(&mut self.broken, true) {
            self.breaking_runs += 1;
            self.first.get_or_insert((self.runs, self.operations));
        }
    }
}

/// Store and queues. The lock is never waited for: no task is switched while it is held.
#[derive(Debug)]
struct World {
    payment: Payment,
    etag: u64,
    /// How many copies wait.
    waiting: u8,
    events: u8,
}

struct OnShuttle {
    world: Unscheduled<World>,
    watch: Watch,
}

impl OnShuttle {
    fn new(watch: Watch, copies: u8) -> Self {
        let world = World { payment: Payment::default(), etag: 0, waiting: copies, events: 0 };
        OnShuttle { world: Unscheduled::new(world), watch }
    }

    fn watched(&self) -> MutexGuard<'_, Seen> {
        self.watch.lock().expect("nobody panics with it")
    }

    /// One operation: shuttle may let another task go first, then it is done at once.
    async fn operation<T>(&self, apply: impl FnOnce(&mut World) -> T) -> T {
        future::yield_now().await;
        let mut world = self.world.lock().expect("nobody panics with it");
        let answer = apply(&mut world);
        let mut seen = self.watched();
        seen.operations += 1;
        if world.payment.booked > 1 {
            seen.broke();
        }
        answer
    }

    async fn receive(&self) -> bool {
        self.operation(|world| {
            let some = world.waiting > 0;
            world.waiting -= u8::from(some);
            some
        })
        .await
    }

    async fn ack(&self) {
        self.operation(|_| ()).await;
    }
}

impl Shop for OnShuttle {
    type Etag = u64;

    async fn load(&self) -> (Payment, u64) {
        self.operation(|world| (world.payment, world.etag)).await
    }

    async fn save(&self, payment: Payment, if_etag: u64) -> Result<(), Conflict> {
        self.operation(|world| {
            if world.etag != if_etag {
                return Err(Conflict);
            }
            (world.payment, world.etag) = (payment, if_etag + 1);
            Ok(())
        })
        .await
    }

    async fn send(&self) {
        self.operation(|world| world.events += 1).await;
    }
}

async fn worker(shop: Arc<OnShuttle>, version: Version) {
    while shop.receive().await {
        match version {
            Version::Right => right(&*shop).await,
            Version::SeededBug => seeded_bug(&*shop).await,
        }
        shop.ack().await;
    }
}

fn run(case: Case, watch: &Watch) {
    watch.lock().expect("nobody panics with it").new_run();
    let shop = Arc::new(OnShuttle::new(watch.clone(), case.of_each));
    let workers = (0..case.of_each).map(|_| future::spawn_local(worker(shop.clone(), case.version)));
    for worker in workers.collect::<Vec<_>>() {
        future::block_on(worker).expect("no worker is aborted");
    }
    let told = shop.world.lock().expect("nobody panics with it").events;
    if told == 0 {
        shop.watched().broke();
    }
}

/// How many schedules the depth-first search may try.
pub const MOST_RUNS: u64 = 30_000;

/// Ends the search once the rule is broken; with a panic, as a test would, shuttle would print its own report.
struct UntilFound<S> {
    inner: S,
    watch: Watch,
    /// Becomes true where no schedule is left.
    ended: Arc<Unscheduled<bool>>,
}

impl<S: Scheduler> Scheduler for UntilFound<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        let (found, runs) = {
            let seen = self.watch.lock().expect("nobody panics with it");
            (seen.first.is_some(), seen.runs)
        };
        if found || runs >= MOST_RUNS {
            return None;
        }
        let schedule = self.inner.new_execution();
        *self.ended.lock().expect("nobody panics with it") = schedule.is_none();
        schedule
    }

    fn next_task(&mut self, runnable: &[&Task], current: Option<TaskId>, yields: bool) -> Option<TaskId> {
        self.inner.next_task(runnable, current, yields)
    }

    fn next_u64(&mut self) -> u64 {
        self.inner.next_u64()
    }
}

/// Every schedule, one after the other, until one breaks the rule; at most [`MOST_RUNS`].
pub fn depth_first(case: Case) -> Outcome {
    let watch = Watch::default();
    let ended = Arc::new(Unscheduled::new(false));
    let inner = DfsScheduler::new(None, false);
    let scheduler = UntilFound { inner, watch: watch.clone(), ended: ended.clone() };
    let all = outcome(run_with(scheduler, case, watch), false);
    let to_the_end = *ended.lock().expect("nobody panics with it");
    Outcome { to_the_end, ..all }
}

/// So many random schedules from this seed; it does not stop at the first that breaks the rule, but counts them.
pub fn random(case: Case, seed: u64, runs: usize) -> Outcome {
    outcome(run_with(RandomScheduler::new_from_seed(seed, runs), case, Watch::default()), true)
}

fn run_with(scheduler: impl Scheduler + 'static, case: Case, watch: Watch) -> Seen {
    let seen = watch.clone();
    Runner::new(scheduler, Config::default()).run(move || run(case, &seen));
    std::mem::take(&mut watch.lock().expect("nobody panics with it"))
}

fn outcome(seen: Seen, random: bool) -> Outcome {
    Outcome {
        looked_at: seen.first.map_or(seen.runs, |(run, _)| run),
        unit: Unit::Runs,
        to_the_end: false,
        found: seen.first.map(|(_, steps)| Counterexample { steps, smallest: false }),
        breaking_runs: random.then_some(seen.breaking_runs),
    }
}
