//! Whether a variant does what it has to do.

use lab::report::{Broke, Verdict};

use super::build::Built;
use super::ladders::Ran;
use super::subject::{Kind, Subject, Variant};
use super::table::Red;
use crate::catalog::{Breaks, Rung, Shipped};
use crate::ladder::{Outcome, Step};

/// All that is wrong with a variant.
pub fn judge(subject: &Subject<'_>, variant: &Variant, built: &Built, ran: Option<&Ran>) -> Vec<Red> {
    let name = if variant.name.is_empty() { String::new() } else { format!("{}: ", variant.name) };
    let mend = format!("mend {}", place(subject, variant));
    if built.program.is_none() {
        let first = built.errors.first().map_or("it was not built", String::as_str);
        return vec![Red::new(format!("{name}does not compile: {first}"), mend)];
    }
    let mut reds = Vec::new();
    if let Some(first) = built.warnings.first() {
        reds.push(Red::new(format!("{name}compiles with {} warnings: {first}", built.warnings.len()), &mend));
    }
    match ran {
        None => reds.push(Red::new(format!("{name}was not run"), "report it: a bug of the runner")),
        Some(Err(why)) => reds.push(Red::new(format!("{name}{why}"), "mend the ladder in the manifest")),
        Some(Ok(steps)) => {
            let wrong = match variant.kind {
                Kind::Shipped | Kind::MobStart => shipped(variant.kind.ladder(subject.exercise), steps),
                Kind::Solution | Kind::Alternative | Kind::MobEnd => passes(steps),
                Kind::WrongTurn => wrong_turn(subject, variant, steps),
            };
            reds.extend(
                wrong
                    .into_iter()
                    .map(|(reason, next)| Red::new(format!("{name}{reason}"), next.unwrap_or_else(|| mend.clone()))),
            );
        }
    }
    reds
}

type Wrong = (String, Option<String>);

fn place(subject: &Subject<'_>, variant: &Variant) -> String {
    let file = match variant.kind {
        Kind::Shipped => "shipped/lib.rs".to_string(),
        Kind::Solution | Kind::MobStart => "src/lib.rs".to_string(),
        Kind::MobEnd => "mob/lib.rs".to_string(),
        Kind::Alternative => format!("alternatives/{}.patch", variant.name),
        Kind::WrongTurn => format!("wrong-turns/{}.patch", variant.name),
    };
    format!("solutions/{}/{file}", subject.entry.id)
}

fn shipped(ladder: &[Rung], steps: &[Step]) -> Vec<Wrong> {
    let next = || Some("mend the ladder in the manifest, or the shipped file".to_string());
    let wrong = ladder.iter().zip(steps).filter_map(|(rung, step)| {
        let (test, ended) = (&rung.test, ended(step));
        match (rung.shipped, &rung.rule) {
            (Shipped::Green, _) => {
                (step.outcome != Outcome::Green).then(|| format!("{test} is declared green and {ended}"))
            }
            (Shipped::Red, Some(rule)) if broken_rule(step) == Some(rule) => None,
            (Shipped::Red, rule) => {
                let rule = rule.as_deref().unwrap_or_default();
                Some(format!("{test} is declared to break the rule `{rule}` and {ended}"))
            }
        }
    });
    let wrong: Vec<Wrong> = wrong.map(|reason| (reason, next())).collect();
    if steps.iter().all(|step| step.outcome == Outcome::Green) {
        return vec![("it passes: nothing is to be done".to_string(), next())];
    }
    wrong
}

fn passes(steps: &[Step]) -> Vec<Wrong> {
    let good = |step: &&Step| {
        let verdict = step.report.as_ref().map(|report| report.verdict);
        step.outcome == Outcome::Green && matches!(verdict, None | Some(Verdict::Holds | Verdict::Ran))
    };
    let wrong = steps.iter().filter(|step| !good(step));
    wrong.map(|step| (format!("has to pass, and {} {}", step.test, ended(step)), None)).collect()
}

fn wrong_turn(subject: &Subject<'_>, variant: &Variant, steps: &[Step]) -> Vec<Wrong> {
    let Some(step) = steps.iter().find(|step| step.outcome != Outcome::Green) else {
        return vec![("passes, so it is no wrong turn".to_string(), None)];
    };
    let Some(rule) = broken_rule(step).or_else(|| missed_witness(step)) else {
        return vec![(format!("has to break a rule, and {} {}", step.test, ended(step)), None)];
    };
    let faults = step.report.as_ref().map_or(0, |report| report.faults.len());
    let breaks = Breaks { test: step.test.clone(), rule: rule.to_string(), faults };
    let patch = subject.wrong_turns.iter().find(|patch| patch.name == variant.name);
    if patch.and_then(|patch| patch.breaks.as_ref()) == Some(&breaks) {
        return Vec::new();
    }
    let next = format!("end the heading of {} with the line `{breaks}`", place(subject, variant));
    vec![("its heading does not say what it breaks first".to_string(), Some(next))]
}

/// The sentence of the rule that broke; none where anything else went wrong.
fn broken_rule(step: &Step) -> Option<&str> {
    let report = step.report.as_ref().filter(|report| report.broke == Some(Broke::Rule))?;
    report.rule.as_deref().filter(|_| step.outcome == Outcome::Broken)
}

/// The sentence of the witness that was missed: a wrong turn may keep all rules by doing too little.
fn missed_witness(step: &Step) -> Option<&str> {
    let report = step.report.as_ref().filter(|report| report.broke == Some(Broke::Witness))?;
    report.rule.as_deref().filter(|_| step.outcome == Outcome::Broken)
}

/// How a test ended, after its name.
fn ended(step: &Step) -> String {
    let report = step.report.as_ref();
    let rule = report.and_then(|report| report.rule.as_deref()).unwrap_or_default();
    match (&step.outcome, report.and_then(|report| report.broke)) {
        (Outcome::Green, _) => "is green".to_string(),
        (Outcome::Broken, Some(Broke::Rule)) => format!("breaks the rule `{rule}`"),
        (Outcome::Broken, Some(Broke::Witness)) => format!("misses the witness `{rule}`"),
        (Outcome::Broken, _) => format!("meets the guard `{rule}`"),
        (Outcome::Unknown, _) => "has no verdict: a limit was reached".to_string(),
        (Outcome::Failed, _) => format!("failed: {}", step.output.lines().next().unwrap_or_default()),
        (Outcome::Died(signal), _) => format!("ended its process by {signal}"),
        (Outcome::StackOverflow, _) => "overflowed its stack".to_string(),
        (Outcome::TimeLimit(seconds), _) => format!("did not end within {seconds} s"),
        (Outcome::Unreadable(why), _) => format!("left a report that cannot be read: {why}"),
    }
}
