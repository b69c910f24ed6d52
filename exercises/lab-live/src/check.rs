//! The check of a test file, on tokio.

use lab::Scenario;

use crate::live::{many, run};

/// The environment variable that says how many runs [`Check::check`] makes; 1,000 unless it is set.
pub const RUNS: &str = "LAB_RUNS";

/// The environment variable that says with which seed [`Check::check`] starts; 1 unless it is set.
pub const SEED: &str = "LAB_SEED";

/// The checks of [`lab::Check`], made by many live runs instead of the search.
///
/// A test crate that begins with `extern crate lab_live as lab;` and includes a test file of the lab runs it here: the file
/// imports `lab::Check`, and gets this one:
///
/// ```text
/// extern crate lab_live as lab;
/// extern crate lost_or_ghost_solution as lost_or_ghost;
/// #[path = "../../../exercises/02-lost-or-ghost/tests/check.rs"]
/// mod check;
/// ```
pub trait Check {
    /// Makes many runs, tells how they went, and fails the test if one of them broke a rule.
    ///
    /// # Panics
    /// Where a run broke a rule: that is how a test fails.
    fn check(&self);

    /// Makes one run with this seed, and fails the test if it broke a rule.
    ///
    /// # Panics
    /// Where the run broke a rule.
    fn check_long_run(&self, seed: u64);
}

impl Check for Scenario {
    fn check(&self) {
        let tally = many(self, number(RUNS, 1000), number(SEED, 1));
        eprintln!("{tally}");
        if tally.failed > 0 {
            // The tally is the message: a backtrace would only hide it.
            std::panic::resume_unwind(Box::new("a live run broke a rule"));
        }
    }

    fn check_long_run(&self, seed: u64) {
        if let Some((sentence, reason)) = run(self, seed).broke {
            eprintln!("{}: {sentence}: {reason}", self.title());
            std::panic::resume_unwind(Box::new("the live run broke a rule"));
        }
    }
}

fn number(variable: &str, usual: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => {
            text.parse().unwrap_or_else(|_| panic!("{variable} is `{text}`, which is no number of runs or seed"))
        }
        Err(_) => usual,
    }
}
