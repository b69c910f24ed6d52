//! What a drive shows.

use std::collections::BTreeMap;

use lab::report::grouped;

use super::client::Sums;
use super::judge::{Verdict, times};
use super::plan::Plan;
use super::run::Step;
use super::{CONNECTIONS, LATER_SECONDS};
use crate::exit::Exit;
use crate::log::{Paint, paint, say};
use crate::options::Options;
use crate::workers::Exercise;

/// How wide a line is at most.
const COLUMNS: usize = 79;

/// What is about to happen.
pub fn head(exercise: Exercise, options: &Options, plan: &Plan) {
    say(format!("drives {}", exercise.file));
    say(format!(
        "{} charges on {} accounts, over {CONNECTIONS} connections, seed {}",
        grouped(plan.charges.len() as u64),
        grouped(plan.accounts().into()),
        options.seed
    ));
    let kills = match options.kills {
        0 => String::new(),
        1 => ", and the server is killed once".to_string(),
        times => format!(", and the server is killed {times} times"),
    };
    say(format!("{} % of the responses are lost{kills}\n", options.lose_responses));
    say(row(["", "requests", "no answer", "503", "killed", "debits"].map(String::from)));
}

/// A step that is over.
pub fn step(step: Step, sums: Sums, debits: &[Option<u32>]) {
    let name = match step {
        Step::Charge => "PUT, POST".to_string(),
        Step::Again => format!("{} h later: POST, GET", LATER_SECONDS / 3600),
        Step::Delete => "DELETE".to_string(),
        Step::Late => "a late POST".to_string(),
    };
    let known: u64 = debits.iter().flatten().map(|&debits| u64::from(debits)).sum();
    let debits = if debits.contains(&None) { "unclear".to_string() } else { grouped(known) };
    let counts = [sums.requests, sums.silent, sums.later, sums.kills.into()].map(grouped);
    let [requests, silent, later, kills] = counts;
    say(row([name, requests, silent, later, kills, debits]));
}

fn row([name, requests, silent, later, kills, debits]: [String; 6]) -> String {
    format!("  {name:<22}{requests:>10}{silent:>11}{later:>7}{kills:>8}{debits:>10}").trim_end().to_string()
}

/// What came of it, and the exit code that says the same.
pub fn verdict(exercise: Exercise, options: &Options, verdict: &Verdict) -> Exit {
    let all = verdict.charges;
    let of = |count: usize| format!("{} of {}", grouped(count as u64), grouped(all as u64));
    let once = verdict.debits.get(&Some(1)).copied().unwrap_or_default();
    let left = if verdict.left.is_empty() { "nothing".to_string() } else { items(verdict.left.len()) };
    say(format!("\n  debited exactly once    {}{}", of(once), others(&verdict.debits)));
    say(format!("  always the same answer  {}", of(verdict.same)));
    say(format!("  a late POST told 410    {}", of(verdict.gone)));
    say(format!("  left in the stores      {left}\n"));
    for example in verdict.examples.iter().chain(verdict.left.first()) {
        say(cut(&format!("  {example}")));
    }
    if verdict.is_good() {
        say(format!("{}   each charge was debited exactly once, and nothing is left", paint(Paint::Good, "PASSED")));
        say("         This was one run; cargo xtask check 14 makes all, within a budget.");
        say(match options.kills {
            0 => "Next: the same with --kill 10, so that the server is killed meanwhile".to_string(),
            _ => format!("Next: {}, and try it with curl", exercise.command),
        });
        return Exit::Done;
    }
    say(format!("\n{}   the first three should be all, and the last nothing", paint(Paint::Bad, "FAILED")));
    say("Next: cargo xtask check 14, which shows the shortest way to each mistake");
    Exit::NotPassed
}

/// How often those were debited that were not debited once.
fn others(debits: &BTreeMap<Option<u32>, usize>) -> String {
    let others = debits.iter().filter(|(count, _)| **count != Some(1));
    others.map(|(count, charges)| format!("; {}: {}", times(*count), grouped(*charges as u64))).collect()
}

fn items(count: usize) -> String {
    if count == 1 { "1 item".to_string() } else { format!("{} items", grouped(count as u64)) }
}

/// What a learner's code has stored or said, on one line and without control characters.
fn cut(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    if text.chars().count() <= COLUMNS {
        return text;
    }
    text.chars().take(COLUMNS - 3).chain("...".chars()).collect()
}
