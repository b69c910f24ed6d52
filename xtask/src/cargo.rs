//! Cargo: how it is started, and what is told while it runs.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::exit::{Exit, Stop};
use crate::process::{self, Ended, Limits, Run, Sign};
use crate::terminal::complain;

/// After so long a wait the runner says what it waits for.
const SILENCE: Duration = Duration::from_secs(2);
/// The same, where it is known that another cargo is in the way.
const SHORT_SILENCE: Duration = Duration::from_millis(300);
/// The messages of one build of everything.
const OUTPUT_BYTES: usize = 256 << 20;

/// Cargo in this folder: the one that started the runner.
pub fn command(folder: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder);
    cargo
}

/// Runs cargo to its end. A wait is told on standard error: what it is `doing`, or that another cargo is in the way.
///
/// # Errors
/// A [`Stop`] where cargo cannot be started, or the user interrupted.
pub fn run(cargo: Command, time: Option<Duration>, doing: &str) -> anyhow::Result<Run> {
    let run = process::run(cargo, Limits { time, output_bytes: OUTPUT_BYTES }, notice(doing))
        .map_err(|error| Stop::new(Exit::NotReady, format!("{error:#}"), "install Rust: https://rustup.rs"))?;
    match run.ended {
        Ended::Interrupted => Err(Stop::interrupted().into()),
        _ => Ok(run),
    }
}

/// One line where there is a wait, so that it does not look like a hang; and one where another cargo is in the way.
fn notice(doing: &str) -> impl FnMut(Sign<'_>) {
    let (mut blocked, mut told_blocked, mut told) = (false, false, false);
    move |sign| match sign {
        // What cargo says next means that it goes on.
        Sign::Stderr(text) => blocked = text.contains("waiting for file lock"),
        Sign::Waiting(time) if blocked && !told_blocked && time >= SHORT_SILENCE => {
            told_blocked = true;
            complain("waiting for another cargo, often the editor's; cure: .vscode/settings.json");
        }
        Sign::Waiting(time) if !blocked && !told && time >= SILENCE => {
            told = true;
            complain(doing);
        }
        Sign::Waiting(_) => {}
    }
}
