//! The exit codes, of the runner and of the programs of `xtask/serve`, which has this file, too.

use std::process::ExitCode;

/// The exit codes. They are fixed: scripts and editors rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// It ran, and the exercise does not pass; so for a compile error.
    NotPassed = 1,
    /// Wrong use: no such verb, no such exercise, a manifest that cannot be understood.
    WrongUse = 2,
    /// The machine is not ready: cargo, a linker or a crate is missing.
    NotReady = 3,
    /// Refused: not unlocked, or not confirmed.
    Refused = 4,
    /// A limit was reached: time, or a search that did not come to its end.
    Limit = 5,
    /// What the verb had to write could not be written.
    NotWritten = 6,
    /// A bug of the runner.
    Bug = 70,
    /// Interrupted, as by Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// The meaning of a program's code, where the program keeps to these.
    pub fn of(code: i32) -> Option<Exit> {
        use Exit::*;
        let all = [Done, NotPassed, WrongUse, NotReady, Refused, Limit, NotWritten, Bug, Interrupted];
        all.into_iter().find(|exit| *exit as i32 == code)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
