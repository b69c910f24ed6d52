//! Grades what a person says of a system: "this schedule breaks it", or "none does".

use super::{Ruling, replay_asked};
use crate::check::Replayed;
use crate::hash::Mix;
use crate::play::play_asked;
use crate::report::{Broke, Play, Report, Verdict, grouped};
use crate::scenario::Scenario;
use crate::schedule::{Played, Schedule, ScheduleError, Step};
use crate::sim::report::{budget, publish_play};

/// The rule of an answer that breaks nothing.
pub const BREAKS: &str = "a schedule that is said to break a rule breaks one";

/// The rule of a schedule that cannot be followed.
pub const POSSIBLE: &str = "each step of the schedule is possible when it comes";

/// The rule of a schedule that uses more faults than needed, where the fewest are asked for.
pub const FEWEST: &str = "no schedule breaks it with fewer faults";

/// "This schedule breaks a rule": it passes where it does, with a note that compares it with the fewest faults that any run needs.
///
/// The schedule may use all faults of the scenario; the comparison is searched with `most` of them together.
pub fn breaks(scenario: &Scenario, schedule: &Schedule, most: u32) -> Ruling {
    graded(scenario, schedule, most, false)
}

/// As [`breaks`], and it passes only where no run needs fewer faults.
pub fn breaks_with_the_fewest(scenario: &Scenario, schedule: &Schedule, most: u32) -> Ruling {
    graded(scenario, schedule, most, true)
}

fn graded(scenario: &Scenario, schedule: &Schedule, most: u32, fewest: bool) -> Ruling {
    let title = scenario.title();
    if let Some(ruling) = by_hand(scenario, most) {
        return ruling;
    }
    let named = |ruling: Ruling| ruling.replay(name(title, schedule));
    let budgeted =
        |ruling: Ruling| budget(scenario).into_iter().fold(ruling, |ruling, (fault, most)| ruling.budget(fault, most));
    match scenario.play(schedule) {
        Err(error) => named(budgeted(impossible(title, error))),
        Ok(Played { story, broke: None, faults }) => {
            let seen = "this is how it ran, and all rules held to the end";
            named(budgeted(Ruling::broken(title, BREAKS, seen).faults(faults).story(story)))
        }
        Ok(Played { story, broke: Some((rule, _)), faults }) => {
            let found = scenario.clone().faults_together(most).search();
            if fewest && found.broke == Some(Broke::Rule) && found.faults.len() < faults.len() {
                let seen = format!("it takes {}, and {} would do", count(faults.len()), count(found.faults.len()));
                return named(budgeted(Ruling::broken(title, FEWEST, seen).faults(faults).story(story)));
            }
            let broke = format!("{title}: \"{rule}\" is broken with {}", count(faults.len()));
            Ruling::holds(title).note(format!("{broke}{}.", compared(faults.len(), &found)))
        }
    }
}

/// The rule of a "sound" without a reason.
pub const REASON: &str = "who calls it sound says why";

/// The fewest words of a reason.
const WORDS: usize = 4;

/// "No schedule breaks a rule": it passes where the search comes to its end with `most` faults together and a reason is given, which
/// nobody judges; else it shows a run that breaks one.
pub fn is_sound(scenario: &Scenario, most: u32, reason: &str) -> Ruling {
    if let Some(ruling) = by_hand(scenario, most) {
        return ruling;
    }
    if reason.split_whitespace().count() < WORDS {
        let seen = format!("the reason is \"{reason}\"; a sentence is needed, for whoever reviews it next");
        return Ruling::broken(scenario.title(), REASON, seen);
    }
    let report = scenario.clone().faults_together(most).search();
    let holds = report.verdict == Verdict::Holds;
    let states = report.effort.states;
    let ruling = Ruling::from(report);
    match holds {
        true => ruling.note(format!(
            "{}: sound in every order of steps, and with up to {} of any kind ({} states). You say: {reason}",
            scenario.title(),
            count(most as usize),
            grouped(states),
        )),
        false => ruling.note("You say that it is sound. This schedule breaks it."),
    }
}

/// Where a person plays the scenario, or asks for a run that was played: that run, whatever the answer is.
fn by_hand(scenario: &Scenario, most: u32) -> Option<Ruling> {
    let title = scenario.title();
    if let Some(asked) = play_asked() {
        let searched = scenario.clone().faults_together(most);
        publish_play(&Play { graded: true, ..scenario.offer_with(&asked, &searched) });
        return Some(Ruling::holds(title));
    }
    let id = replay_asked()?;
    let Replayed { story, broke, .. } = scenario.replay(&id).ok()?;
    let ruling = match broke {
        Some((rule, seen)) => Ruling::broken(title, rule, seen),
        None => Ruling::holds(title),
    };
    Some(ruling.story(story).replay(id))
}

/// A name for the run, by which `replay` shows it again as long as the schedule stays the same.
fn name(title: &str, schedule: &Schedule) -> String {
    let mut mix = Mix::new();
    mix.text(title);
    schedule.steps().for_each(|step| {
        mix.text(&step.to_string());
    });
    format!("run-{:04x}", mix.finish() as u16)
}

fn count(faults: usize) -> String {
    match faults {
        0 => "no fault".into(),
        1 => "1 fault".into(),
        _ => format!("{faults} faults"),
    }
}

fn compared(used: usize, found: &Report) -> String {
    let fewest = found.faults.len();
    match found.broke {
        Some(Broke::Rule) if fewest == 0 && used > 0 => ", and an order of steps without any is enough".into(),
        Some(Broke::Rule) if fewest < used => {
            format!(", and {} {} enough", count(fewest), if fewest == 1 { "is" } else { "are" })
        }
        Some(Broke::Rule) if fewest > 0 => ", and no schedule does it with fewer".into(),
        _ => String::new(),
    }
}

fn impossible(title: &str, error: ScheduleError) -> Ruling {
    let at = error.at.map(|at| format!(" ({at})")).unwrap_or_default();
    let seen = format!("step {}{at}, `{}`: {}", error.step, error.asked, error.why);
    let (faults, well): (Vec<&Step>, Vec<&Step>) = error.enabled.iter().partition(|step| step.fault().is_some());
    let list = |steps: Vec<&Step>| match steps.as_slice() {
        [] => "nothing".to_string(),
        steps => steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    Ruling::broken(title, POSSIBLE, seen)
        .note(format!("Possible here: {}.", list(well)))
        .note(format!("What may go wrong here: {}.", list(faults)))
        .story(*error.story)
}
