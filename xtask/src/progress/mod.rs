//! What was done so far: an append-only log of events, and the state that is a fold over them.
//!
//! It practises what the course teaches: an event has an id, two copies of it count once, and two writers commute.

mod log;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use log::{read, record};

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The version of the form: 1.
    pub v: u32,
    /// Unique; an event with an id seen before is a copy.
    pub id: String,
    /// When it happened, in milliseconds since 1970.
    pub at: u64,
    /// The folder of the exercise, such as `02-lost-or-ghost`.
    pub exercise: String,
    /// What happened. A name that this runner does not know is kept and has no effect.
    pub event: String,
}

/// What a check that came to its end is recorded as.
pub const PASSED: &str = "passed";
/// What a check that found something wrong is recorded as.
pub const FAILED: &str = "failed";

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

/// How far each exercise is.
#[derive(Debug, Default)]
pub struct Progress {
    states: BTreeMap<String, State>,
}

impl Progress {
    /// Folds the events: copies count once, and the order in the log does not matter.
    pub fn fold(events: impl IntoIterator<Item = Event>) -> Progress {
        let distinct: BTreeMap<String, Event> = events.into_iter().map(|event| (event.id.clone(), event)).collect();
        let mut ordered: Vec<Event> = distinct.into_values().collect();
        ordered.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        let mut states = BTreeMap::new();
        for event in ordered {
            let state: &mut State = states.entry(event.exercise).or_default();
            *state = match event.event.as_str() {
                PASSED => State::Passed,
                FAILED => State::Failed { passed_before: state.passed_once() },
                _ => *state,
            };
        }
        Progress { states }
    }

    /// How far the exercise in this folder is.
    pub fn of(&self, exercise: &str) -> State {
        self.states.get(exercise).copied().unwrap_or_default()
    }
}

impl State {
    fn passed_once(self) -> bool {
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

    fn event(id: &str, at: u64, event: &str) -> Event {
        Event { v: 1, id: id.to_string(), at, exercise: "02".to_string(), event: event.to_string() }
    }

    #[test]
    fn the_order_in_the_log_and_copies_do_not_matter() {
        let events = [event("a", 1, PASSED), event("b", 2, FAILED), event("c", 3, "hint")];
        let forwards = Progress::fold(events.clone()).of("02");
        let backwards = Progress::fold(events.iter().rev().chain(&events).cloned()).of("02");
        assert_eq!(forwards, State::Failed { passed_before: true });
        assert_eq!(forwards, backwards);
    }

    #[test]
    fn a_copy_of_an_old_event_does_not_win() {
        let events = [event("a", 1, FAILED), event("b", 2, PASSED), event("a", 1, FAILED)];
        assert_eq!(Progress::fold(events).of("02"), State::Passed);
    }
}
