//! One run, and many.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lab::Scenario;

use crate::cast::Cast;
use crate::crew::Crew;
use crate::tally::{Outcome, Tally};

/// How long a run may take before it is given up: a backstop against handlers that wait for what never comes.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Makes one run. The seed fixes delays and dice, not who wins a race.
pub fn run(scenario: &Scenario, seed: u64) -> Outcome {
    let cast = Arc::new(Cast::new(scenario));
    Crew::hire(&cast).play(&cast, seed)
}

/// Makes many runs one after the other, with `seed`, `seed + 1`, and so on, and counts.
///
/// Stops at a run that does not come to rest.
pub fn many(scenario: &Scenario, runs: u64, seed: u64) -> Tally {
    let started = Instant::now();
    let cast = Arc::new(Cast::new(scenario));
    let mut crew = Crew::hire(&cast);
    let mut tally = Tally { title: scenario.title().into(), seed, ..Tally::default() };
    for index in 0..runs {
        let seed = seed.wrapping_add(index);
        let outcome = crew.play(&cast, seed);
        tally.add(seed, &outcome, scenario.witnesses());
        if tally.gave_up {
            break;
        }
    }
    tally.wall = started.elapsed();
    tally
}
