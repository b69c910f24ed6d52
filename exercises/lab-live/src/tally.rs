//! What came out of one run, and of many.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use lab::report::grouped;
use lab::{Counts, Fault};

/// One run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The sentence of the promise that broke, and what was seen; none where all went well.
    pub broke: Option<(String, String)>,
    /// The faults that happened.
    pub faults: Counts,
    /// How many operations were asked for.
    pub operations: u64,
    /// The witnesses of the scenario that were seen, by index.
    pub witnessed: Vec<bool>,
    /// True where the run was given up, since it did not come to rest.
    pub gave_up: bool,
}

/// Many runs.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The title of the scenario.
    pub title: String,
    /// How many runs there were.
    pub runs: u64,
    /// The seed of the first run; each next run has the next seed.
    pub seed: u64,
    /// How many of them broke a promise.
    pub failed: u64,
    /// How many broke each promise, by its sentence.
    pub by_rule: BTreeMap<String, u64>,
    /// The seed of the first run that failed.
    pub first_failing_seed: Option<u64>,
    /// What was seen in the first run that failed.
    pub first_reason: Option<String>,
    /// In how many runs each witness was seen, by its sentence.
    pub witnessed: BTreeMap<String, u64>,
    /// How many faults of each kind there were in all runs.
    pub faults: BTreeMap<Fault, u64>,
    /// How many operations there were in all runs.
    pub operations: u64,
    /// True where the last run was given up. No more are made then: each would take as long.
    pub gave_up: bool,
    /// How long it took.
    pub wall: Duration,
}

impl Tally {
    pub(crate) fn add(&mut self, seed: u64, outcome: &Outcome, witnesses: &[lab::Witness]) {
        self.runs += 1;
        self.operations += outcome.operations;
        self.gave_up = outcome.gave_up;
        for fault in Fault::ALL {
            let count = u64::from(outcome.faults.of(fault));
            if count > 0 {
                *self.faults.entry(fault).or_default() += count;
            }
        }
        for (witness, seen) in witnesses.iter().zip(&outcome.witnessed) {
            *self.witnessed.entry(witness.sentence().into()).or_default() += u64::from(*seen);
        }
        if let Some((sentence, reason)) = &outcome.broke {
            self.failed += 1;
            *self.by_rule.entry(sentence.clone()).or_default() += 1;
            if self.first_failing_seed.is_none() {
                self.first_failing_seed = Some(seed);
                self.first_reason = Some(reason.clone());
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} runs on tokio, seed {}: {} failed in {:.1} s",
            self.title,
            grouped(self.runs),
            self.seed,
            grouped(self.failed),
            self.wall.as_secs_f64()
        )?;
        if let Some(first) = self.first_failing_seed {
            write!(f, " (first: run {}, seed {first})", grouped(first.wrapping_sub(self.seed) + 1))?;
        }
        for (sentence, count) in &self.by_rule {
            write!(f, "\n  {} broke: {sentence}", grouped(*count))?;
        }
        if let Some(reason) = &self.first_reason {
            write!(f, "\n  the first: {reason}")?;
        }
        for (sentence, count) in &self.witnessed {
            write!(f, "\n  {} saw: {sentence}", grouped(*count))?;
        }
        let faults: Vec<String> =
            self.faults.iter().map(|(fault, count)| format!("{fault} {}", grouped(*count))).collect();
        if !faults.is_empty() {
            write!(f, "\n  faults: {}", faults.join(", "))?;
        }
        if self.gave_up {
            f.write_str("\n  the last run did not come to rest, and no more were made")?;
        }
        Ok(())
    }
}
