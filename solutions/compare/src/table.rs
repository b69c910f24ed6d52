//! All that was found, as plain data. No clock and no address is in it: it is the same on every run.

use lab::exam::Ruling;
use lab::report::{Replay, ReplayOutcome, Report, Verdict};
use lab::{ReplayError, Replayed};
use serde::Serialize;

use crate::costs::{self, Costs};
use crate::faults::{self, Column};
use crate::techniques::{self, Technique};

/// Raised when a field changes its meaning.
pub const FORMAT: u32 = 2;

/// Both tables and the picture.
#[derive(Debug, Serialize)]
pub struct Table {
    pub format: u32,
    pub columns: Vec<Head>,
    pub techniques: Vec<Row>,
    pub run: costs::Run,
}

/// The head of a column of the first table.
#[derive(Debug, Serialize)]
pub struct Head {
    pub name: &'static str,
    pub short: &'static str,
    pub what: &'static str,
}

/// One technique.
#[derive(Debug, Serialize)]
pub struct Row {
    pub name: &'static str,
    pub exercise: Option<&'static str>,
    pub idea: &'static str,
    pub cells: Vec<Cell>,
    pub costs: Costs,
}

/// What a search found. `broken` has the fewest faults that there are.
#[derive(Debug, Default, Serialize)]
pub struct Cell {
    pub column: &'static str,
    /// None where this cannot go wrong with this technique, and nothing was searched.
    pub verdict: Option<Verdict>,
    pub states: u64,
    /// The faults of the run that breaks it, in their order.
    pub faults: Vec<String>,
    pub rule: Option<String>,
    pub reason: Option<String>,
    pub replay: Option<String>,
}

/// Searches all, and measures all.
pub fn make() -> Table {
    let columns =
        faults::ALL.iter().map(|column| Head { name: column.name, short: column.short, what: column.what }).collect();
    // A thread each: what they find does not depend on when.
    let techniques = std::thread::scope(|scope| {
        let rows: Vec<_> = techniques::ALL.iter().map(|technique| scope.spawn(|| row(technique))).collect();
        rows.into_iter().map(|row| row.join().expect("a row is made without a panic")).collect()
    });
    Table { format: FORMAT, columns, techniques, run: costs::RUN }
}

fn row(technique: &'static Technique) -> Row {
    Row {
        name: technique.name,
        exercise: technique.exercise,
        idea: technique.idea,
        cells: faults::ALL.iter().map(|column| cell(technique, column)).collect(),
        costs: costs::of(technique),
    }
}

/// Searches one cell of the first table.
pub fn cell(technique: &'static Technique, column: &Column) -> Cell {
    if !column.is_for(technique) {
        return Cell { column: column.name, ..Cell::default() };
    }
    let Report { verdict, effort, faults, rule, reason, replay, .. } = column.scenario(technique).search();
    Cell { column: column.name, verdict: Some(verdict), states: effort.states, faults, rule, reason, replay }
}

impl Table {
    /// As one line of JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a table is plain data")
    }
}

/// The run with this id, of whichever cell it is.
pub fn replay(id: &str) -> Replay {
    let nothing = |outcome| Replay { outcome, missing: Vec::new(), report: Ruling::holds("compare").report().clone() };
    for technique in &techniques::ALL {
        for column in faults::ALL.iter().filter(|column| column.is_for(technique)) {
            let scenario = column.scenario(technique);
            match scenario.replay(id) {
                Ok(replayed) => return told(scenario.title(), replayed),
                Err(ReplayError::OtherScenario) => {}
                Err(error @ ReplayError::Malformed(_)) => {
                    return nothing(ReplayOutcome::Malformed { what: error.to_string() });
                }
            }
        }
    }
    nothing(ReplayOutcome::OtherScenario)
}

fn told(title: &str, replayed: Replayed) -> Replay {
    let (outcome, ruling) = match replayed.broke {
        Some((rule, reason)) => (ReplayOutcome::Broken, Ruling::broken(title, rule, reason)),
        None => (ReplayOutcome::NotBroken, Ruling::holds(title)),
    };
    Replay { outcome, missing: replayed.missing, report: ruling.story(replayed.story).report().clone() }
}
