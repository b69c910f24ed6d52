//! How the program ends: the exit codes of the runner, and for an error the facts and the next step, as the runner tells them.

use std::fmt;
use std::process::ExitCode;

/// The exit codes that occur here. The runner hands them on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// It ran, and the exercise does not pass.
    NotPassed = 1,
    /// Wrong use.
    WrongUse = 2,
    /// The machine is not ready: a port or a database is taken.
    NotReady = 3,
    /// A limit was reached: time.
    Limit = 5,
    /// What had to be written could not be written.
    NotWritten = 6,
    /// A bug of this program.
    Bug = 70,
    /// Ended as it was asked to, as by Ctrl-C.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

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
