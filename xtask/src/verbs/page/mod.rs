//! `page`: the last failure as one HTML file, to step through in a browser.
//!
//! `check` writes it, too: drawing one takes a few milliseconds, and so the page in an open browser is never about an older check.

mod open;

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use lab::draw::Around;
use lab::report::{Report, ReportError, Verdict};

use super::{Context, Verb, explain, pick, replay};
use crate::catalog::{Catalog, Entry, Exercise, Half};
use crate::exit::{Exit, Stop};
use crate::files;
use crate::progress::{FAILED, LastFailure, MOB_FAILED};

/// The verb.
pub const VERB: Verb = Verb { name: "page", about: "The last failure as a page for a browser", arguments, run };

fn arguments(command: Command) -> Command {
    command.arg(pick::argument().help("2, 02, a name, or a part of it [default: the last that failed]")).arg(
        Arg::new("open")
            .long("open")
            .action(ArgAction::SetTrue)
            .help("Opens it with the program that the system has for it"),
    )
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[FAILED, MOB_FAILED])?;
    let last = explain::last(context, entry)?;
    let folder = context.workspace.reports();
    let report = report(context, (entry, exercise, last.half), &last, &folder)?;
    let path = write(entry, exercise, last.half, &folder, &report).map_err(not_written)?;
    let shown = context.workspace.shown(&path);
    if matches.get_flag("open") {
        open::open(&path, &shown)?;
    }
    let terminal = &context.terminal;
    let keys = if report.story.is_some() { ": step through it with n and p" } else { "" };
    terminal.sentence(format!("{}, {}{keys}", entry.name(), report.test));
    terminal.line(&shown);
    terminal.sentence(if matches.get_flag("open") {
        format!("Next: cargo xtask explain {}", entry.argument())
    } else {
        format!("Next: cargo xtask page {} --open, or open the file in a browser", entry.argument())
    });
    Ok(Exit::Done)
}

/// The report of the last failure.
fn report(
    context: &Context,
    (entry, exercise, half): (&Entry, &Exercise, Half),
    last: &LastFailure,
    folder: &Path,
) -> Result<Report, Stop> {
    let test = &last.failure.test;
    let path = Report::path(folder, &exercise.package, test);
    let check = format!("cargo xtask check {}{}", entry.argument(), half.flag());
    let wrong = |what: String| Err(Stop::new(Exit::WrongUse, what, &check));
    match Report::read(&path) {
        Ok(report) if matches!(report.verdict, Verdict::Holds | Verdict::Ran) => {
            wrong(format!("`{test}` has passed since it failed last: there is nothing to step through"))
        }
        Ok(report) => Ok(report),
        Err(ReportError::Io(_, error)) if error.kind() == std::io::ErrorKind::NotFound => match has_report(last) {
            true => wrong(format!("the report of `{test}` is not there any more: {}", context.workspace.shown(&path))),
            false => {
                let what = format!("the last failure, of `{test}`, left no run to draw");
                Err(Stop::new(Exit::WrongUse, what, format!("cargo xtask explain {}", entry.argument())))
            }
        },
        Err(error) => wrong(error.to_string()),
    }
}

/// Whether the lab had something to say: else the test failed by itself.
fn has_report(last: &LastFailure) -> bool {
    matches!(last.failure.outcome.as_str(), "broken" | "unknown")
}

fn not_written(error: anyhow::Error) -> Stop {
    Stop::new(Exit::NotWritten, format!("{error:#}"), "make room, or give yourself the right to write there")
}

/// Where the page of an exercise is: one for all its tests, so that a browser need not be told another file.
pub fn path(folder: &Path, exercise: &Exercise) -> PathBuf {
    folder.join(&exercise.package).join("page.html")
}

/// Draws the report and puts the page in its place.
///
/// # Errors
/// Where it cannot be written; the error names the file.
pub fn write(
    entry: &Entry,
    exercise: &Exercise,
    half: Half,
    folder: &Path,
    report: &Report,
) -> anyhow::Result<PathBuf> {
    let path = path(folder, exercise);
    files::put(&path, lab::draw::page(report, &around(entry, half, report)).as_bytes())?;
    Ok(path)
}

/// Nothing in it depends on where the user stands: the same report makes the same page.
fn around(entry: &Entry, half: Half, report: &Report) -> Around {
    let passes = matches!(report.verdict, Verdict::Holds | Verdict::Ran);
    let commands = if passes { after_a_pass(entry, half) } else { after_a_failure(entry, half, report) };
    let note = if passes {
        "The last check passed: no run is left to step through."
    } else {
        "This page is about the last check that failed. After another check, reload it."
    };
    Around {
        exercise: format!("{}: {}{}", entry.name(), entry.title, half.words()),
        commands: commands.into_iter().map(|(verb, what)| (format!("cargo xtask {verb}"), what)).collect(),
        note: note.to_string(),
    }
}

fn after_a_failure(entry: &Entry, half: Half, report: &Report) -> Vec<(String, String)> {
    let number = entry.argument();
    let mut commands = vec![(format!("explain {number}"), "the failure in plain words".to_string())];
    // Somebody will copy it into a shell.
    if let Some(id) = report.replay.as_ref().filter(|id| replay::is_like_an_id(id)) {
        commands.push((format!("replay {number} {id}"), "this run again, with the code as it is then".to_string()));
    }
    if half == Half::Alone {
        commands.push((format!("hint {number}"), "where you are stuck".to_string()));
    }
    let edited = format!("after an edit of exercises/{}/src/lib.rs", entry.id);
    commands.push((format!("check {number}{}", half.flag()), edited));
    commands
}

fn after_a_pass(entry: &Entry, half: Half) -> Vec<(String, String)> {
    let debrief = format!("debrief {}{}", entry.argument(), half.flag());
    vec![
        (debrief, "why it works, and what it costs".to_string()),
        ("next".to_string(), "the next exercise".to_string()),
    ]
}
