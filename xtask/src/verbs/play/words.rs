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
    // A message and its id have one name.
    let content = cell.content.as_deref().unwrap_or("(gone)").replacen(&format!("id {}, ", cell.cell), "", 1);
    format!("{}{kind}  {}: {content}", cell.place, cell.cell)
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
    let rule = game.now().report.rule.clone();
    let found = game.found()?;
    Ok(compared(faults, steps, rule.as_deref(), found))
}

fn compared(faults: usize, steps: usize, rule: Option<&str>, found: Option<&Found>) -> String {
    let mine = format!("You needed {} and {}", count(faults, "fault"), count(steps, "step"));
    let Some(found) = found.filter(|found| !found.steps.is_empty()) else {
        return format!("{mine}; how few are enough is not known, since a search did not come to its end.");
    };
    let (fewest, least) = (found.faults as usize, found.steps.len());
    match (fewest.cmp(&faults), least.cmp(&steps)) {
        (Ordering::Less, _) | (Ordering::Equal, Ordering::Less) => {
            let other = found.rule.as_deref().filter(|other| rule.is_some_and(|rule| rule != *other));
            let other = other.map(|other| format!(" It breaks another rule: {other}.")).unwrap_or_default();
            format!("{mine}; the smallest break needs {} and {}.{other}", count(fewest, "fault"), count(least, "step"))
        }
        (Ordering::Equal, Ordering::Equal) => format!("{mine}: as little as the smallest break."),
        _ => format!("{mine}: no run breaks a rule with fewer faults."),
    }
}

/// What to say where no step can be taken back.
pub const START: &str = "This is the start: there is no step to take back.";

/// What to say where nothing happens by itself any more and no rule is broken.
pub const QUIET: &str = "All is quiet, and no rule is broken: nothing more happens by itself.";

#[cfg(test)]
mod tests {
    use lab::report::Verdict;

    use super::*;

    fn found(faults: u32, steps: usize, rule: &str) -> Found {
        Found { verdict: Verdict::Broken, rule: Some(rule.to_string()), faults, steps: vec![String::new(); steps] }
    }

    #[test]
    fn a_break_is_compared_with_the_smallest_one() {
        let said = |faults, steps, found: &Found| compared(faults, steps, Some("no order is lost"), Some(found));
        let fewer = said(2, 14, &found(1, 7, "no order is lost"));
        assert_eq!(fewer, "You needed 2 faults and 14 steps; the smallest break needs 1 fault and 7 steps.");
        let other = said(1, 14, &found(0, 1, "no ghost"));
        assert!(other.ends_with("needs no fault and 1 step. It breaks another rule: no ghost."), "{other}");
        assert!(said(1, 7, &found(1, 7, "no order is lost")).ends_with("as little as the smallest break."));
        assert!(said(1, 6, &found(1, 7, "no order is lost")).ends_with("no run breaks a rule with fewer faults."));
        let unknown = compared(1, 7, None, None);
        assert!(unknown.contains("is not known"), "{unknown}");
    }
}
