//! Exercise 14 behind a real HTTP server, and the client that drives it.
//!
//! The handler is the one of the exercise, unchanged: the learner's, the reference's, or that of the file as shipped. Each is a
//! program of its own in a folder beside `src`, so that one that does not compile leaves the others alone. In reading order:
//!
//! - [`limits`]: all limits; [`options`]: what the program is asked for; [`exit`]: the exit codes of the runner;
//! - [`db`]: the stores of the lab in a database file; [`backend`]: what handlers see of it; [`workers`]: who runs them;
//! - [`http`]: connections and requests; [`loss`]: which responses are lost; [`log`]: what is told;
//! - [`server`]: all of that as a program; [`drive`]: the client.
//!
//! Not modelled: TLS, HTTP/2, more than one server on a database.
#![warn(missing_docs)]

pub mod backend;
pub mod db;
pub mod drive;
#[path = "../../src/exit.rs"]
pub mod exit;
pub mod http;
pub mod limits;
pub mod log;
pub mod loss;
pub mod options;
mod race;
pub mod server;
pub mod workers;

use std::process::ExitCode;

use exit::Stop;
use options::Options;
pub use workers::{Exercise, Local};

/// The program: serves this exercise, or drives it.
pub fn main(exercise: Exercise) -> ExitCode {
    let options = Options::read(std::env::args_os().skip(1));
    let done = options.and_then(|options| match options.drive {
        Some(charges) => drive::drive(exercise, &options, charges),
        None => server::serve(exercise, &options),
    });
    match done {
        Ok(exit) => exit.into(),
        Err(stop) => tell(&stop),
    }
}

fn tell(stop: &Stop) -> ExitCode {
    eprintln!("error: {stop}");
    if let Some(next) = &stop.next {
        eprintln!("Next: {next}");
    }
    stop.exit.into()
}
