//! How the program ends: the exit codes of the runner, and for an error the facts and the next step, as the runner tells them.

#[path = "../../src/exit/code.rs"]
mod code;

use std::fmt;

pub use code::Exit;

/// An error that the user can act on.
#[derive(Debug)]
pub struct Stop {
    /// The code to end with.
    pub exit: Exit,
    /// What is wrong: lower case, names the thing and the value.
    pub what: String,
    /// What to do now, without the word `Next`.
    pub next: String,
}

impl Stop {
    /// An error with its next step.
    pub fn new(exit: Exit, what: impl Into<String>, next: impl Into<String>) -> Stop {
        Stop { exit, what: what.into(), next: next.into() }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\nNext: {}", self.what, self.next)
    }
}
