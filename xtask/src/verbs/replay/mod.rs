//! `replay`: one run made again with the code as it is now, step by step, with the state after each step.

pub mod draw;

use clap::{Arg, ArgMatches, Command};
use lab::report::{Replay, ReplayOutcome};

use super::{Context, Verb, compare, explain, pick};
use crate::catalog::{Catalog, Entry, Exercise, Half};
use crate::compile::{Built, compile};
use crate::exit::{Exit, Stop};
use crate::ladder::Runner;
use crate::progress::{FAILED, MOB_FAILED, State};
use crate::terminal::complain;

/// The verb.
pub const VERB: Verb =
    Verb { name: "replay", about: "A failing run again, step by step with the state", arguments, run };

fn arguments(command: Command) -> Command {
    command
        .arg(pick::argument().help("2, 02, a name, a part of it, or compare [default: the last that failed]"))
        .arg(Arg::new("id").value_name("ID").help("A replay id [default: the one of the last failure]"))
}

/// What is to be made again.
struct Asked {
    id: String,
    half: Half,
    /// The test whose run it is, where that is known.
    test: Option<String>,
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let (first, second) = (matches.get_one::<String>("exercise"), matches.get_one::<String>("id"));
    if first.is_some_and(|first| first == compare::NAME) {
        return compare::replay(context, second);
    }
    let catalog = Catalog::read(&context.workspace)?;
    // With one word that is no exercise but may be an id, it is the id.
    let only_id = first.filter(|first| second.is_none() && catalog.select(first).is_err() && is_like_an_id(first));
    let (name, id) = if only_id.is_some() { (None, only_id) } else { (first, second) };
    let entry = pick::one(context, &catalog, name.map(String::as_str), &[FAILED, MOB_FAILED])?;
    let exercise = entry.exercise()?;
    context.terminal.about(&exercise.folder);
    let asked = asked(context, entry, exercise, id)?;
    let program = match compile(&context.workspace, entry, exercise, asked.half)? {
        Built::Program(program) => program,
        Built::Errors { text, .. } => {
            complain(format!("{}\n", text.trim_end()));
            let source = context.workspace.shown(&exercise.source());
            let again = format!("cargo xtask replay {} {}", entry.argument(), asked.id);
            context.terminal.sentence("It does not compile, so nothing was run.");
            context.terminal.sentence(format!("Next: mend {source}, then {again}"));
            return Ok(Exit::NotPassed);
        }
    };
    let runner = Runner::new(exercise, asked.half, &program)?;
    let replay = find(&runner, entry, exercise, &asked)?;
    draw::steps(&context.terminal, &replay);
    Ok(verdict(context, entry, exercise, &asked, &replay))
}

/// Whether it may be a replay id; it is then also safe to type in a shell.
pub fn is_like_an_id(word: &str) -> bool {
    word.len() >= 4 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn asked(context: &Context, entry: &Entry, exercise: &Exercise, id: Option<&String>) -> Result<Asked, Stop> {
    if let Some(id) = id {
        let known =
            context.progress().done(&entry.id).last_failure.filter(|last| last.failure.replay.as_ref() == Some(id));
        let half = known.map_or(Half::Alone, |known| known.half);
        return Ok(Asked { id: id.clone(), half, test: None });
    }
    let last = explain::last(context, entry)?;
    let half = last.half;
    let Some(id) = last.failure.replay else {
        let what = format!("the last failure, of `{}`, has no run to make again", last.failure.test);
        return Err(Stop::new(Exit::WrongUse, what, format!("cargo xtask explain {}", entry.argument())));
    };
    let known = exercise.rungs(half).iter().any(|rung| rung.test == last.failure.test);
    Ok(Asked { id, half, test: known.then_some(last.failure.test) })
}

/// Asks each test in turn; that of the last failure first.
fn find(runner: &Runner<'_>, entry: &Entry, exercise: &Exercise, asked: &Asked) -> anyhow::Result<Replay> {
    let ladder = exercise.rungs(asked.half).iter().map(|rung| &rung.test);
    for test in asked.test.iter().chain(ladder) {
        let Some(replay) = runner.replay(test, &asked.id)? else { continue };
        match &replay.outcome {
            ReplayOutcome::OtherScenario => {}
            ReplayOutcome::Malformed { what } => {
                return Err(wrong(entry, format!("`{}` is {what}", asked.id)).into());
            }
            _ => return Ok(replay),
        }
    }
    let what = format!(
        "`{}` is the id of no scenario of {}\nit is of another one, or the test has changed since",
        asked.id,
        entry.name()
    );
    Err(wrong(entry, what).into())
}

fn wrong(entry: &Entry, what: String) -> Stop {
    Stop::new(Exit::WrongUse, what, format!("cargo xtask check {}, which shows an id", entry.argument()))
}

fn verdict(context: &Context, entry: &Entry, exercise: &Exercise, asked: &Asked, replay: &Replay) -> Exit {
    let terminal = &context.terminal;
    let mob = asked.half.flag();
    let check = format!("cargo xtask check {}{mob}", entry.argument());
    for missing in &replay.missing {
        terminal.line(draw::wrap(terminal, "", missing));
    }
    if replay.outcome == ReplayOutcome::Broken {
        let rule = replay.report.rule.as_deref().unwrap_or_default();
        let reason = replay.report.reason.as_deref().unwrap_or_default();
        terminal.line(draw::wrap(terminal, "", &format!("It breaks the rule \"{rule}\": {reason}.")));
        terminal.sentence(format!("Next: edit {}, then {check}", context.workspace.shown(&exercise.source())));
        return Exit::NotPassed;
    }
    // The last check may have seen more than this run.
    let done = context.progress().done(&entry.id);
    let passed = if asked.half == Half::Mob { done.mob_passed } else { done.state == State::Passed };
    let next = if passed { format!("cargo xtask debrief {}{mob}", entry.argument()) } else { check };
    let why = if passed {
        "This run no longer breaks a rule, and the last check found no other that does."
    } else {
        "This run no longer breaks a rule. Others still may: only a check looks at all."
    };
    terminal.line(draw::wrap(terminal, "", why));
    terminal.sentence(format!("Next: {next}"));
    Exit::Done
}
