//! `reset` and `undo-reset`: the learner's file as shipped, and back again. Nothing is lost on the way.

use clap::{ArgMatches, Command};

use super::{Context, Verb, pick, solution};
use crate::backups::Desk;
use crate::catalog::{Catalog, Entry, Exercise};
use crate::exit::Exit;
use crate::progress::{APPLIED, Event, RESET, RESTORED};
use crate::terminal::complain_in_sentences;

/// The verb `reset`.
pub const RESET_VERB: Verb = Verb { name: "reset", about: "Your file as shipped; a backup is kept", arguments, run };
/// The verb `undo-reset`.
pub const UNDO_VERB: Verb =
    Verb { name: "undo-reset", about: "Your file as it was before; repeat to go further back", arguments, run: undo };

fn arguments(command: Command) -> Command {
    command.arg(pick::argument())
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[])?;
    let (terminal, source) = (&context.terminal, context.workspace.shown(&exercise.source()));
    let desk = Desk::open(&context.workspace, entry, exercise)?;
    let shipped = desk.shipped()?;
    if desk.current()?.as_ref() == Some(&shipped) {
        terminal.sentence(format!("{source} is as shipped."));
    } else {
        let kept = desk.replace(&shipped)?;
        record(&desk, entry, RESET);
        terminal.sentence(format!("{source} is as shipped again."));
        if let Some(kept) = kept {
            terminal.sentence(format!("Your file is kept: {}", context.workspace.shown(&kept)));
            terminal.sentence(format!("(cargo xtask undo-reset {} brings it back)", entry.argument()));
        }
    }
    terminal.sentence(format!("Next: cargo xtask read {}", entry.argument()));
    Ok(Exit::Done)
}

/// Shows what the learner changed in the file as shipped.
///
/// # Errors
/// A [`Stop`](crate::exit::Stop) where the file as shipped is not in the kit.
pub fn changes(context: &Context, entry: &Entry, exercise: &Exercise) -> anyhow::Result<()> {
    let desk = Desk::open(&context.workspace, entry, exercise)?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let (shipped, mine) = (text(desk.shipped()?), text(desk.current()?.unwrap_or_default()));
    if mine == shipped {
        context.terminal.sentence("Your file is as shipped.");
    } else {
        context.terminal.line("From the file as shipped (-) to yours (+):\n");
        solution::show_changes(&context.terminal, &shipped, &mine);
    }
    Ok(())
}

/// Whether there is nothing to reset.
///
/// # Errors
/// As of [`changes`].
pub fn is_as_shipped(context: &Context, entry: &Entry, exercise: &Exercise) -> anyhow::Result<bool> {
    let desk = Desk::open(&context.workspace, entry, exercise)?;
    Ok(desk.current()?.as_ref() == Some(&desk.shipped()?))
}

fn undo(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[RESET, APPLIED, RESTORED])?;
    let (terminal, source) = (&context.terminal, context.workspace.shown(&exercise.source()));
    let desk = Desk::open(&context.workspace, entry, exercise)?;
    let (restored, kept) = desk.restore(entry)?;
    record(&desk, entry, RESTORED);
    terminal.sentence(format!("{source} is as it was before."));
    terminal.sentence(format!("It comes from {}", context.workspace.shown(&restored)));
    if let Some(kept) = kept {
        terminal.sentence(format!("What it held is kept: {}", context.workspace.shown(&kept)));
    }
    terminal.sentence(format!("Next: cargo xtask check {}", entry.argument()));
    Ok(Exit::Done)
}

fn record(desk: &Desk, entry: &Entry, event: &str) {
    if let Err(error) = desk.held.record(Event::new(&entry.id, event)) {
        complain_in_sentences(format!("warning: this is not recorded: {error:#}"));
    }
}
