//! A judge that is no search through a [`Scenario`](crate::Scenario): a model checker, a grader of schedules or of rules.
//!
//! It says what it found as a [`Ruling`], and from there on everything is as after
//! [`Check::check`](crate::Check::check): the same file, the same picture, the same failing test. The story is made by hand, of
//! [`Story::lane`] and [`Row::new`](crate::report::Row::new), or comes from a [`Report`] of the lab.
//!
//! ```
//! use lab::exam::Ruling;
//! use lab::report::{LaneKind, Row, RowKind, Story};
//!
//! let mut story = Story::default();
//! let (queue, worker) = (story.lane("queue", LaneKind::Queue), story.lane("worker", LaneKind::Process));
//! story.rows.push(Row::new(1, RowKind::Delivery, queue, Some(worker), "m1", "attempt 1"));
//! story.rows.push(Row::new(2, RowKind::Crash, worker, None, "dies at Send", "").fault("crash"));
//! story.rows.push(Row::new(2, RowKind::Broken, worker, None, "", ""));
//!
//! let ruling = Ruling::broken("one message", "every message is answered", "m1 has no answer")
//!     .faults(["worker dies at Send"])
//!     .story(story);
//! assert!(!ruling.passes());
//! let shown = ruling.shown();
//! assert!(shown.contains("CRASH: dies at Send"));
//! assert!(shown.contains("BROKEN   every message is answered"));
//! ```

mod answers;

use crate::play::play_asked;
use crate::report::{Broke, Effort, FORMAT, Least, Replay, ReplayOutcome, Report, Story, Verdict};
pub use answers::{BREAKS, FEWEST, POSSIBLE, REASON, breaks, breaks_with_the_fewest, is_sound};

use crate::sim::report::{drawn, publish, publish_replay};

/// What a judge found of one test. It says nothing until [`judge`](Ruling::judge).
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a ruling says nothing until `judge`"]
pub struct Ruling {
    report: Report,
}

impl Ruling {
    /// All was looked at, and nothing is wrong.
    pub fn holds(title: impl Into<String>) -> Self {
        Ruling { report: blank(title.into(), Verdict::Holds) }
    }

    /// A rule is broken. `rule` is its sentence, as in the ladder of the manifest; `reason` is what was seen, one sentence with
    /// names and values.
    pub fn broken(title: impl Into<String>, rule: impl Into<String>, reason: impl Into<String>) -> Self {
        Ruling::fails(title, Broke::Rule, rule, reason)
    }

    /// Nothing comes to what some run must come to: whatever keeps all rules by doing too little.
    pub fn missed(title: impl Into<String>, witness: impl Into<String>, reason: impl Into<String>) -> Self {
        Ruling::fails(title, Broke::Witness, witness, reason)
    }

    /// The learner's answer cannot be judged at all, such as a step that is not possible; `guard` is what has to be true of it.
    pub fn stopped(title: impl Into<String>, guard: impl Into<String>, reason: impl Into<String>) -> Self {
        Ruling::fails(title, Broke::Guard, guard, reason)
    }

    /// A limit was reached first; never a pass.
    pub fn unknown(title: impl Into<String>, limit: impl Into<String>) -> Self {
        let mut ruling = Ruling { report: blank(title.into(), Verdict::Unknown) };
        ruling.report.effort.limit = Some(limit.into());
        ruling
    }

    fn fails(title: impl Into<String>, broke: Broke, rule: impl Into<String>, reason: impl Into<String>) -> Self {
        let mut report = blank(title.into(), Verdict::Broken);
        report.broke = Some(broke);
        report.rule = Some(rule.into());
        report.reason = Some(reason.into());
        Ruling { report }
    }

    /// The run that shows it.
    pub fn story(mut self, story: Story) -> Self {
        self.report.story = Some(story);
        self
    }

    /// What else is worth knowing, one sentence; shown after a pass, too.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.report.notes.push(note.into());
        self
    }

    /// The faults of the story in their order, each in plain words.
    pub fn faults(mut self, faults: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.report.faults = faults.into_iter().map(Into::into).collect();
        self
    }

    /// What of the story is the least there is. Unless said, it is [`Least::Unsaid`].
    pub fn least(mut self, least: Least) -> Self {
        self.report.least = least;
        self
    }

    /// What may go wrong, and how often: `("failure", 2)`.
    pub fn budget(mut self, kind: impl Into<String>, most: u32) -> Self {
        self.report.budget.push((kind.into(), most));
        self
    }

    /// How much was looked at; what is 0 is not shown.
    pub fn effort(mut self, effort: Effort) -> Self {
        let limit = self.report.effort.limit.take();
        self.report.effort = Effort { limit: effort.limit.clone().or(limit), ..effort };
        self
    }

    /// The id by which the run is found again; letters, digits and `-`. Without one, `replay` says that there is no run to make
    /// again.
    pub fn replay(mut self, id: impl Into<String>) -> Self {
        self.report.replay = Some(id.into());
        self
    }

    /// True where the test passes.
    pub fn passes(&self) -> bool {
        matches!(self.report.verdict, Verdict::Holds | Verdict::Ran)
    }

    /// The report as it will be written.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The report as [`judge`](Ruling::judge) prints it.
    pub fn shown(&self) -> String {
        drawn(&self.report)
    }

    /// Writes the report file, and fails the test unless the ruling [`passes`](Ruling::passes).
    ///
    /// Where [`play_asked`] asks for something, nothing is written and nothing fails.
    ///
    /// Where [`replay_asked`] names a run, the file is a [`Replay`] instead: of this ruling if the id is its own, else one that says that
    /// the id belongs to another test.
    ///
    /// # Panics
    /// Where it does not pass, after it has shown why: that is how a test fails.
    pub fn judge(self) {
        // Whoever plays is answered by the scenario, and a judge of something else has nothing to say.
        if play_asked().is_some() {
            return;
        }
        match replay_asked() {
            None => publish(&self.report),
            Some(id) if self.report.replay.as_ref() == Some(&id) => return self.replayed(Vec::new()),
            Some(_) => {
                let outcome = ReplayOutcome::OtherScenario;
                publish_replay(&Replay { outcome, missing: Vec::new(), report: self.report.clone() });
            }
        }
        self.end();
    }

    /// Writes what became of the run that [`replay_asked`] names; `missing` is what of it does not happen any more, in words.
    ///
    /// # Panics
    /// Where the ruling does not pass, as of [`judge`](Ruling::judge).
    pub fn replayed(self, missing: Vec<String>) {
        let outcome = if self.passes() { ReplayOutcome::NotBroken } else { ReplayOutcome::Broken };
        publish_replay(&Replay { outcome, missing, report: self.report.clone() });
        self.end();
    }

    fn end(self) {
        if !self.passes() {
            eprintln!("\n{}", self.shown());
            // The story is the message: a backtrace or a panic's location would only hide it.
            std::panic::resume_unwind(Box::new("the judge says no"));
        }
    }
}

/// A report of the lab as it is, such as that of [`Scenario::search`](crate::Scenario::search).
impl From<Report> for Ruling {
    fn from(report: Report) -> Self {
        Ruling { report }
    }
}

/// The replay id whose run is to be shown, where `cargo xtask replay` asks for one (`LAB_REPLAY`).
pub fn replay_asked() -> Option<String> {
    std::env::var("LAB_REPLAY").ok()
}

/// A report in which nothing is said yet. The test is named by its thread, as the test harness does.
pub(crate) fn blank(title: String, verdict: Verdict) -> Report {
    Report {
        format: FORMAT,
        package: std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "unknown".into()),
        test: std::thread::current().name().unwrap_or("unknown").rsplit("::").next().unwrap_or("unknown").to_string(),
        title,
        verdict,
        broke: None,
        rule: None,
        reason: None,
        notes: Vec::new(),
        faults: Vec::new(),
        least: Least::Unsaid,
        budget: Vec::new(),
        effort: Effort::default(),
        replay: None,
        story: None,
        cost: None,
    }
}
