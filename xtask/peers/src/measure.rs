//! All tools on both versions in one run, with times.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::booking::{Case, Version};
use crate::outcome::Outcome;
use crate::{on_lab, on_shuttle, on_stateright};

/// Where the random search starts, and how many runs it makes.
pub const SEED: u64 = 2026;
pub const RANDOM_RUNS: usize = 10_000;

/// One tool with one way to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Lab,
    ShuttleDepthFirst,
    ShuttleRandom,
    StaterightBreadthFirst,
    StaterightAlike,
}

impl Tool {
    pub const ALL: [Tool; 5] =
        [Tool::Lab, Tool::ShuttleDepthFirst, Tool::ShuttleRandom, Tool::StaterightBreadthFirst, Tool::StaterightAlike];

    pub fn name(self) -> &'static str {
        match self {
            Tool::Lab => "lab",
            Tool::ShuttleDepthFirst => "shuttle, depth-first",
            Tool::ShuttleRandom => "shuttle, random",
            Tool::StaterightBreadthFirst => "stateright, breadth-first",
            Tool::StaterightAlike => "stateright, depth-first*",
        }
    }

    pub fn search(self, case: Case) -> Outcome {
        match self {
            Tool::Lab => on_lab::search(case),
            Tool::ShuttleDepthFirst => on_shuttle::depth_first(case),
            Tool::ShuttleRandom => on_shuttle::random(case, SEED, RANDOM_RUNS),
            Tool::StaterightBreadthFirst => on_stateright::breadth_first(case),
            Tool::StaterightAlike => on_stateright::depth_first_alike(case),
        }
    }

    /// What is timed: the search, until the bug is found. The random one counts on after that, which is left out here.
    fn timed(self, case: Case, known: &Outcome) -> Outcome {
        match self {
            Tool::ShuttleRandom => on_shuttle::random(case, SEED, known.looked_at as usize),
            _ => self.search(case),
        }
    }
}

/// What one tool came to on both versions.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub tool: &'static str,
    pub right: Outcome,
    pub seeded_bug: Outcome,
}

/// The outcomes without times.
pub fn outcomes() -> Vec<Row> {
    let row = |tool: Tool| Row {
        tool: tool.name(),
        right: tool.search(Version::Right.with_two()),
        seeded_bug: tool.search(Version::SeededBug.with_two()),
    };
    Tool::ALL.map(row).into()
}

/// How many workers and copies the right version is tried with, to see how a search grows.
pub const SIZES: [u8; 3] = [2, 3, 4];

/// What one tool looks at in the right version, for each of the [`SIZES`].
#[derive(Clone, Debug, Serialize)]
pub struct Growth {
    pub tool: &'static str,
    pub right: [Outcome; SIZES.len()],
}

/// The growth of all searches that have an end.
pub fn growth() -> Vec<Growth> {
    let systematic = Tool::ALL.into_iter().filter(|tool| *tool != Tool::ShuttleRandom);
    let sizes = |tool: Tool| SIZES.map(|of_each| tool.search(Version::Right.with(of_each)));
    systematic.map(|tool| Growth { tool: tool.name(), right: sizes(tool) }).collect()
}

/// The times of one tool on one version, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Times {
    pub median_ms: f64,
    pub least_ms: f64,
    pub most_ms: f64,
    /// The median as a multiple of the lab's on the same version.
    pub times_the_lab: f64,
}

/// A tool with its times on the right version and on the one with the bug.
#[derive(Clone, Debug, Serialize)]
pub struct Timed {
    pub tool: &'static str,
    pub right: Times,
    pub seeded_bug: Times,
}

/// Runs each search so many times, in turns: what else the machine does then hits all of them.
pub fn times(rows: &[Row], repeats: usize) -> Vec<Timed> {
    let cases: Vec<_> = Tool::ALL
        .into_iter()
        .zip(rows)
        .flat_map(|(tool, row)| [(tool, Version::Right, &row.right), (tool, Version::SeededBug, &row.seeded_bug)])
        .collect();
    let mut all = vec![Vec::new(); cases.len()];
    for _ in 0..repeats {
        for ((tool, version, known), times) in cases.iter().zip(&mut all) {
            let start = Instant::now();
            tool.timed(version.with_two(), known);
            times.push(start.elapsed());
        }
    }
    let medians: Vec<f64> = all.iter_mut().map(|times| median(times)).collect();
    let case = |n: usize| Times {
        median_ms: medians[n],
        least_ms: milliseconds(all[n][0]),
        most_ms: milliseconds(all[n][repeats - 1]),
        times_the_lab: medians[n] / medians[n % 2],
    };
    Tool::ALL
        .iter()
        .enumerate()
        .map(|(n, tool)| Timed { tool: tool.name(), right: case(2 * n), seeded_bug: case(2 * n + 1) })
        .collect()
}

/// Sorts them.
fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    milliseconds(times[times.len() / 2])
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
