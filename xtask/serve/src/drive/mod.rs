//! The client: many charges over several connections, each asked until it is told, though responses get lost and the server is
//! killed; then the accounts are counted, the answers compared, and the store is searched for what was left.
//!
//! It does what an honest client does, and keeps its two promises: an id is never used for another charge, and no `POST` before a
//! confirmed `PUT`. In four steps, all charges in each before the next begins:
//!
//! 1. `PUT`, then `POST`, each until it is told;
//! 2. two hours later once more: the client was restarted and has forgotten how far it was. A third begins with `PUT`;
//! 3. `DELETE`;
//! 4. a `POST` that comes late, as from a copy of the client's own message: `410 Gone`, and nothing is debited.
//!
//! The clock is the server's and is set forward; that nobody waits two hours is the only thing that is not real.

mod child;
mod client;
mod judge;
mod plan;
mod run;
mod show;

use std::fs;
use std::sync::{Arc, Mutex};

use tokio::runtime::Builder;
use tokio::time::timeout;

use crate::exit::{Exit, Stop};
use crate::limits::DRIVE_TIME;
use crate::options::Options;
use crate::race::{First, first};
use crate::server::asked_to_end;
use crate::workers::Exercise;
use child::Server;
use client::Counts;
use judge::Verdict;
use plan::Plan;
pub use plan::accounts;
use run::{Drive, Heard};

/// How many connections ask at once.
pub const CONNECTIONS: usize = 16;

/// How far the clock is set forward before the second step. The file as shipped keeps an answer for an hour.
pub const LATER_SECONDS: u64 = 2 * 60 * 60;

/// Drives the exercise and shows what came of it.
///
/// # Errors
/// A [`Stop`] where the server cannot be started, a request is never told, or it takes too long.
pub fn drive(exercise: Exercise, options: &Options, charges: u32) -> Result<Exit, Stop> {
    let runtime = Builder::new_current_thread().enable_all().build().expect("the system has what a runtime needs");
    let drive = async { timeout(DRIVE_TIME, all(exercise, options, charges)).await };
    let done = runtime.block_on(first(drive, asked_to_end(options.ends_with_stdin)));
    // A server that is still there ends when its standard input is dropped with the runtime's tasks.
    runtime.shutdown_background();
    let done = match done {
        First::Left(Ok(done)) => done,
        First::Left(Err(_)) => {
            let what = format!("the drive did not end within {} s", DRIVE_TIME.as_secs());
            Err(Stop::new(Exit::Limit, what, format!("{} --drive 100", exercise.command)))
        }
        First::Right(()) => Ok(Exit::Interrupted),
    };
    // It is of no use to anybody. Where it cannot be deleted, the next drive of this process number does it.
    let _ = fs::remove_file(&options.database);
    done
}

async fn all(exercise: Exercise, options: &Options, charges: u32) -> Result<Exit, Stop> {
    let plan = Plan::new(charges, options.seed);
    show::head(exercise, options, &plan);
    let drive = Arc::new(Drive {
        server: Server::start(options, &plan).await?,
        counts: Counts::default(),
        heard: Mutex::new(vec![Heard::default(); plan.charges.len()]),
        seed: options.seed,
        kills: options.kills,
        plan,
    });
    let done = drive.run().await;
    drive.server.end().await;
    done?;
    let verdict = Verdict::judge(&drive.plan, &drive.heard(), &options.database)?;
    Ok(show::verdict(exercise, options, &verdict))
}
