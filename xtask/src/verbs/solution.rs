//! `solution`: what the reference changes, or puts it into the learner's file. Closed until there is a reason to open it.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Context, Verb, lock, mob, pick};
use crate::backups::Desk;
use crate::catalog::{Catalog, Entry, Exercise};
use crate::exit::{Exit, Stop};
use crate::files;
use crate::progress::{APPLIED, Event};
use crate::terminal::{Paint, Terminal, complain_in_sentences};

/// The verb.
pub const VERB: Verb = Verb { name: "solution", about: "The answer, as a diff or in your file", arguments, run };

fn arguments(command: Command) -> Command {
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let command = command
        .arg(pick::argument())
        .arg(flag("diff", "What it changes in your file [default]"))
        .arg(flag("apply", "Put it into your file; a backup is kept").conflicts_with("diff"));
    lock::arguments(command)
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[])?;
    let path = context.workspace.solution(&entry.id).join("src").join("lib.rs");
    let Some(answer) = files::read(&path)? else {
        let what =
            format!("exercise {} has no solution: {} is not there", entry.name(), context.workspace.shown(&path));
        return Err(Stop::new(Exit::NotReady, what, "get it back from the kit, as by git checkout -- solutions").into());
    };
    lock::open(context, entry, exercise, matches)?;
    match matches.get_flag("apply") {
        true => apply(context, entry, exercise, &answer),
        false => diff(context, entry, exercise, &answer),
    }
}

fn diff(context: &Context, entry: &Entry, exercise: &Exercise, answer: &[u8]) -> anyhow::Result<Exit> {
    let terminal = &context.terminal;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let mine = text(&files::read(&exercise.source())?.unwrap_or_default());
    let answer = text(answer);
    if mine == answer {
        terminal.sentence("Your file is the solution.");
        terminal.sentence(format!("Next: cargo xtask check {}", entry.argument()));
        return Ok(Exit::Done);
    }
    terminal.line("From your file (-) to the solution (+):\n");
    show_changes(terminal, &mine, &answer);
    terminal.sentence(format!("\nNext: cargo xtask debrief {}", entry.argument()));
    Ok(Exit::Done)
}

/// The lines that one text has and the other has not.
pub fn show_changes(terminal: &Terminal, from: &str, to: &str) {
    let patch = diffy::create_patch(from, to).to_string();
    let patch = patch.split_once("+++ modified\n").map_or(patch.as_str(), |(_, hunks)| hunks);
    for line in patch.lines() {
        let paint = match line.as_bytes().first() {
            Some(b'+') => Paint::Good,
            Some(b'-') => Paint::Bad,
            Some(b'@') => Paint::Faint,
            _ => {
                terminal.line(line);
                continue;
            }
        };
        terminal.line(terminal.paint(paint, line));
    }
}

fn apply(context: &Context, entry: &Entry, exercise: &Exercise, answer: &[u8]) -> anyhow::Result<Exit> {
    let terminal = &context.terminal;
    let source = context.workspace.shown(&exercise.source());
    let desk = Desk::open(&context.workspace, entry, exercise)?;
    if desk.current()?.as_deref() == Some(answer) {
        terminal.sentence(format!("{source} holds the solution already."));
    } else {
        let kept = desk.replace(answer)?;
        if let Err(error) = desk.held.record(Event::new(&entry.id, APPLIED)) {
            complain_in_sentences(format!("warning: this is not recorded: {error:#}"));
        }
        terminal.sentence(format!("{source} holds the solution now."));
        if let Some(kept) = kept {
            let number = entry.argument();
            terminal.sentence(format!("Your file is kept: {}", context.workspace.shown(&kept)));
            terminal.sentence(format!("(cargo xtask undo-reset {number} brings it back)"));
        }
    }
    let next = mob::next_step_at(context, entry).unwrap_or_else(|| format!("cargo xtask check {}", entry.argument()));
    terminal.sentence(format!("Next: {next}"));
    Ok(Exit::Done)
}
