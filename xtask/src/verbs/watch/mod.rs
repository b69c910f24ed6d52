//! `watch`: checks at each save, and has the other verbs on keys. Without a terminal it prints one line a result.

mod fold;
mod keys;
mod plain;
mod saves;
mod screen;
mod session;
mod words;

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Context, Verb, check, mob, pick};
use crate::catalog::Half;
use crate::exit::Exit;
use crate::keyboard::Keyboard;

/// How often the line of a mob is asked for.
const BANNER: Duration = Duration::from_secs(1);

/// The verb.
pub const VERB: Verb =
    Verb { name: "watch", about: "Checks at each save, with the other verbs on keys", arguments, run };

fn arguments(command: Command) -> Command {
    command
        .arg(pick::argument().help("2, 02, a name, or a part of it [default: the first not done]"))
        .arg(pick::mob_argument())
        .arg(
            Arg::new("lines")
                .long("lines")
                .action(ArgAction::SetTrue)
                .help("One line a result, as where there is no terminal"),
        )
        .after_help(
            "With --lines, and without a terminal, it prints `checking 02-name`, the places\n\
             to look at as `file:line:column: error: words`, `checked 02-name:` with the\n\
             result, and goes on at each save; without N a pass leads on to the next one.",
        )
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let asked = matches.get_one::<String>("exercise").map(String::as_str);
    let half = pick::half(matches);
    let catalog = context.catalog_with_warnings()?;
    let Some(entry) = check::find(context, &catalog, asked)? else {
        context.terminal.line(check::NOTHING_LEFT);
        return Ok(Exit::Done);
    };
    let half = mob::half_at_hand(context, asked, entry, half)?;
    // What cannot be checked is told before the screen is taken.
    check::with_half(entry, half)?;
    let keyboard = if matches.get_flag("lines") { None } else { Keyboard::take_with_screen()? };
    match keyboard {
        Some(keyboard) => session::run(context, &catalog, entry, half, keyboard),
        None => plain::run(context, &catalog, entry, half, asked.is_some() || half == Half::Mob),
    }
}
