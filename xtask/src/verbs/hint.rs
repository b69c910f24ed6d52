//! `hint`: the next of the levels in `hints.md`, and again those that were read before.

use std::path::Path;

use clap::{ArgMatches, Command};

use super::{Context, Verb, pick};
use crate::catalog::{Catalog, Entry, Exercise};
use crate::exit::{Exit, Stop};
use crate::progress::{self, Event, HINT, State};
use crate::terminal::{Paint, complain, complain_in_sentences};
use crate::{files, markdown, markdown::Links};

/// The verb.
pub const VERB: Verb = Verb { name: "hint", about: "The next hint; there are three", arguments, run };

fn arguments(command: Command) -> Command {
    command.arg(pick::argument())
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[])?;
    let hints = hints(&exercise.folder)?;
    if hints.is_empty() {
        let what = format!("exercise {} has no hints", entry.name());
        return Err(Stop::new(Exit::WrongUse, what, format!("cargo xtask read {}", entry.argument())).into());
    }
    let recorded = count(context, entry, hints.len());
    let level = *recorded.as_ref().unwrap_or(&1);
    let links = Links::of(&context.workspace, &path(&exercise.folder));
    for (at, hint) in (1..).zip(&hints[..level]) {
        let head = format!("Hint {at} of {}: {}", hints.len(), hint.title);
        context.terminal.line(context.terminal.paint(Paint::Strong, &head));
        context.terminal.line(format!("\n{}\n", markdown::render(&hint.text, &context.terminal, &links)));
    }
    context.terminal.line(next(context, entry, exercise, level == hints.len()));
    Ok(match recorded {
        Ok(_) => Exit::Done,
        Err(error) => {
            complain_in_sentences(format!("warning: that you read it is not recorded: {error:#}"));
            complain(format!("all hints are in {}", context.workspace.shown(&path(&exercise.folder))));
            Exit::NotWritten
        }
    })
}

/// Counts and records under one lock, so that of two calls at once none is lost and none counts for two.
fn count(context: &Context, entry: &Entry, levels: usize) -> anyhow::Result<usize> {
    let held = progress::hold(&context.workspace.progress())?;
    let read = held.progress()?.done(&entry.id).hints;
    if read >= levels {
        return Ok(levels);
    }
    held.record(Event { level: Some(read + 1), ..Event::new(&entry.id, HINT) })?;
    Ok(read + 1)
}

fn next(context: &Context, entry: &Entry, exercise: &Exercise, all: bool) -> String {
    let number = entry.argument();
    if context.progress().of(&entry.id) == State::Passed {
        return format!("(it has passed: the debrief says more than a hint)\nNext: cargo xtask debrief {number}");
    }
    let source = context.workspace.shown(&exercise.source());
    let after =
        if all { "these were all hints; after three failed checks `solution` opens" } else { "hint again for more" };
    format!("({after})\nNext: {}", context.edit_then(&source, &format!("cargo xtask check {number}")))
}

/// One level.
struct Hint {
    title: String,
    text: String,
}

/// How many levels of hints an exercise has.
///
/// # Errors
/// Where the file cannot be read.
pub fn levels(exercise: &Exercise) -> anyhow::Result<usize> {
    Ok(hints(&exercise.folder)?.len())
}

fn path(folder: &Path) -> std::path::PathBuf {
    folder.join("hints.md")
}

fn hints(folder: &Path) -> anyhow::Result<Vec<Hint>> {
    let bytes = files::read(&path(folder))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let mut hints: Vec<Hint> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            let title = title.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ')).trim();
            hints.push(Hint { title: title.to_string(), text: String::new() });
        } else if let Some(hint) = hints.last_mut() {
            hint.text.push_str(line);
            hint.text.push('\n');
        }
    }
    Ok(hints)
}
