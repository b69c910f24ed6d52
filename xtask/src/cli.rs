//! The command line: made from the table of verbs, parsed, handed to the verb.

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};

use crate::catalog::{Catalog, distance};
use crate::exit::{Exit, Stop};
use crate::markdown::wrap;
use crate::verbs::{self, Context};
use crate::workspace::Workspace;

const AFTER: &str = "\
Without a verb: where you are and the next step.
Exercises are named by number or name: 2, 02, lost-or-ghost, ghost.
Exit codes: 0 done, 1 does not pass, 2 wrong use, 3 machine not ready,
4 refused, 5 a limit was reached, 6 cannot be saved, 70 a bug of the runner,
130 Ctrl-C.";

/// The command line, from the table of verbs.
pub fn command() -> Command {
    let verbs = verbs::ALL.iter().map(|verb| (verb.arguments)(Command::new(verb.name).about(verb.about)));
    Command::new("xtask")
        .bin_name("cargo xtask")
        .about("Checks the exercises, shows what failed, keeps your progress")
        .after_help(AFTER)
        .override_usage("cargo xtask [VERB]")
        .subcommand_help_heading("Verbs")
        .subcommand_value_name("VERB")
        .disable_help_subcommand(true)
        .subcommands(verbs)
}

/// What is to be done.
pub enum Asked {
    /// This verb, or home if none.
    Run(ArgMatches),
    /// Only this text: help.
    Say(String),
}

/// Reads the arguments.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`] where they cannot be understood.
pub fn parse() -> Result<Asked, Stop> {
    // Without a subcommand `help` of clap's own: it would stand among the verbs.
    let words = std::env::args_os().map(|word| if word == "help" { "--help".into() } else { word });
    let error = match command().try_get_matches_from(words) {
        Ok(matches) => return Ok(Asked::Run(matches)),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp => Ok(Asked::Say(error.to_string())),
        _ => Err(wrong(&error)),
    }
}

fn wrong(error: &clap::Error) -> Stop {
    let words: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let names: Vec<&str> = verbs::ALL.iter().map(|verb| verb.name).collect();
    match words.first() {
        Some(verb) if !verb.starts_with('-') && !names.contains(&verb.as_str()) => {
            let there = wrap(&format!("there are: {}", names.join(", ")), 80, "", "  ").join("\n");
            let what = format!("no verb `{verb}`\n{there}");
            if let Some((name, argument)) = exercise(verb) {
                let what = format!("{what}\n`{verb}` is an exercise: {name}");
                return Stop::new(Exit::WrongUse, what, format!("cargo xtask check {argument}"));
            }
            let near = names.iter().min_by_key(|name| distance(verb, name)).copied().unwrap_or_default();
            if 2 * distance(verb, near) > verb.chars().count().max(near.len()) {
                return Stop::new(Exit::WrongUse, what, "cargo xtask --help");
            }
            let what = format!("{what}\nthe nearest is {near}");
            Stop::new(Exit::WrongUse, what, format!("cargo xtask {near}"))
        }
        verb => {
            let text = error.to_string();
            let facts = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
            let facts: Vec<&str> = facts.filter(|line| !line.is_empty()).collect();
            let what = facts.join("\n").trim_start_matches("error: ").to_string();
            let verb = verb.filter(|verb| !verb.starts_with('-')).map(|verb| format!("{verb} ")).unwrap_or_default();
            Stop::new(Exit::WrongUse, what, format!("cargo xtask {verb}--help"))
        }
    }
}

/// The name and the argument of the exercise that is there and meant by this word, if it is one.
fn exercise(word: &str) -> Option<(String, String)> {
    let catalog = Catalog::read(&Workspace::find().ok()?).ok()?;
    let entry = catalog.select(word).ok().filter(|entry| entry.is_there())?;
    Some((entry.name(), entry.argument()))
}

/// Does what was asked.
///
/// # Errors
/// A [`Stop`], or an error that is a bug of the runner.
pub fn run(context: &Context, asked: &Asked) -> anyhow::Result<Exit> {
    let matches = match asked {
        Asked::Say(text) => {
            context.terminal.line(text.trim_end());
            return Ok(Exit::Done);
        }
        Asked::Run(matches) => matches,
    };
    match matches.subcommand() {
        None => verbs::home::run(context),
        Some((name, matches)) => {
            let verb = verbs::ALL.iter().find(|verb| verb.name == name);
            (verb.expect("clap knows only the verbs of the table").run)(context, matches)
        }
    }
}
