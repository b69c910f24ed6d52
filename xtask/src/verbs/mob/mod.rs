//! `mob`: the room at one exercise. Who drives and until when, the handover with the state of the tests, what was predicted.
//!
//! All state is in the log of progress; nothing runs in the background, and nothing touches git.

mod banner;
mod card;
mod changes;
mod digits;
mod done;
mod names;
mod next;
mod people;
mod predict;
mod screen;
mod start;
mod status;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{Context, Verb, pick};
use crate::catalog::{Catalog, Entry, Exercise, Half};
use crate::clock;
use crate::exit::{Exit, Stop};
use crate::progress::{self, Session};

use card::Card;
use changes::Files;

pub use banner::{Banner, banner, framed};
pub use predict::{argument as predict_argument, ask, not_of_all, note, tell, told};

/// The verb.
pub const VERB: Verb =
    Verb { name: "mob", about: "The room at one exercise: turns, handover, predictions", arguments, run };

const AFTER: &str = "\
Without a word after it: whose turn it is and how long; in a terminal as a
screen for the projector. While a mob is at work, other verbs without a number
mean its exercise, and check and watch its half. All is kept in the log of
progress: nothing runs in the background, and git is not touched.";

fn arguments(command: Command) -> Command {
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let start = Command::new("start")
        .about("A mob begins: who is there, in the order of driving")
        .arg(pick::argument().help("2, 02, a name, or a part of it [default: the last one passed]"))
        .arg(names::with())
        .arg(turn().default_value("4"));
    let next = Command::new("next")
        .about("Hands over: the navigator drives")
        .arg(
            Arg::new("intent")
                .long("intent")
                .value_name("LINE")
                .allow_hyphen_values(true)
                .help("What the driver would do next [default: asked]"),
        )
        .arg(turn().help("How long one drives from now on"))
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("TURN")
                .value_parser(value_parser!(u32))
                .help("Only if this turn is not over yet"),
        );
    let name = || Arg::new("name").value_name("NAME").required(true);
    command
        .args_conflicts_with_subcommands(true)
        .disable_help_subcommand(true)
        .override_usage("cargo xtask mob [start|next|add|leave|done]")
        .after_help(AFTER)
        .subcommand(start)
        .subcommand(next)
        .subcommand(Command::new("add").about("Somebody comes, and drives last").arg(name()))
        .subcommand(Command::new("leave").about("Somebody goes; a driver hands over with it").arg(name()))
        .subcommand(Command::new("done").about("The mob ends: what it did"))
        .arg(flag("once", "No screen: it is printed once").conflicts_with("json"))
        .arg(flag("json", "One JSON object"))
}

fn turn() -> Arg {
    let minutes = value_parser!(u64).range(1..=60);
    Arg::new("turn").long("turn").value_name("MINUTES").value_parser(minutes).help("How long one drives")
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    match matches.subcommand() {
        Some(("start", matches)) => start::run(context, matches),
        Some(("next", matches)) => next::run(context, matches),
        Some(("add", matches)) => people::add(context, matches),
        Some(("leave", matches)) => people::leave(context, matches),
        Some(("done", _)) => done::run(context),
        _ if matches.get_flag("json") => status::json(context),
        _ if matches.get_flag("once") => status::print(context),
        _ => screen::run(context),
    }
}

/// The mob that is at work, or was left without an end. A log that cannot be read says nothing here: others tell of it.
pub fn at_work(context: &Context) -> Option<Session> {
    let progress = progress::read(&context.workspace.progress()).ok()?;
    progress.mob_at_work().cloned()
}

/// As [`at_work`], for the verbs of a mob: a log that cannot be read is told.
fn at_work_or_told(context: &Context) -> Option<Session> {
    context.progress().mob_at_work().cloned()
}

/// The exercise that a verb without a number means while a mob is at work.
pub fn at<'a>(context: &Context, catalog: &'a Catalog) -> Option<&'a Entry> {
    let session = at_work(context).filter(|session| !session.is_left(now()))?;
    catalog.with_id(&session.exercise)
}

/// Whether a verb without a number means this exercise, since a mob is at work there.
pub fn is_at(context: &Context, entry: &Entry) -> bool {
    at_work(context).is_some_and(|session| session.exercise == entry.id && !session.is_left(now()))
}

/// The half that is meant: where no exercise was `asked` for and a mob is at this one, the mob's.
///
/// # Errors
/// A [`Stop`] where the exercise cannot be checked.
pub fn half_at_hand(context: &Context, asked: Option<&str>, entry: &Entry, half: Half) -> Result<Half, Stop> {
    let mobs = asked.is_none() && is_at(context, entry);
    if mobs { entry.exercise().map(self::half) } else { Ok(half) }
}

/// The name of the exercise of a mob, as far as it is still there.
fn name(catalog: &Catalog, session: &Session) -> String {
    catalog.with_id(&session.exercise).map_or_else(|| session.exercise.clone(), Entry::name)
}

/// The half that a mob checks: its own, where that has tests.
fn half(exercise: &Exercise) -> Half {
    if exercise.mob.is_empty() { Half::Alone } else { Half::Mob }
}

/// What is to be done now, where a mob is at this exercise.
pub fn next_step(context: &Context, entry: &Entry) -> Option<String> {
    let session = at_work(context)?;
    let files = Files::read(&context.workspace.exercises().join(&entry.id)).unwrap_or_default();
    Some(Card { context, entry, session: &session, files: &files, now: now() }.next())
}

/// The same; none where a mob is at another exercise.
pub fn next_step_at(context: &Context, entry: &Entry) -> Option<String> {
    is_at(context, entry).then(|| next_step(context, entry)).flatten()
}

/// What is typed to check what the mob is at.
fn check(entry: &Entry) -> String {
    let half = entry.exercise().map_or(Half::Alone, half);
    format!("cargo xtask check {}{}", entry.argument(), half.flag())
}

fn no_mob() -> Stop {
    Stop::new(Exit::WrongUse, "no mob is at work", "cargo xtask mob start 2 --with ada,bob,cy")
}

/// An event that must be written, since the verb is nothing without it.
fn not_written(error: anyhow::Error) -> Stop {
    let what = format!("nothing was changed, since it cannot be recorded: {error:#}");
    Stop::new(Exit::NotWritten, what, "make the folder .progress writable, and room on the disk")
}

/// In milliseconds since 1970.
fn now() -> u64 {
    clock::millis(clock::now())
}
