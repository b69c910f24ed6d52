//! What a test does with a scenario: search it, walk it, replay a run of it.

use crate::draw::Style;
use crate::play::play_asked;
use crate::report::{Broke, Effort, Least, Replay, ReplayOutcome, Report, Story, Verdict};
use crate::scenario::Scenario;
use crate::schedule::{Played, Schedule, ScheduleError};
use crate::sim::cheapest::{cheapest, first};
use crate::sim::replay::{self, ReplayError};
use crate::sim::report::{blank, canonical, cost, drawn, of_run, of_vanished, publish, publish_replay};
use crate::sim::sample::disagreement;
use crate::sim::search::{Found, Search};
use crate::sim::stage::Stage;
use crate::sim::walk::walk;
use crate::sim::{record, watch};

/// A run found again by its replay id.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The run as it goes now.
    pub story: Story,
    /// The sentence of the promise that it breaks, and what was seen; none where it breaks nothing any more.
    pub broke: Option<(String, String)>,
    /// What of it does not happen any more, in words; empty where it goes as it went.
    pub missing: Vec<String>,
}

/// How a test checks a scenario, and fails.
///
/// A trait, so that the same test file can be run by another backend: `lab-live` has a trait of this name, and all else of the
/// lab, under its own crate name.
pub trait Check {
    /// Searches, writes the report file, and fails the test unless the verdict is [`Verdict::Holds`].
    ///
    /// With `LAB_REPLAY` set to a replay id of this scenario, that one run is shown instead, and fails if it breaks a rule; the file is then
    /// a [`Replay`]. With `LAB_PLAY` set to a [`PlayRequest`](crate::report::PlayRequest), the file is a
    /// [`Play`](crate::report::Play), and nothing is searched unless asked for.
    ///
    /// # Panics
    /// Where the scenario does not hold, after it has shown why: that is how a test fails.
    fn check(&self);

    /// Makes one long seeded run, writes the report file, and fails the test if the run breaks a rule.
    ///
    /// For bounds that only many messages show; it proves nothing about other runs.
    ///
    /// # Panics
    /// Where the run breaks a rule, after it has shown why.
    fn check_long_run(&self, seed: u64);
}

impl Check for Scenario {
    fn check(&self) {
        if let Some(asked) = play_asked() {
            return self.play_on(&asked);
        }
        if let Ok(id) = std::env::var("LAB_REPLAY") {
            return self.check_replay(&id);
        }
        self.judge(&self.search());
    }

    fn check_long_run(&self, seed: u64) {
        // Hundreds of messages are nothing for a person to step through.
        if play_asked().is_some() {
            return;
        }
        self.judge(&self.long_run(seed));
    }
}

impl Scenario {
    /// Searches every order and every fault within the budget, and reports. Nothing is written and nothing is printed.
    ///
    /// Where a run breaks a rule, the story has the fewest faults of all such runs, then the fewest context switches, then the
    /// fewest steps. (Only where that would take more states than the [`Limits`](crate::Limits) allow, it is some run with
    /// the fewest faults.)
    pub fn search(&self) -> Report {
        let _watched = watch::of(self);
        let mut search = Search::new(self, self.budget(), None);
        let found = search.run();
        let effort = search.effort.clone();
        if matches!(found, Found::Nothing | Found::NoWitness(_))
            && let Some(run) = disagreement(&mut search, self, &effort)
        {
            return of_run(self, &run, effort);
        }
        let (exact, growth) = (search.exact, search.growth.take());
        drop(search);
        match found {
            Found::Nothing => {
                let mut report = blank(self, Verdict::Holds, effort);
                report.cost = cost(self);
                report
            }
            Found::Limit(_) => Report { reason: growth, ..blank(self, Verdict::Unknown, effort) },
            Found::NoWitness(index) => {
                let mut report = blank(self, Verdict::Broken, effort);
                report.broke = Some(Broke::Witness);
                report.rule = Some(self.witnesses[index].sentence.clone());
                report.reason = Some("all runs were searched, and none of them comes to this".into());
                report
            }
            Found::Breach { faults } => self.smallest(faults, exact, effort),
        }
    }

    /// Reports the smallest run that breaks something with so many faults.
    fn smallest(&self, faults: u32, exact: bool, effort: Effort) -> Report {
        let mut budget = self.budget();
        budget.together = Some(faults);
        let most = self.limits.states;
        let run = cheapest(self, budget, most, exact).or_else(|| first(self, budget, most, exact));
        match run {
            Some(run) => of_run(self, &run, effort),
            None => of_vanished(self, effort),
        }
    }

    /// Makes one long seeded run and reports, with verdict [`Verdict::Ran`] where it breaks nothing.
    pub fn long_run(&self, seed: u64) -> Report {
        let _watched = watch::of(self);
        let (effort, broken, end) = walk(self, seed);
        match broken {
            Some(run) => Report {
                // The seed names the run; its replay id would be as long as the run. One run says nothing of others.
                replay: None,
                least: Least::Unsaid,
                ..of_run(self, &run, effort)
            },
            None => {
                let mut report = blank(self, Verdict::Ran, effort);
                let told = canonical(self);
                report.cost = Some(crate::report::Cost {
                    round_trips: told.round_trips,
                    conflicts: told.conflicts,
                    bytes_kept: end.infra.bytes_kept(),
                });
                report
            }
        }
    }

    fn judge(&self, report: &Report) {
        publish(report);
        if !matches!(report.verdict, Verdict::Holds | Verdict::Ran) {
            eprintln!("\n{}", drawn(report));
            // The story is the message: a backtrace or a panic's location would only hide it.
            std::panic::resume_unwind(Box::new("the scenario does not hold"));
        }
    }

    /// Finds a run again by its replay id, as far as the code still goes that way.
    ///
    /// # Errors
    /// [`ReplayError`] where the id is malformed or belongs to another scenario.
    pub fn replay(&self, id: &str) -> Result<Replayed, ReplayError> {
        let _watched = watch::of(self);
        let followed = replay::follow(self, id)?;
        let mut told = record::tell(self, &followed.moves);
        let broke = told.broke(self);
        Ok(Replayed { story: told.story, broke, missing: followed.missing })
    }

    /// Follows a schedule, and then goes on without a fault to the end.
    ///
    /// # Errors
    /// [`ScheduleError`] at the first step that cannot happen when it should, with what can.
    pub fn play(&self, schedule: &Schedule) -> Result<Played, ScheduleError> {
        let _watched = watch::of(self);
        Stage::new(self).follow(schedule)
    }

    fn check_replay(&self, id: &str) {
        let replayed = match self.replay(id) {
            Ok(replayed) => replayed,
            // Another test of the file may own the id.
            Err(ReplayError::OtherScenario) => {
                let report = blank(self, Verdict::Ran, Effort::default());
                return publish_replay(&Replay { outcome: ReplayOutcome::OtherScenario, missing: Vec::new(), report });
            }
            Err(error) => {
                let report = blank(self, Verdict::Ran, Effort::default());
                let outcome = ReplayOutcome::Malformed { what: error.to_string() };
                publish_replay(&Replay { outcome, missing: Vec::new(), report });
                panic!("{error}");
            }
        };
        let (verdict, outcome) = match replayed.broke {
            Some(_) => (Verdict::Broken, ReplayOutcome::Broken),
            None => (Verdict::Ran, ReplayOutcome::NotBroken),
        };
        let mut report = blank(self, verdict, Effort { executions: 1, ..Effort::default() });
        (report.rule, report.reason) = replayed.broke.clone().unzip();
        report.broke = replayed.broke.map(|_| Broke::Rule);
        report.story = Some(replayed.story);
        report.replay = Some(id.to_string());
        eprintln!("{}", replayed.missing.join("\n"));
        eprintln!("{}", drawn(&report));
        publish_replay(&Replay { outcome, missing: replayed.missing, report });
        if verdict == Verdict::Broken {
            std::panic::resume_unwind(Box::new("the run breaks a rule"));
        }
        eprintln!("this run no longer breaks a rule; check the whole exercise");
    }

    /// The run without a fault, as a story: for texts and pictures.
    pub fn canonical_story(&self) -> Story {
        canonical(self).story
    }

    /// The report as a terminal of this width shows it.
    pub fn show(report: &Report, columns: usize, unicode: bool) -> String {
        crate::draw::terminal(report, Style { columns, unicode, color: false })
    }
}
