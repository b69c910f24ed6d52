//! What a learner may see: the solution and the debrief are closed until there is a reason to open them.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Context, hint};
use crate::catalog::{Entry, Exercise};
use crate::exit::{Exit, Stop};
use crate::progress::{self, Event, UNLOCKED};
use crate::terminal::{complain, complain_in_sentences};

/// So many failed checks, with all hints read, open the solution.
const FAILED_CHECKS: usize = 3;

/// Adds `--unlock` and `--yes`.
pub fn arguments(command: Command) -> Command {
    command
        .arg(
            Arg::new("unlock")
                .long("unlock")
                .action(ArgAction::SetTrue)
                .help("Open it before you passed; it asks first"),
        )
        .arg(Arg::new("yes").long("yes").action(ArgAction::SetTrue).help("Do not ask"))
}

/// Opens, or refuses.
///
/// # Errors
/// A [`Stop`] with [`Exit::Refused`] where it is closed and stays so.
pub fn open(context: &Context, entry: &Entry, exercise: &Exercise, matches: &ArgMatches) -> anyhow::Result<()> {
    let done = context.progress().done(&entry.id);
    let levels = hint::levels(exercise)?;
    if done.state.passed_once() || done.unlocked {
        return Ok(());
    }
    if done.hints >= levels && done.failures >= FAILED_CHECKS {
        return Ok(());
    }
    let (name, number) = (entry.name(), entry.argument());
    if !matches.get_flag("unlock") {
        let what = format!(
            "closed: {name} has not passed\nit opens after a pass, or after all hints and {FAILED_CHECKS} failed checks\n\
             so far: {} of {levels} hints, {} failed checks",
            done.hints, done.failures
        );
        let next = if done.hints < levels { format!("hint {number}") } else { format!("check {number}") };
        return Err(Stop::new(Exit::Refused, what, format!("cargo xtask {next} (or add --unlock)")).into());
    }
    if !matches.get_flag("yes") && !confirmed(&name) {
        let what = format!("not unlocked: nobody said yes, and {name} is still closed");
        return Err(Stop::new(Exit::Refused, what, "the same with --yes, if you are sure").into());
    }
    if let Err(error) = progress::record(&context.workspace.progress(), Event::new(&entry.id, UNLOCKED)) {
        complain_in_sentences(format!("warning: that it was unlocked is not recorded: {error:#}"));
    }
    Ok(())
}

/// Asks once. The end of the input, and anything that is not yes, is no.
fn confirmed(name: &str) -> bool {
    let _ = write!(io::stderr(), "See the answer of {name} before you passed? Type yes: ");
    let _ = io::stderr().flush();
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    if !io::stdin().is_terminal() {
        complain("");
    }
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
