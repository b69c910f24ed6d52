//! `mob` where there is no screen: plain lines, and JSON.

use serde::Serialize;

use super::card::Card;
use super::changes::Files;
use super::{Context, at_work_or_told, next, now};
use crate::catalog::Catalog;
use crate::exit::Exit;
use crate::progress::{Session, Verdict};

/// Prints it.
///
/// # Errors
/// Where the exercises cannot be read.
pub fn print(context: &Context) -> anyhow::Result<Exit> {
    let Some(session) = at_work_or_told(context) else { return Ok(nobody(context)) };
    let catalog = Catalog::read(&context.workspace)?;
    let entry = next::entry(&catalog, &session)?;
    let files = Files::read(&context.workspace.exercises().join(&entry.id)).unwrap_or_default();
    let card = Card { context, entry, session: &session, files: &files, now: now() };
    let mut state = card.state(Files::kept(&context.workspace, session.turn().begin.number).as_ref());
    state.extend(card.predictions());
    card.print(&format!("A mob at {}", card.head()), &[card.roles(), state]);
    context.terminal.sentence(format!("Next: {}", card.next()));
    Ok(Exit::Done)
}

/// No mob is at work: how to begin one.
pub fn nobody(context: &Context) -> Exit {
    context.terminal.sentence("No mob is at work.");
    context.terminal.sentence("Next: cargo xtask mob start 2 --with ada,bob,cy (the exercise, and who is there)");
    Exit::Done
}

#[derive(Serialize)]
struct Object<'a> {
    exercise: &'a str,
    turn: u32,
    driver: &'a str,
    navigator: &'a str,
    others: Vec<&'a str>,
    until_millis: u64,
    left_seconds: u64,
    overtime_seconds: u64,
    verdict: Option<&'static str>,
    test: Option<&'a str>,
    rule: Option<&'a str>,
    intent: Option<&'a str>,
    checks: usize,
    predicted: usize,
    predicted_right: usize,
}

/// One object on one line; `null` where no mob is at work.
///
/// # Errors
/// Never in practice: the form is plain data.
pub fn json(context: &Context) -> anyhow::Result<Exit> {
    let session = at_work_or_told(context);
    context.terminal.json(&session.as_ref().map(object))?;
    Ok(Exit::Done)
}

fn object(session: &Session) -> Object<'_> {
    let (now, turn) = (now(), session.turn());
    let verdict = session.runs.last().map(|run| &run.verdict);
    let failure = match verdict {
        Some(Verdict::Failed(failure)) => failure.as_deref(),
        _ => None,
    };
    let (predicted_right, predicted) = session.predictions();
    Object {
        exercise: &session.exercise,
        turn: turn.begin.number,
        driver: session.driver(),
        navigator: session.navigator(),
        others: session.others(),
        until_millis: turn.end(),
        left_seconds: session.left(now).unwrap_or_default() / 1000,
        overtime_seconds: session.overtime(now) / 1000,
        verdict: verdict.map(|verdict| match verdict {
            Verdict::Passed => "green",
            Verdict::Failed(_) => "red",
            Verdict::Errors => "error",
        }),
        test: failure.map(|failure| failure.test.as_str()),
        rule: failure.and_then(|failure| failure.rule.as_deref()),
        intent: turn.intent.as_deref(),
        checks: session.runs.len(),
        predicted,
        predicted_right,
    }
}
