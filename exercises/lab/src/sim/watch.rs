//! The watchdog: a handler that loops without a gate would stop the search for ever, so a second thread looks at the clock.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::play::play_asked;
use crate::report::{Broke, Effort, Play, Report, Verdict};
use crate::scenario::Scenario;

use super::report::{blank, drawn, publish, publish_play};

/// How long a handler may run from one gate to the next before it is taken for a loop without a gate.
const PATIENCE: Duration = Duration::from_secs(3);

/// The exit code of a test process that the watchdog ended.
pub const WATCHDOG_EXIT: i32 = 124;

type Ending = Arc<dyn Fn(Option<String>) -> Report + Send + Sync>;

#[derive(Default)]
struct Watched {
    since: Option<Instant>,
    after: Option<String>,
    ending: Option<Ending>,
}

type Shared = Arc<Mutex<Watched>>;

thread_local! {
    static MINE: Shared = Shared::default();
}

fn lock(shared: &Shared) -> MutexGuard<'_, Watched> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn all() -> &'static Mutex<Vec<Shared>> {
    static ALL: OnceLock<Mutex<Vec<Shared>>> = OnceLock::new();
    ALL.get_or_init(|| {
        std::thread::spawn(|| {
            loop {
                std::thread::sleep(PATIENCE / 10);
                let every = all().lock().unwrap_or_else(PoisonError::into_inner).clone();
                every.iter().for_each(look);
            }
        });
        Mutex::new(Vec::new())
    })
}

/// Ends the process where a handler of this thread has run for too long, after its report is written.
fn look(shared: &Shared) {
    let (after, ending) = {
        let watched = lock(shared);
        if watched.since.is_none_or(|since| since.elapsed() < PATIENCE) {
            return;
        }
        (watched.after.clone(), watched.ending.clone())
    };
    let Some(ending) = ending else { return };
    let report = ending(after);
    match play_asked() {
        Some(_) => publish_play(&Play::stopped(report.clone())),
        None => publish(&report),
    }
    eprintln!("{}", drawn(&report));
    std::process::exit(WATCHDOG_EXIT);
}

/// While it lives, the thread's handlers are watched.
pub(crate) struct Guarded;

/// Watches this thread; `ending` makes the report of a loop, given the last gate before it.
fn guard(ending: impl Fn(Option<String>) -> Report + Send + Sync + 'static) -> Guarded {
    MINE.with(|mine| {
        lock(mine).ending = Some(Arc::new(ending));
        all().lock().unwrap_or_else(PoisonError::into_inner).push(mine.clone());
    });
    Guarded
}

impl Drop for Guarded {
    fn drop(&mut self) {
        MINE.with(|mine| {
            *lock(mine) = Watched::default();
            all().lock().unwrap_or_else(PoisonError::into_inner).retain(|known| !Arc::ptr_eq(known, mine));
        });
    }
}

/// Watches this thread while it runs this scenario. The report is made here, since it names the test by its thread.
pub(crate) fn of(scenario: &Scenario) -> Guarded {
    let mut report = blank(scenario, Verdict::Broken, Effort::default());
    report.broke = Some(Broke::Guard);
    report.rule = Some("a handler comes to its next gate or its end".into());
    guard(move |after| {
        let place = after.map_or("at its start".into(), |gate| format!("after `{gate}`"));
        let seconds = PATIENCE.as_secs();
        let seen = format!(
            "{place} it ran for {seconds} seconds without a gate: a loop without an await, or a wait for a thread?"
        );
        Report { reason: Some(seen), ..report.clone() }
    })
}

/// While it lives, a handler runs.
pub(crate) struct Entered;

/// Notes that a handler runs on from a gate.
pub(crate) fn enter(after: Option<String>) -> Entered {
    MINE.with(|mine| {
        let mut watched = lock(mine);
        watched.since = Some(Instant::now());
        watched.after = after;
    });
    Entered
}

impl Drop for Entered {
    fn drop(&mut self) {
        MINE.with(|mine| lock(mine).since = None);
    }
}
