//! `debrief`: why it works, what it costs, and the answers to the questions.

use clap::{ArgMatches, Command};

use super::{Context, Verb, lock, pick};
use crate::catalog::Catalog;
use crate::exit::{Exit, Stop};
use crate::progress::PASSED;
use crate::{files, markdown};

/// The verb.
pub const VERB: Verb = Verb { name: "debrief", about: "Why the answer works; after a pass", arguments, run };

fn arguments(command: Command) -> Command {
    lock::arguments(command.arg(pick::argument().help("2, 02, a name, or a part of it [default: the last one passed]")))
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[PASSED])?;
    let path = context.workspace.solution(&entry.id).join("README.md");
    let Some(text) = files::read(&path)? else {
        let what = format!("exercise {} has no debrief: {} is not there", entry.name(), context.workspace.shown(&path));
        return Err(Stop::new(Exit::WrongUse, what, "cargo xtask next").into());
    };
    lock::open(context, entry, exercise, matches)?;
    let text = String::from_utf8_lossy(&text);
    context.terminal.line(markdown::render(&text, &context.terminal));
    context.terminal.line("\nNext: cargo xtask next");
    Ok(Exit::Done)
}
