//! `check`: builds an exercise, runs its ladder, shows the first failing step, records.

mod json;
mod page;
mod record;
mod show;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Arg, ArgAction, ArgMatches, Command};

pub use show::{all_passed, words};

use super::{Context, Verb, first_not_done, mob, pick};
use crate::catalog::{Catalog, Entry, Exercise, Half, Rung};
use crate::compile::{Built, compile};
use crate::exit::{Exit, Stop};
use crate::ladder::{Outcome, Runner, Step};
use crate::progress::Note;
use crate::terminal::{complain, complain_in_sentences};

/// The verb.
pub const VERB: Verb =
    Verb { name: "check", about: "Builds and tests an exercise, and shows what fails first", arguments, run: framed };

fn arguments(command: Command) -> Command {
    command
        .arg(pick::argument().help("2, 02, a name, a part of it, or `all` [default: the first not done]"))
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help("One JSON object an exercise; runs the whole ladder"),
        )
        .arg(pick::mob_argument())
        .arg(mob::predict_argument())
}

/// What is said where no exercise is left to check.
pub const NOTHING_LEFT: &str = "all exercises that are there have passed\nNext: cargo xtask check all";

/// What a check found.
pub struct Checked<'a> {
    /// The exercise.
    pub entry: &'a Entry,
    /// Which half of it.
    pub half: Half,
    /// What cargo said, where the code does not compile.
    pub errors: Option<Errors>,
    /// The steps that were run, in their order.
    pub steps: Vec<Step>,
    /// How many warnings the compiler gave.
    pub warnings: u32,
    /// From the start of the build to the last verdict.
    pub took: Duration,
    /// The failure as a page, where there is one to draw.
    pub page: Option<PathBuf>,
    /// What it says to the mob that is at work at this exercise.
    pub note: Option<Note>,
    /// The mark of the learner's file from before the build.
    pub source: Option<String>,
}

/// Why there is nothing to run.
pub struct Errors {
    /// What cargo said, as it said it.
    pub text: String,
    /// The exercise itself compiles, but its tests do not fit it.
    pub tests_only: bool,
}

impl Checked<'_> {
    /// The first step that is not green.
    pub fn first_red(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.outcome != Outcome::Green)
    }

    /// Whether every step is green.
    pub fn passed(&self) -> bool {
        self.errors.is_none() && self.first_red().is_none()
    }

    /// With what the room said of it before it ran.
    fn predicted(mut self, predicted: Option<bool>) -> Self {
        self.note = self.note.map(|note| Note { predicted, ..note });
        self
    }

    /// The code to end with.
    fn exit(&self) -> Exit {
        let limit = |step: &Step| matches!(step.outcome, Outcome::Green | Outcome::Unknown | Outcome::TimeLimit(_));
        match self.passed() {
            true => Exit::Done,
            false if self.errors.is_none() && self.steps.iter().all(limit) => Exit::Limit,
            false => Exit::NotPassed,
        }
    }
}

/// In overtime of a mob nobody can miss it.
fn framed(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    mob::framed(context, !matches.get_flag("json"), || run(context, matches))
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let asked = matches.get_one::<String>("exercise").map(String::as_str);
    let json = matches.get_flag("json");
    let catalog = Catalog::read(&context.workspace)?;
    let half = pick::half(matches);
    if asked == Some("all") {
        mob::not_of_all(matches)?;
        return all(context, &catalog, half, json);
    }
    let Some(entry) = find(context, &catalog, asked)? else {
        if json {
            complain(NOTHING_LEFT)
        } else {
            context.terminal.line(NOTHING_LEFT)
        }
        return Ok(Exit::Done);
    };
    let half = mob::half_at_hand(context, asked, entry, half)?;
    let (exercise, told) = (with_half(entry, half)?, mob::told(matches));
    if !json {
        let checked = look(context, (entry, exercise), half, || mob::ask(context, entry, told), || true)?;
        return Ok(checked.map_or(Exit::Done, |checked| checked.exit()));
    }
    let checked = check(context, (entry, exercise), half, true, |_, _| {})?.predicted(told);
    show::errors(&checked);
    json::print(context, &checked)?;
    record::record(context, &checked);
    Ok(checked.exit())
}

/// Checks one exercise, shows what is found as it is found, and records it; not what was found of a file that is `still` no more
/// as it was. First a mob may `predict` it.
///
/// # Errors
/// A [`Stop`] where it cannot be checked, or was interrupted.
pub fn look<'a>(
    context: &Context,
    (entry, exercise): (&'a Entry, &Exercise),
    half: Half,
    predict: impl FnOnce() -> Result<Option<bool>, Stop>,
    still: impl FnOnce() -> bool,
) -> anyhow::Result<Option<Checked<'a>>> {
    show::head(context, entry, half);
    let predicted = predict()?;
    let each = |rung: &Rung, step: &Step| show::rung(context, &rung.test, Some(step));
    let checked = check(context, (entry, exercise), half, false, each)?.predicted(predicted);
    if !still() {
        return Ok(None);
    }
    show::verdict(context, exercise, &checked);
    record::record(context, &checked);
    mob::tell(context, predicted, checked.errors.is_none().then(|| checked.passed()));
    Ok(Some(checked))
}

/// As [`look`], without a word.
///
/// # Errors
/// As of [`look`].
pub fn look_quietly<'a>(
    context: &Context,
    (entry, exercise): (&'a Entry, &Exercise),
    half: Half,
    still: impl FnOnce() -> bool,
) -> anyhow::Result<Option<Checked<'a>>> {
    let checked = check(context, (entry, exercise), half, false, |_, _| {})?;
    if !still() {
        return Ok(None);
    }
    record::record(context, &checked);
    Ok(Some(checked))
}

/// Shows what was found before.
pub fn show_again(context: &Context, exercise: &Exercise, checked: &Checked<'_>) {
    show::head(context, checked.entry, checked.half);
    checked.steps.iter().for_each(|step| show::rung(context, &step.test, Some(step)));
    show::verdict(context, exercise, checked);
}

/// The exercise, if it can be checked and has this half.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`].
pub fn with_half(entry: &Entry, half: Half) -> Result<&Exercise, Stop> {
    let exercise = entry.exercise()?;
    if exercise.rungs(half).is_empty() { Err(no_mob(entry)) } else { Ok(exercise) }
}

fn no_mob(entry: &Entry) -> Stop {
    let what = format!("the mob's half of {} has no tests to run", entry.name());
    Stop::new(Exit::WrongUse, what, format!("cargo xtask debrief {}, at its end", entry.argument()))
}

/// The exercise that is asked for, or the one that is next; none where all have passed.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`] where there is no such exercise.
pub fn find<'a>(context: &Context, catalog: &'a Catalog, asked: Option<&str>) -> Result<Option<&'a Entry>, Stop> {
    if let Some(asked) = asked {
        return catalog.select(asked).map(Some);
    }
    let standing = pick::standing(context, catalog);
    if standing.is_none() && !catalog.entries.iter().any(Entry::is_there) {
        return Err(Stop::new(Exit::WrongUse, "no exercise is there yet", "cargo xtask list"));
    }
    // While a mob is at work, the next exercise is nobody's.
    let near = standing.or_else(|| mob::at(context, catalog));
    Ok(near.or_else(|| first_not_done(catalog, &context.progress())))
}

/// Builds and runs; stops at the first step that is not green unless the whole ladder is wanted.
fn check<'a>(
    context: &Context,
    (entry, exercise): (&'a Entry, &Exercise),
    half: Half,
    whole: bool,
    each: impl Fn(&Rung, &Step),
) -> anyhow::Result<Checked<'a>> {
    let start = Instant::now();
    let (steps, took) = (Vec::new(), Duration::ZERO);
    let note = mob::note(context, entry, exercise);
    let mut checked =
        Checked { entry, half, errors: None, steps, warnings: 0, took, page: None, note, source: exercise.mark() };
    match compile(&context.workspace, entry, exercise, half)? {
        Built::Errors { text, tests_only } => checked.errors = Some(Errors { text, tests_only }),
        Built::Program(program) => {
            checked.warnings = program.warnings;
            let runner = Runner::new(exercise, half, &program)?;
            checked.steps = runner.climb(exercise.rungs(half), whole, each)?;
            checked.page = page::renew(&checked, exercise, &program.reports);
        }
    }
    checked.took = start.elapsed();
    Ok(checked)
}

/// Every exercise that is there and has this half; one that cannot be checked does not keep the others from it.
fn all(context: &Context, catalog: &Catalog, half: Half, json: bool) -> anyhow::Result<Exit> {
    let mut worst = Exit::Done;
    let mut results = Vec::new();
    for entry in catalog.entries.iter().filter(|entry| entry.is_there()) {
        let checked = match entry.exercise() {
            Ok(exercise) if exercise.rungs(half).is_empty() => continue,
            Ok(exercise) => check(context, (entry, exercise), half, json, |_, _| {}),
            Err(stop) => Err(stop.into()),
        };
        let exit = match checked {
            Ok(checked) => {
                if json {
                    json::print(context, &checked)?;
                } else {
                    show::summary(context, &checked);
                }
                record::record(context, &checked);
                checked.exit()
            }
            Err(error) => not_checked(context, entry, error, json)?,
        };
        results.push((entry, exit == Exit::Done));
        worst = worse(worst, exit);
    }
    if !json {
        show::all(context, catalog, half, &results);
    }
    Ok(worst)
}

/// An exercise of `check all` that could not be checked; an interruption and a bug end the whole.
fn not_checked(context: &Context, entry: &Entry, error: anyhow::Error, json: bool) -> anyhow::Result<Exit> {
    let stop = error.downcast::<Stop>()?;
    if stop.exit == Exit::Interrupted {
        return Err(stop.into());
    }
    complain_in_sentences(format!("error: {stop}"));
    if json {
        json::print_error(context, entry)?;
    } else {
        show::not_checked(context, entry);
    }
    Ok(stop.exit)
}

/// One that fails weighs most: it is what the verb was asked.
fn worse(a: Exit, b: Exit) -> Exit {
    let weight = |exit: Exit| match exit {
        Exit::Done => 0,
        Exit::Limit => 1,
        Exit::NotPassed => 3,
        _ => 2,
    };
    if weight(b) > weight(a) { b } else { a }
}
