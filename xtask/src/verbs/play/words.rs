//! What is said in both forms of the game: of choices, of what may still fail, of how little it takes.

use std::cmp::Ordering;

use lab::report::{Cell, Choice, Found, LaneKind, Play};

use super::Table;
use super::game::Game;

/// What a choice does, with the fault in capitals as stories have it: `CRASH: dies before the ack`.
pub fn what(choice: &Choice) -> String {
    match &choice.fault {
        Some(fault) => format!("{}: {}", fault.to_uppercase(), choice.words),
        None => choice.words.clone(),
    }
}

/// Where its gate stands: `lib.rs:42`, or nothing.
pub fn place(choice: &Choice) -> String {
    let at = choice.at.as_ref();
    at.map(|at| format!("{}:{}", at.file.rsplit('/').next().unwrap_or_default(), at.line)).unwrap_or_default()
}

/// The exercise, and what happens in the scenario.
pub fn title(table: &Table<'_>, play: &Play) -> String {
    format!("{}: {}", table.entry.name(), play.report.title)
}

/// What may still go wrong: `may still fail: 1 crash, 1 ambiguous (1 of them)`.
pub fn may_fail(play: &Play) -> String {
    let kinds = || play.faults.iter().filter(|kind| kind.most > kind.used);
    if play.faults.iter().all(|kind| kind.most == 0) {
        return "nothing fails here".to_string();
    }
    if play.faults_left == 0 {
        return "nothing more may fail".to_string();
    }
    let each: Vec<String> = kinds().map(|kind| format!("{} {}", kind.most - kind.used, kind.word)).collect();
    let sum: u32 = kinds().map(|kind| kind.most - kind.used).sum();
    let together = if sum > play.faults_left { format!(" ({} of them)", play.faults_left) } else { String::new() };
    format!("may still fail: {}{together}", each.join(", "))
}

/// One cell: `carts cart-1: status Open, items [book]`.
pub fn cell(cell: &Cell) -> String {
    let kind = match cell.kind {
        LaneKind::Store => " store",
        LaneKind::Queue => " queue",
        LaneKind::Blobs => " blobs",
        LaneKind::Process => "",
    };
    let kind = if cell.place.ends_with(kind.trim()) { "" } else { kind };
    format!("{}{kind}  {}: {}", cell.place, cell.cell, cell.content.as_deref().unwrap_or("(gone)"))
}

/// How many there are of something: `1 fault`, `no fault`, `14 steps`.
pub fn count(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}"),
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// How little the smallest break needs, beside what this one took.
///
/// # Errors
/// Where the search cannot be run.
pub fn how_little(game: &mut Game<'_>) -> anyhow::Result<String> {
    let (faults, steps) = (game.now().report.faults.len(), game.made());
    let mine = format!("You needed {} and {}", count(faults, "fault"), count(steps, "step"));
    let rule = game.now().report.rule.clone();
    let Some(found) = game.found()?.filter(|found| !found.steps.is_empty()) else {
        return Ok(format!("{mine}; how few are enough is not known, since a search did not come to its end."));
    };
    let Found { faults: fewest, steps: its, .. } = found;
    let (fewest, least) = (*fewest as usize, its.len());
    let other = match (&found.rule, &rule) {
        (Some(its), Some(mine)) if its != mine => format!(" It breaks another rule: {its}."),
        _ => String::new(),
    };
    Ok(match (fewest.cmp(&faults), least.cmp(&steps)) {
        (Ordering::Less, _) | (Ordering::Equal, Ordering::Less) => {
            format!("{mine}; the smallest break needs {} and {}.{other}", count(fewest, "fault"), count(least, "step"))
        }
        (Ordering::Equal, Ordering::Equal) => format!("{mine}: as little as the smallest break."),
        _ => format!("{mine}: no run breaks a rule with fewer faults."),
    })
}

/// What to say where nothing happens by itself any more and no rule is broken.
pub const QUIET: &str = "All is quiet, and no rule is broken: nothing more happens by itself.";
