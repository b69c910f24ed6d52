//! What the process tells its caller: the exit code, and for an error the facts and the next step.

mod code;

use std::fmt;

use crate::terminal::complain_in_sentences;

pub use code::Exit;

/// An error that the user can act on: it ends the verb with its [`Exit`].
///
/// Any other error that reaches `main` is a bug of the runner.
#[derive(Debug)]
pub struct Stop {
    /// The code to end with.
    pub exit: Exit,
    /// What is wrong: lower case, names the thing and the value. May have more than one line.
    pub what: String,
    /// What to do now, without the word `Next`. None where there is nothing to do.
    pub next: Option<String>,
}

impl Stop {
    /// An error with its next step.
    pub fn new(exit: Exit, what: impl Into<String>, next: impl Into<String>) -> Stop {
        Stop { exit, what: what.into(), next: Some(next.into()) }
    }

    /// The user asked to end: nothing to say, nothing to do.
    pub fn interrupted() -> Stop {
        Stop { exit: Exit::Interrupted, what: "interrupted".to_string(), next: None }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Stop {}

/// Tells an error and its next step, and says how to end.
pub fn tell(error: anyhow::Error) -> Exit {
    let stop = error.downcast::<Stop>().unwrap_or_else(|error| {
        Stop::new(Exit::Bug, format!("{error:#}"), "if that is not clear, report it with the command you typed")
    });
    complain_in_sentences(format!("error: {stop}"));
    if let Some(next) = stop.next {
        complain_in_sentences(format!("Next: {next}"));
    }
    stop.exit
}
