//! Exercise 14 behind a real HTTP server, and the client that drives it.
//!
//! The handler is the one of the exercise, unchanged: the learner's, the reference's, or that of the file as shipped. Each is a
//! program of its own in a folder beside `src`, so that one that does not compile leaves the others alone. In reading order:
//!
//! - [`limits`]: all limits; [`options`]: what the program is asked for; [`exit`]: the exit codes;
//! - [`db`]: the stores of the lab in a database file; [`backend`]: what handlers see of it; [`workers`]: who runs them;
//! - [`http`]: connections and requests; [`loss`]: which responses are lost; [`log`]: what is told;
//! - [`server`]: all of that as a program; [`drive`]: the client.
//!
//! Not modelled: TLS, HTTP/2, more than one server on a database.
#![warn(missing_docs)]

pub mod backend;
pub mod db;
pub mod drive;
pub mod exit;
pub mod http;
pub mod limits;
pub mod log;
pub mod loss;
pub mod options;
mod race;
pub mod server;
pub mod workers;

use std::panic::catch_unwind;
use std::process::ExitCode;

use exit::{Exit, Stop};
use options::Options;
pub use workers::{Exercise, Local};

/// The program: serves this exercise, or drives it.
pub fn main(exercise: Exercise) -> ExitCode {
    let done = catch_unwind(|| {
        let options = Options::read(std::env::args_os().skip(1))?;
        match options.drive {
            Some(charges) => drive::drive(exercise, &options, charges),
            None => server::serve(exercise, &options),
        }
    });
    let bug = |_| Err(Stop::new(Exit::Bug, "the server ended early", "report it with the command you typed"));
    done.unwrap_or_else(bug).map_or_else(
        |stop| {
            eprintln!("{stop}");
            stop.exit.into()
        },
        ExitCode::from,
    )
}
