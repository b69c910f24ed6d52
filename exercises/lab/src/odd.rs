//! What a backend says of code that it cannot go on with.

use crate::sim::guard::{self, Oddity};

/// Code that no backend can judge: which promise it breaks, and what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// The promise, one sentence.
    pub sentence: String,
    /// What was seen.
    pub reason: String,
}

impl From<Oddity> for Odd {
    fn from(oddity: Oddity) -> Self {
        Odd { sentence: oddity.sentence().into(), reason: oddity.reason() }
    }
}

impl Odd {
    /// A handler that passed so many gates and still goes on.
    pub fn endless(gates: u32) -> Self {
        Oddity::Endless { gates }.into()
    }
}

/// Runs code of a learner: a panic in it is returned, without a word on the terminal.
///
/// # Errors
/// The panic, with its place.
pub fn quietly<R>(run: impl FnOnce() -> R) -> Result<R, Odd> {
    guard::quietly(run).map_err(Odd::from)
}
