//! `list`: all exercises in one table.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::{Context, Verb};
use crate::catalog::Entry;
use crate::exit::Exit;
use crate::progress::{Progress, State};
use crate::terminal::Paint;

/// The verb.
pub const VERB: Verb = Verb { name: "list", about: "All exercises, and how far you are", arguments, run };

fn arguments(command: Command) -> Command {
    command.arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("One JSON object a line"))
}

#[derive(Serialize)]
struct Line<'a> {
    number: Option<u8>,
    slug: &'a str,
    title: &'a str,
    module: u8,
    minutes: u32,
    state: &'static str,
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = context.catalog_with_warnings()?;
    let progress = context.progress();
    if matches.get_flag("json") {
        for entry in &catalog.entries {
            let state = if entry.is_there() { progress.of(&entry.id).word() } else { "missing" };
            let Entry { number, slug, title, module, minutes, .. } = entry;
            context.terminal.json(&Line { number: *number, slug, title, module: *module, minutes: *minutes, state })?;
        }
        return Ok(Exit::Done);
    }
    let terminal = &context.terminal;
    terminal.line(terminal.paint(Paint::Strong, &row("exercise", "title", "module", "min", "state")));
    for entry in &catalog.entries {
        let (paint, state) = words(entry, &progress);
        let (module, minutes) = (entry.module.to_string(), entry.minutes.to_string());
        let text = row(&entry.name(), &entry.title, &module, &minutes, "");
        terminal.line(format!("{text}{}", terminal.paint(paint, state)));
    }
    Ok(Exit::Done)
}

fn row(name: &str, title: &str, module: &str, minutes: &str, state: &str) -> String {
    format!("{name:<22}  {title:<18}  {module:>6}  {minutes:>3}  {state}")
}

/// How far an exercise is, for people.
fn words(entry: &Entry, progress: &Progress) -> (Paint, &'static str) {
    if !entry.is_there() {
        return (Paint::Faint, "not there yet");
    }
    let state = progress.of(&entry.id);
    let paint = match state {
        State::Passed => Paint::Good,
        State::Failed { .. } => Paint::Bad,
        State::New => Paint::Strong,
    };
    (paint, state.words())
}
