//! What a person may choose next in a scenario: an answer to each list of choices, made from the first step on.
//!
//! `cargo xtask play` asks by the environment variable `LAB_PLAY`, which holds a [`PlayRequest`] as JSON; the answer is a [`Play`] in
//! a file beside the report.

use crate::report::{Effort, Found, Least, Play, PlayRequest, Verdict};
use crate::scenario::Scenario;
use crate::sim::record::tell;
use crate::sim::report::{blank, kind, publish_play};
use crate::sim::stage::Stage;
use crate::sim::{replay, watch};

/// What `cargo xtask play` asks for, where it does (`LAB_PLAY`).
///
/// # Panics
/// Where the variable holds something else.
pub fn play_asked() -> Option<PlayRequest> {
    let text = std::env::var("LAB_PLAY").ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("LAB_PLAY is no request to play: {error}")))
}

impl Scenario {
    /// Follows the choices of a person, and says where they lead and what may come next. Nothing is written.
    pub fn offer(&self, asked: &PlayRequest) -> Play {
        self.offer_with(asked, self)
    }

    /// The same, and what is searched is another variant of the scenario.
    pub(crate) fn offer_with(&self, asked: &PlayRequest, searched: &Scenario) -> Play {
        let found = asked.search.then(|| self.find_in(searched));
        let _watched = watch::of(self);
        let mut stage = Stage::new(self);
        let taken = asked.steps.iter().take_while(|name| stage.take_named(name)).count();
        let mut told = tell(self, stage.moves());
        let mut report = blank(self, Verdict::Ran, Effort::default());
        report.least = Least::Unsaid;
        (report.rule, report.reason) = told.broke(self).unzip();
        report.faults = told.faults;
        report.story = Some(told.story);
        let mut ids = told.ids;
        if let Some(breach) = &told.breach {
            report.verdict = Verdict::Broken;
            report.broke = Some(kind(breach));
            report.replay = Some(replay::name(self, stage.moves()));
        }
        let broken = told.breach.is_some();
        Play {
            stopped: false,
            refused: asked.steps.get(taken).filter(|_| !broken).map(|name| format!("`{name}` does not happen here")),
            steps: asked.steps[..taken].to_vec(),
            choices: if broken { Vec::new() } else { stage.offers(!asked.untried) },
            quiet: stage.is_quiet(),
            state: stage.cells(&mut ids),
            processes: stage.places(&mut ids),
            faults: stage.allowances(),
            faults_left: stage.faults_left(),
            rules: self.sentences(),
            report,
            found,
            graded: false,
        }
    }

    /// Answers [`play_asked`] with a file.
    pub(crate) fn play_on(&self, asked: &PlayRequest) {
        publish_play(&self.offer(asked));
    }

    fn find_in(&self, searched: &Scenario) -> Found {
        let report = searched.search();
        let id = report.replay.as_deref().filter(|_| report.verdict == Verdict::Broken);
        let followed = id.and_then(|id| replay::follow(searched, id).ok());
        let moves = followed.map(|followed| followed.moves).unwrap_or_default();
        let _watched = watch::of(self);
        let steps = Stage::new(self).names_of(&moves);
        Found { verdict: report.verdict, rule: report.rule, faults: report.faults.len() as u32, steps }
    }

    /// What must be true, with what every scenario is judged by.
    fn sentences(&self) -> Vec<String> {
        let own = self.rules().iter().map(|rule| rule.sentence().to_string());
        let progress = (!self.allows_dead_letters()).then(|| crate::PROGRESS.to_string());
        own.chain(progress).collect()
    }
}
