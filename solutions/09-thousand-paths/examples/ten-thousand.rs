//! Ten thousand random runs of each system on tokio threads, beside the search, with the reference exam and the same messages.
//!
//! `cargo run -q -p sol09-thousand-paths --example ten-thousand [RUNS [SEED]]`. All figures are those of this very run.
extern crate thousand_paths_solution as thousand_paths;

#[path = "../../../exercises/09-thousand-paths/tests/given/mod.rs"]
mod given;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use given::runs::{Day, Tried, scenario, tried};
use given::systems::{EIGHT, System};
use lab::consumer;
use lab::report::grouped;
use thousand_paths::{Desk, exam, right};

const RIGHT: System =
    System { name: "the right one", desk: || consumer(Desk::new, right), carts: &[1], fault: "it does nothing wrong" };

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number =
        |usual: u64| arguments.next().map_or(usual, |text| text.parse().expect("RUNS and SEED are numbers"));
    let (runs, seed) = (number(10_000), number(1));
    let messages = sequences();
    println!(
        "{} random runs of each system on tokio, seed {seed}, over {} message sequences;",
        grouped(runs),
        messages.len()
    );
    println!("and the search of all runs with them, to the first that breaks a rule.\n");
    println!("{:<13}  {:>13}  {:>8}  {:>8}  {:>20}  {:>7}", "", "random runs", "first", "took", "search", "took");
    let mut missed = Vec::new();
    for system in std::iter::once(&RIGHT).chain(&EIGHT) {
        let random = at_random(system, &messages, runs, seed);
        let started = Instant::now();
        let found = match tried(&exam(), system.name, system.desk, Day::Bad) {
            Tried::Passes { effort, .. } => format!("held, {} paths", grouped(effort.executions)),
            Tried::Refused { carts, report } => broken(carts.len(), report.faults.len()),
            Tried::Stopped(_) => "stopped".into(),
        };
        let searched = started.elapsed();
        let failed = format!("{} failed", grouped(random.failed));
        let first = random.first.map_or("-".into(), grouped);
        println!(
            "{:<13}  {failed:>13}  {first:>8}  {:>6.1} s  {found:>20}  {:>5.2} s",
            system.name,
            random.took.as_secs_f64(),
            searched.as_secs_f64()
        );
        println!("  {}", system.fault.split(':').next().unwrap_or_default());
        if random.failed == 0 && system.name != RIGHT.name {
            missed.push(system.name);
        }
    }
    match missed.as_slice() {
        [] => println!("\nThe random runs found all eight."),
        missed => println!("\nThe random runs found {} of 8, and not {}.", 8 - missed.len(), missed.join(", ")),
    }
}

fn broken(messages: usize, faults: usize) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    format!("{messages} message{}, {faults} fault{}", plural(messages), plural(faults))
}

/// Random runs of one system.
struct Random {
    runs: u64,
    failed: u64,
    /// The number of the first that failed, from 1.
    first: Option<u64>,
    took: Duration,
}

fn at_random(system: &System, messages: &[Vec<usize>], runs: u64, seed: u64) -> Random {
    let started = Instant::now();
    let mut random = Random { runs: 0, failed: 0, first: None, took: Duration::ZERO };
    let exam = exam();
    let witness: Vec<_> = exam.promises.iter().map(|_| Arc::new(AtomicBool::new(false))).collect();
    // A few runs with each sequence, and again: so it makes no difference which one comes last.
    for carts in messages.iter().cycle() {
        let share = FEW.min(runs - random.runs);
        if share == 0 {
            break;
        }
        let scenario = scenario(&exam, system.name, system.desk, Day::Bad, carts, &witness);
        let tally = lab_live::many(&scenario, share, seed + random.runs);
        let first = tally.first_failing_seed.map(|failing| failing - seed + 1);
        random.runs += share;
        random.failed += tally.failed;
        random.first = random.first.or(first);
    }
    Random { took: started.elapsed(), ..random }
}

/// How many runs are made with a sequence before the next one has its turn.
const FEW: u64 = 4;

/// All messages that the exam can send: 1 to 4, each for a new cart or a copy of an earlier one.
fn sequences() -> Vec<Vec<usize>> {
    let mut all: BTreeSet<(usize, Vec<usize>)> = BTreeSet::new();
    let mut longest = vec![Vec::new()];
    for length in 1..=*exam().messages.end() {
        let longer = |carts: &Vec<usize>| {
            let new = carts.iter().max().map_or(1, |last| last + 1);
            let carts = carts.clone();
            (1..=new).map(move |cart| carts.iter().copied().chain([cart]).collect::<Vec<usize>>())
        };
        longest = longest.iter().flat_map(longer).collect();
        all.extend(longest.iter().map(|carts| (length, carts.clone())));
    }
    all.into_iter().map(|(_, carts)| carts).collect()
}
