//! `mob done`: the end, and what the mob did.

use super::{Context, name, names, no_mob, not_written, now};
use crate::catalog::{Catalog, Entry};
use crate::clock;
use crate::exit::Exit;
use crate::progress::{self, Event, MOB_ENDED, Progress, Run, Session, Verdict};
use crate::terminal::{Paint, Terminal};

/// Does it. A second time it only tells again.
///
/// # Errors
/// A [`Stop`](crate::exit::Stop) where there never was a mob, or it cannot be recorded.
pub fn run(context: &Context) -> anyhow::Result<Exit> {
    let held = progress::hold(&context.workspace.progress()).map_err(not_written)?;
    let mut progress = held.progress().map_err(not_written)?;
    let session = progress.mob().ok_or_else(no_mob)?;
    let ended_before = session.ended.is_some();
    if !ended_before {
        held.record(Event::new(&session.exercise, MOB_ENDED)).map_err(not_written)?;
        progress = held.progress()?;
    }
    drop(held);
    let session = progress.mob().ok_or_else(no_mob)?;
    let catalog = Catalog::read(&context.workspace)?;
    summary(&context.terminal, session, &name(&catalog, session), ended_before);
    let next = after(context, catalog.with_id(&session.exercise), &progress);
    context.terminal.sentence(format!("Next: {next}"));
    Ok(Exit::Done)
}

fn summary(terminal: &Terminal, session: &Session, name: &str, ended_before: bool) {
    let total: u64 = session.driven(now()).map(|(_, length)| length).sum();
    let ended = if ended_before { "ended before" } else { "has ended" };
    let turns = counted(session.turns.len(), "turn", "turns");
    terminal.line(
        terminal
            .paint(Paint::Strong, &format!("The mob at {name} {ended}: {turns} in {} minutes", clock::length(total))),
    );
    terminal.line("");
    for (who, turns, length) in drivers(session) {
        let who = names::shown(terminal, who, 40);
        terminal.line(format!("  {:>8}  {:>8}  {who}", counted(turns, "turn", "turns"), clock::length(length)));
    }
    terminal.line("");
    checks(terminal, session);
}

/// Who drove how often and how long, in the order of the first turn; also those who have left.
fn drivers(session: &Session) -> Vec<(&str, usize, u64)> {
    let mut drivers: Vec<(&str, usize, u64)> = Vec::new();
    for (name, length) in session.driven(now()) {
        match drivers.iter_mut().find(|(other, ..)| *other == name) {
            Some((_, turns, total)) => (*turns, *total) = (*turns + 1, *total + length),
            None => drivers.push((name, 1, length)),
        }
    }
    drivers
}

fn checks(terminal: &Terminal, session: &Session) {
    let green = session.runs.iter().filter(|run| matches!(run.verdict, Verdict::Passed)).count();
    let last = match session.runs.last().map(|run| &run.verdict) {
        None => return terminal.line("  No check was run.\n"),
        Some(Verdict::Passed) => terminal.paint(Paint::Good, "GREEN"),
        Some(Verdict::Failed(failure)) => {
            let test = failure.as_ref().map(|failure| format!(", {}", failure.test)).unwrap_or_default();
            format!("{}{test}", terminal.paint(Paint::Bad, "RED"))
        }
        Some(Verdict::Errors) => format!("{}, it does not compile", terminal.paint(Paint::Bad, "RED")),
    };
    terminal.line(format!("  {}, {green} green; the last one {last}", counted(session.runs.len(), "check", "checks")));
    let (right, all) = session.predictions();
    if all > 0 {
        terminal.line(format!("  {} predicted, {right} came out as the room said", counted(all, "check", "checks")));
        surprises(terminal, session);
    }
    terminal.line("");
}

/// The checks that came out otherwise than the room had said: each is a thing to talk about.
fn surprises(terminal: &Terminal, session: &Session) {
    let surprising: Vec<&Run> = session.runs.iter().filter(|run| run.was_right() == Some(false)).collect();
    if surprising.is_empty() {
        return;
    }
    terminal.line("  what surprised the room, and is worth a word:");
    for run in surprising {
        let what = match &run.verdict {
            Verdict::Failed(Some(failure)) => format!("{} failed", failure.test),
            Verdict::Failed(None) | Verdict::Errors => "it failed".to_string(),
            Verdict::Passed => "it passed".to_string(),
        };
        terminal.line(format!("    turn {}: {what}", run.turn));
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn after(context: &Context, entry: Option<&Entry>, progress: &Progress) -> String {
    let Some(entry) = entry else { return "cargo xtask list".to_string() };
    if !context.workspace.solution(&entry.id).join("README.md").is_file() {
        return "cargo xtask next".to_string();
    }
    let done = progress.done(&entry.id);
    let open = done.state.passed_once() || done.unlocked;
    let unlock = if open { "" } else { " --unlock" };
    format!("cargo xtask debrief {} --mob{unlock}", entry.argument())
}
