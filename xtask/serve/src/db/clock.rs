//! The clock of a database: the machine's, since the database was made, and as far ahead as somebody has set it.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// It never goes back, though the machine's clock may.
#[derive(Debug)]
pub struct Clock {
    made: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    ahead: Duration,
    latest: Duration,
}

impl Clock {
    /// The clock of a database that was made then, so far ahead.
    pub fn new(made: Duration, ahead: Duration) -> Clock {
        Clock { made, state: Mutex::new(State { ahead, latest: Duration::ZERO }) }
    }

    /// The machine's clock, since 1970.
    pub fn machine() -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    /// How long ago the database was made.
    pub fn now(&self) -> Duration {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.latest = state.latest.max(Clock::machine().saturating_sub(self.made).saturating_add(state.ahead));
        state.latest
    }

    /// How far it is ahead.
    pub fn ahead(&self) -> Duration {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).ahead
    }

    /// Sets how far it is ahead.
    pub fn set_ahead(&self, ahead: Duration) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).ahead = ahead;
    }
}
