//! `next`: to the first exercise that has not passed.

use clap::{ArgMatches, Command};

use super::{Context, Verb, first_not_done};
use crate::catalog::{Entry, Found};
use crate::exit::Exit;
use crate::progress::State;
use crate::terminal::Paint;

/// The verb.
pub const VERB: Verb = Verb { name: "next", about: "The first exercise that has not passed", arguments, run };

fn arguments(command: Command) -> Command {
    command
}

fn run(context: &Context, _matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = context.catalog_with_warnings()?;
    let progress = context.progress();
    let terminal = &context.terminal;
    let Some(entry) = first_not_done(&catalog, &progress) else {
        let any = catalog.entries.iter().any(Entry::is_there);
        let (fact, next) = match any {
            true => ("All exercises that are there have passed.", "cargo xtask check all"),
            false => ("No exercise is there yet.", "cargo xtask list"),
        };
        terminal.sentence(format!("{fact}\nNext: {next}"));
        return Ok(Exit::Done);
    };
    let state = progress.of(&entry.id);
    let about = format!("{} (module {}, {} min), {}", entry.title, entry.module, entry.minutes, state.words());
    terminal.sentence(format!("{}: {about}", terminal.paint(Paint::Strong, &entry.name())));
    if let Found::Exercise(exercise) = &entry.found {
        terminal.sentence(format!("The file to edit: {}", context.workspace.shown(&exercise.source())));
        if matches!(state, State::Failed { .. }) {
            terminal.sentence(format!("Its task: cargo xtask read {}", entry.argument()));
        }
        if exercise.lecture.is_some() {
            terminal.sentence(format!("Its lecture: cargo xtask read {} --lecture", entry.argument()));
        }
    }
    let verb = if state == State::New { "read" } else { "check" };
    terminal.sentence(format!("Next: cargo xtask {verb} {}", entry.argument()));
    Ok(Exit::Done)
}
