//! What was done so far: an append-only log of events, and the state that is a fold over them.
//!
//! It practises what the course teaches: an event has an id, two copies of it count once, two writers commute, and the order
//! is that of a logical clock.

mod event;
mod log;
mod mob;

use std::collections::BTreeMap;

pub use event::{APPLIED, Begin, Event, FAILED, Failure, HINT, Note, PASSED, RESET, RESTORED, UNLOCKED};
pub use event::{MOB_ENDED, MOB_ERRORS, MOB_FAILED, MOB_JOINED, MOB_LEFT, MOB_PASSED, MOB_STARTED, MOB_TURN};
pub use log::{Held, hold, read, record};
pub use mob::{Run, Session, Verdict};

use crate::catalog::Half;

/// How far an exercise is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Never checked.
    #[default]
    New,
    /// The last check passed.
    Passed,
    /// The last check failed.
    Failed {
        /// An earlier one passed.
        passed_before: bool,
    },
}

/// What was done with one exercise.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// How far it is.
    pub state: State,
    /// How many checks failed.
    pub failures: usize,
    /// How many levels of the hints were read.
    pub hints: usize,
    /// The last check of the mob's half passed.
    pub mob_passed: bool,
    /// The solution was unlocked on demand.
    pub unlocked: bool,
    /// What failed last, of the exercise or of its mob's half.
    pub last_failure: Option<LastFailure>,
}

/// What failed last.
#[derive(Clone, Debug)]
pub struct LastFailure {
    /// What failed.
    pub failure: Failure,
    /// Of which half.
    pub half: Half,
    /// A check of the same half passed since.
    pub passed_since: bool,
}

/// What was done with each exercise.
#[derive(Debug, Default)]
pub struct Progress {
    done: BTreeMap<String, Done>,
    ordered: Vec<(String, String)>,
    mob: Option<Session>,
}

impl Progress {
    /// Folds the events: copies count once, and neither their order in the log nor the clock matters.
    pub fn fold(events: impl IntoIterator<Item = Event>) -> Progress {
        let distinct: BTreeMap<String, Event> = events.into_iter().map(|event| (event.id.clone(), event)).collect();
        let mut ordered: Vec<Event> = distinct.into_values().collect();
        // Lines of the first version have no `n`: among them the time is all there is.
        ordered.sort_by(|a, b| (a.n, a.at, &a.id).cmp(&(b.n, b.at, &b.id)));
        let mut progress = Progress::default();
        for event in ordered {
            mob::take(&mut progress.mob, &event);
            progress.ordered.push((event.exercise.clone(), event.event.clone()));
            progress.done.entry(event.exercise.clone()).or_default().take(event);
        }
        progress
    }

    /// How far the exercise in this folder is.
    pub fn of(&self, exercise: &str) -> State {
        self.done.get(exercise).map(|done| done.state).unwrap_or_default()
    }

    /// What was done with the exercise in this folder.
    pub fn done(&self, exercise: &str) -> Done {
        self.done.get(exercise).cloned().unwrap_or_default()
    }

    /// The last mob, at work or ended.
    pub fn mob(&self) -> Option<&Session> {
        self.mob.as_ref()
    }

    /// The mob that is at work, or was left without an end.
    pub fn mob_at_work(&self) -> Option<&Session> {
        self.mob().filter(|session| session.ended.is_none())
    }

    /// The exercise of the last of these events.
    pub fn last_with(&self, events: &[&str]) -> Option<&str> {
        let last = self.ordered.iter().rev().find(|(_, event)| events.contains(&event.as_str()));
        last.map(|(exercise, _)| exercise.as_str())
    }
}

impl Done {
    fn take(&mut self, event: Event) {
        let half = if matches!(event.event.as_str(), MOB_PASSED | MOB_FAILED) { Half::Mob } else { Half::Alone };
        match event.event.as_str() {
            PASSED => self.state = State::Passed,
            FAILED => {
                self.state = State::Failed { passed_before: self.state.passed_once() };
                self.failures += 1;
            }
            HINT => self.hints = self.hints.max(event.level.unwrap_or_default()),
            MOB_PASSED | MOB_FAILED => self.mob_passed = event.event == MOB_PASSED,
            UNLOCKED => self.unlocked = true,
            _ => {}
        }
        if let Some(failure) = event.failure {
            self.last_failure = Some(LastFailure { failure, half, passed_since: false });
        } else if let Some(last) = &mut self.last_failure {
            last.passed_since |= event.event == if last.half == Half::Mob { MOB_PASSED } else { PASSED };
        }
    }
}

impl State {
    /// Whether it ever passed.
    pub fn passed_once(self) -> bool {
        matches!(self, State::Passed | State::Failed { passed_before: true })
    }

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            State::New => "not tried",
            State::Passed => "passed",
            State::Failed { passed_before: false } => "failed",
            State::Failed { passed_before: true } => "failed (passed before)",
        }
    }

    /// As programs read it.
    pub fn word(self) -> &'static str {
        match self {
            State::New => "new",
            State::Passed => "passed",
            State::Failed { .. } => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(n: u64, at: u64, event: &str) -> Event {
        Event { id: format!("{n}-{at}"), n, at, ..Event::new("02", event) }
    }

    #[test]
    fn the_order_in_the_log_and_copies_do_not_matter() {
        let events = [event(1, 1, PASSED), event(2, 2, FAILED), event(3, 3, "praised")];
        let forwards = Progress::fold(events.clone()).of("02");
        let backwards = Progress::fold(events.iter().rev().chain(&events).cloned()).of("02");
        assert_eq!(forwards, State::Failed { passed_before: true });
        assert_eq!(forwards, backwards);
        assert_eq!(Progress::fold(events.iter().chain(&events).cloned()).done("02").failures, 1);
    }

    #[test]
    fn a_copy_of_an_old_event_does_not_win() {
        let events = [event(1, 1, FAILED), event(2, 2, PASSED), event(1, 1, FAILED)];
        assert_eq!(Progress::fold(events).of("02"), State::Passed);
    }

    #[test]
    fn a_clock_that_goes_back_changes_nothing() {
        let events = [event(1, 900, FAILED), event(2, 5, PASSED)];
        assert_eq!(Progress::fold(events).of("02"), State::Passed);
    }

    #[test]
    fn the_log_of_the_first_version_is_ordered_by_time() {
        let events = [event(0, 1, FAILED), event(0, 2, PASSED)];
        assert_eq!(Progress::fold(events).of("02"), State::Passed);
    }
}
