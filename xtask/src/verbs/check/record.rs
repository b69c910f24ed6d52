//! What a check leaves in the log.

use lab::report::Broke;

use super::Checked;
use crate::catalog::Half;
use crate::ladder::Step;
use crate::progress::{self, Event, FAILED, Failure, MOB_ERRORS, MOB_FAILED, MOB_PASSED, PASSED};
use crate::terminal::complain_in_sentences;
use crate::verbs::Context;

/// No text in the log is longer, in characters: what a learner stores may be long, and each check reads the log.
const MOST_TEXT: usize = 400;

/// Records what was found. Code that does not compile is no attempt, so only a mob has it recorded, for its card.
pub fn record(context: &Context, checked: &Checked<'_>) {
    let mut mob = checked.note.clone();
    let event = match (checked.half, checked.passed()) {
        _ if checked.errors.is_some() => {
            let Some(note) = &mut mob else { return };
            note.mobs_half = checked.half == Half::Mob;
            MOB_ERRORS
        }
        (Half::Alone, true) => PASSED,
        (Half::Alone, false) => FAILED,
        (Half::Mob, true) => MOB_PASSED,
        (Half::Mob, false) => MOB_FAILED,
    };
    let failure = checked.first_red().map(|step| Failure { source: checked.source.clone(), ..failure(step) });
    let event = Event { failure, mob, ..Event::new(&checked.entry.id, event) };
    if let Err(error) = progress::record(&context.workspace.progress(), event) {
        complain_in_sentences(format!("warning: this result is not recorded: {error:#}"));
    }
}

fn failure(step: &Step) -> Failure {
    let report = step.report.as_ref();
    let cut = |text: &String| text.chars().take(MOST_TEXT).collect::<String>();
    let broke = report.and_then(|report| report.broke).map(|broke| match broke {
        Broke::Rule => "rule",
        Broke::Witness => "witness",
        Broke::Guard => "guard",
    });
    Failure {
        test: step.test.clone(),
        outcome: step.outcome.word().to_string(),
        broke: broke.map(str::to_string),
        rule: report.and_then(|report| report.rule.clone()),
        reason: report.and_then(|report| report.reason.as_ref()).map(cut),
        notes: report.map(|report| report.notes.iter().map(cut).collect()).unwrap_or_default(),
        faults: report.map(|report| report.faults.iter().map(cut).collect()).unwrap_or_default(),
        least: report.map(|report| report.least).unwrap_or_default(),
        replay: report.and_then(|report| report.replay.clone()),
        source: None,
    }
}
