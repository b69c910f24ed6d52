//! `mob start`: who is there, and the first turn.

use clap::ArgMatches;

use super::card::{Card, Fact};
use super::changes::Files;
use super::{Context, check, half, name, names, not_written, now};
use crate::catalog::{Catalog, Entry, Exercise, Half};
use crate::exit::{Exit, Stop};
use crate::files;
use crate::progress::{self, Begin, Event, MOB_STARTED, Note, PASSED, Session, State};
use crate::terminal::complain_in_sentences;
use crate::verbs::pick;

/// Does it.
///
/// # Errors
/// A [`Stop`] where a mob is at work already, or it cannot be recorded.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let asked = matches.get_one::<String>("exercise").map(String::as_str).or_else(|| names::number(matches));
    let entry = pick::one(context, &catalog, asked, &[PASSED])?;
    let exercise = entry.exercise()?;
    let people = names::people(matches, entry)?;
    let minutes = *matches.get_one::<u64>("turn").expect("it has a default");
    let now_there = Files::read(&exercise.folder)?;
    let held = progress::hold(&context.workspace.progress()).map_err(not_written)?;
    if let Some(session) = held.progress().map_err(not_written)?.mob_at_work() {
        return Err(at_work_already(&catalog, session).into());
    }
    Files::forget(&context.workspace);
    keep(context, &now_there, 1);
    let turn = Begin { number: 1, driver: people[0].clone(), millis: minutes * 60_000 };
    let note = Note { people, turn: Some(turn), mobs_half: half(exercise) == Half::Mob, ..Note::default() };
    held.record(Event { mob: Some(note), ..Event::new(&entry.id, MOB_STARTED) }).map_err(not_written)?;
    let progress = held.progress()?;
    drop(held);
    let session = progress.mob().ok_or_else(|| anyhow::anyhow!("the mob that was recorded is not in the log"))?;
    let card = Card { context, entry, session, files: &now_there, now: now() };
    let task = match half(exercise) {
        Half::Mob => format!("cargo xtask read {}, \"The mob's half\"", entry.argument()),
        Half::Alone => format!("cargo xtask read {}: its mob's half has no tests", entry.argument()),
    };
    card.print(&format!("A mob at {}", card.head()), &[card.roles(), vec![Fact::new("task", vec![task])]]);
    told_next(context, entry, exercise, progress.of(&entry.id));
    Ok(Exit::Done)
}

/// Keeps the files for the comparison at the next handover. Without them the card cannot say what has changed.
pub fn keep(context: &Context, files: &Files, turn: u32) {
    if let Err(error) = files.keep(&context.workspace, turn) {
        complain_in_sentences(format!("warning: the next card cannot say what has changed: {error:#}"));
    }
}

fn at_work_already(catalog: &Catalog, session: &Session) -> Stop {
    let name = name(catalog, session);
    let what = format!("a mob is at work already: {name}, turn {}", session.turn().begin.number);
    Stop::new(Exit::Refused, what, "cargo xtask mob to go on with it, or cargo xtask mob done to end it")
}

/// The mob's half starts from a file that passes: whoever has none is offered the room's, and not forced.
fn told_next(context: &Context, entry: &Entry, exercise: &Exercise, state: State) {
    let (terminal, check) = (&context.terminal, check(entry));
    let answer = files::read(&context.workspace.solution(&entry.id).join("src").join("lib.rs")).ok().flatten();
    let is_answer = answer.is_none() || files::read(&exercise.source()).ok().flatten() == answer;
    if half(exercise) == Half::Alone || is_answer || state == State::Passed {
        return terminal.sentence(format!("Next: {check}"));
    }
    let seen = if state == State::New { "was not checked here" } else { "does not pass here" };
    terminal.sentence(format!(
        "{} {seen}, and the mob's half starts from a file that passes. The solution puts all of the room on the same \
         code; your file is kept.",
        entry.name()
    ));
    let number = entry.argument();
    terminal.sentence(format!("Next: cargo xtask solution {number} --unlock --apply, or with your own file: {check}"));
}
