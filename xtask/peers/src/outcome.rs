//! What a search came to.

use serde::Serialize;

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Different states of the whole system.
    States,
    /// Runs of the code from its start.
    Runs,
}

impl Unit {
    /// `1 run`, `22,713 runs`.
    pub fn count(self, number: u64) -> String {
        let one = match self {
            Unit::States => "state",
            Unit::Runs => "run",
        };
        format!("{} {one}{}", lab::report::grouped(number), if number == 1 { "" } else { "s" })
    }
}

/// What one tool came to on one version of the code. Nothing in it differs from machine to machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// How much was looked at: until the bug was found, else until the search ended.
    pub looked_at: u64,
    pub unit: Unit,
    /// True where there is nothing left to look at, so that finding nothing is a proof for this scenario.
    pub to_the_end: bool,
    /// The run that breaks the rule; none where none was found.
    pub found: Option<Counterexample>,
    /// Of a random search: how many of its runs break the rule.
    pub breaking_runs: Option<u64>,
}

/// A run that breaks the rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counterexample {
    /// How many operations (receive, load, save, send, ack) until the rule is broken.
    pub steps: u64,
    /// True where the tool promises a smallest one: the lab by faults, then switches between processes, then steps; a search by
    /// breadth by steps.
    pub smallest: bool,
}
