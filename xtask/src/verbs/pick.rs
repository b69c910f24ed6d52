//! Which exercise a verb is about: the one asked for, the one whose folder the user stands in, the one a mob is at, or the
//! nearest at hand.

use clap::{Arg, ArgAction, ArgMatches};

use super::{Context, first_not_done, mob};
use crate::catalog::{Catalog, Entry, Exercise, Half};
use crate::exit::{Exit, Stop};
use crate::progress::Progress;

/// What the argument is called, wherever it is an exercise.
pub const ARGUMENT: &str = "exercise";

/// The argument `N`.
pub fn argument() -> Arg {
    Arg::new(ARGUMENT).value_name("N").help("2, 02, a name, or a part of it [default: where you are]")
}

/// The argument `--mob`.
pub fn mob_argument() -> Arg {
    Arg::new("mob").long("mob").action(ArgAction::SetTrue).help("The tests of the mob's half")
}

/// The half that [`mob_argument`] says.
pub fn half(matches: &ArgMatches) -> Half {
    if matches.get_flag("mob") { Half::Mob } else { Half::Alone }
}

/// The exercise of the argument; without one that of the folder, else that of the mob at work, else that of the last of these
/// events, else the first that has not passed.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`] where there is none.
pub fn pick<'a>(
    context: &Context,
    catalog: &'a Catalog,
    matches: &ArgMatches,
    events: &[&str],
) -> Result<(&'a Entry, &'a Exercise), Stop> {
    let asked = matches.get_one::<String>(ARGUMENT).map(String::as_str);
    let entry = one(context, catalog, asked, events)?;
    let exercise = entry.exercise()?;
    context.terminal.about(&exercise.folder);
    Ok((entry, exercise))
}

/// As [`pick`], from the text of the argument.
///
/// # Errors
/// As of [`pick`].
pub fn one<'a>(
    context: &Context,
    catalog: &'a Catalog,
    asked: Option<&str>,
    events: &[&str],
) -> Result<&'a Entry, Stop> {
    if let Some(asked) = asked {
        return catalog.select(asked);
    }
    let progress = context.progress();
    let mobs = || mob::at(context, catalog);
    let near = standing(context, catalog).or_else(mobs).or_else(|| last(catalog, &progress, events));
    near.or_else(|| first_not_done(catalog, &progress)).ok_or_else(|| {
        match catalog.entries.iter().find(|entry| entry.is_there()) {
            None => Stop::new(Exit::WrongUse, "no exercise is there yet", "cargo xtask list"),
            Some(_) => {
                let what = "all exercises that are there have passed: say which one is meant";
                Stop::new(Exit::WrongUse, what, "cargo xtask list, then the verb with a number")
            }
        }
    })
}

/// The exercise in whose folder the user stands.
pub fn standing<'a>(context: &Context, catalog: &'a Catalog) -> Option<&'a Entry> {
    catalog.with_id(&context.workspace.standing_in()?)
}

fn last<'a>(catalog: &'a Catalog, progress: &Progress, events: &[&str]) -> Option<&'a Entry> {
    catalog.with_id(progress.last_with(events)?).filter(|entry| entry.is_there())
}
