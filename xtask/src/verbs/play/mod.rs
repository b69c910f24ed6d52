//! `play`: the learner chooses what happens next in a scenario, step by step, with the code as it is now.

mod ending;
mod frame;
mod game;
mod lines;
mod pages;
mod screen;
mod table;
mod typed;
mod words;

use std::rc::Rc;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Context, Verb, pick};
use crate::catalog::{Catalog, Entry, Half};
use crate::compile::{Built, compile};
use crate::exit::{Exit, Stop};
use crate::keyboard::Keyboard;
use crate::ladder::Runner;
use crate::progress::{FAILED, MOB_FAILED};
use crate::terminal::complain;

use game::Game;
use table::Table;

/// The verb.
pub const VERB: Verb =
    Verb { name: "play", about: "You choose what happens next, until a rule breaks", arguments, run };

fn arguments(command: Command) -> Command {
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    command
        .arg(pick::argument().help("2, 02, a name, or a part of it [default: the last that failed]"))
        .arg(
            Arg::new("test")
                .long("test")
                .value_name("TEST")
                .help("A number of --list or a name [default: first that fails]"),
        )
        .arg(flag("list").help("The tests whose scenarios can be played"))
        .arg(flag("story").help("Begins at the step before the smallest failing run breaks"))
        .arg(pick::mob_argument())
}

/// How a person left the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// To end.
    Quit,
    /// To make the same choices again with the code as it is now.
    Rebuild,
    /// By Ctrl-C, or since the terminal went away.
    Interrupted,
    /// To end; some lines were not understood.
    Misunderstood,
}

/// Without a number the half that failed last, as the other verbs that show a failure do.
fn half(context: &Context, matches: &ArgMatches, entry: &Entry) -> Half {
    let asked = pick::half(matches);
    if asked == Half::Mob || matches.contains_id(pick::ARGUMENT) {
        return asked;
    }
    let last = context.progress().done(&entry.id).last_failure;
    last.filter(|last| !last.passed_since).map_or(asked, |last| last.half)
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[FAILED, MOB_FAILED])?;
    let half = half(context, matches, entry);
    let table = Table::lay(context, &catalog, (entry, exercise, half), matches.get_one::<String>("test"))?;
    if matches.get_flag("list") {
        table.list();
        return Ok(Exit::Done);
    }
    let (mut steps, mut story) = (Vec::new(), matches.get_flag("story"));
    loop {
        let program = match compile(&context.workspace, entry, exercise, half)? {
            Built::Program(program) => program,
            Built::Errors { text, .. } => {
                complain(format!("{}\n", context.terminal.for_stderr(text.trim_end())));
                context.terminal.sentence("It does not compile, so there is nothing to play.");
                let next = format!("Next: mend what the compiler says, then {}", table.command("play"));
                context.terminal.sentence(next);
                return Ok(Exit::NotPassed);
            }
        };
        let runner = Runner::new(exercise, half, &program)?;
        let (mut game, mut said) = Game::begin(&runner, &table, &steps)?;
        if !steps.is_empty() {
            said = said.or(Some("These are the same steps, with your code as it is now.".to_string()));
        }
        if std::mem::take(&mut story) {
            said = game.walk_far()?.or(said);
        }
        let left = match Keyboard::take_with_screen()? {
            Some(keyboard) => screen::sit(&table, &mut game, &Rc::new(keyboard), said)?,
            None => lines::sit(&table, &mut game, said)?,
        };
        match left {
            Left::Rebuild => steps = game.now().steps.clone(),
            Left::Interrupted => return Err(Stop::interrupted().into()),
            Left::Quit => return ending::tell(&table, &mut game, false),
            Left::Misunderstood => return ending::tell(&table, &mut game, true),
        }
    }
}
