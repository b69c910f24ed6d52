//! A run in the making: what a person chose so far, where that led, and what may happen next.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{LaneKind, Place, Report, ReportError, Verdict};

/// What a person asks for: the whole run anew, from its first step.
///
/// Nothing is kept from one request to the next, so the code may panic, loop or be changed in between.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayRequest {
    /// The [names](Choice::name) of the choices, in their order.
    pub steps: Vec<String>,
    /// Whether the smallest run that breaks a rule is wanted, too.
    #[serde(default)]
    pub search: bool,
    /// True where the choices are only named: to tell what one does it is tried, and the code may end its process there.
    #[serde(default)]
    pub untried: bool,
}

/// Where the choices of a [`PlayRequest`] lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Play {
    /// The run so far. [`Verdict::Broken`] where it breaks a rule, with its replay id; else [`Verdict::Ran`].
    pub report: Report,
    /// True where the code never came back, as from a loop without a gate: then the report says so, and all else is empty.
    #[serde(default)]
    pub stopped: bool,
    /// The names of the choices that were made: all that were asked for, or those before [`refused`](Play::refused).
    pub steps: Vec<String>,
    /// Why the next choice that was asked for cannot be made; none where all were. Then the code is another one than before.
    pub refused: Option<String>,
    /// What may happen next, what needs no fault first. Empty once a rule is broken.
    pub choices: Vec<Choice>,
    /// True where nothing happens by itself any more.
    pub quiet: bool,
    /// What stores, queues and blob stores hold.
    pub state: Vec<Cell>,
    /// Where each process stands, each a sentence.
    pub processes: Vec<String>,
    /// What may go wrong, and whether it may still.
    pub faults: Vec<Allowance>,
    /// How many more faults may happen, of all kinds together.
    pub faults_left: u32,
    /// What must be true, each a sentence.
    pub rules: Vec<String>,
    /// The smallest run that breaks a rule, where the request asked for it.
    pub found: Option<Found>,
    /// True where the test asks for a schedule: then a run that was found must not be shown.
    pub graded: bool,
}

/// One thing that may happen next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Unique among the choices of its moment: the call of a [`Schedule`](crate::schedule::Schedule) that does it, such as
    /// `crash("edge")`; followed by `#2` and so on where others of the same name stand before it.
    pub name: String,
    /// The lane in which it starts, as stories name it.
    pub from: String,
    /// What happens, as the row of the story will say it, such as `send cart-1`, or `dies before the ack`.
    pub words: String,
    /// The fault in the words of the story.
    pub fault: Option<String>,
    /// Where the gate stands.
    pub at: Option<Place>,
    /// True where it leads to the same as a choice before it, and looks the same.
    pub alike: bool,
}

impl Choice {
    /// The call in such a [name](Choice::name), without the number; the id of a message may hold a `#` of its own.
    pub fn call(name: &str) -> &str {
        let numbered = name.rsplit_once(" #").filter(|(_, number)| number.parse::<u32>().is_ok());
        numbered.map_or(name, |(call, _)| call)
    }
}

/// One cell of the infrastructure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The store, queue or blob store.
    pub place: String,
    /// What that is.
    pub kind: LaneKind,
    /// The item key, the message, the name of the blob.
    pub cell: String,
    /// What it holds, in words; none where the last step removed it.
    pub content: Option<String>,
    /// True where the last step changed it.
    pub changed: bool,
}

/// A kind of fault, and whether it may still happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The field's word for it.
    pub word: String,
    /// What it does, in a sentence.
    pub meaning: String,
    /// How often it has happened.
    pub used: u32,
    /// How often it may happen; 0 where it is no fault of the scenario.
    pub most: u32,
    /// Why it cannot happen now; none where it can.
    pub why_not: Option<String>,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// How the search ended.
    pub verdict: Verdict,
    /// The rule that breaks.
    pub rule: Option<String>,
    /// How many faults it takes: no run with fewer breaks a rule.
    pub faults: u32,
    /// The run, as names of choices; empty where nothing breaks, or no run shows it.
    pub steps: Vec<String>,
}

impl Play {
    /// The file of a test below `folder`: `folder/<package>/<test>.play.json`.
    pub fn path(folder: &Path, package: &str, test: &str) -> PathBuf {
        Report::path(folder, package, test).with_extension("play.json")
    }

    /// Writes it to its [`path`](Play::path), by a temporary name and a rename, and returns that path.
    ///
    /// # Errors
    /// [`ReportError::Io`] where a folder or file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, ReportError> {
        super::write(self, Play::path(folder, &self.report.package, &self.report.test))
    }

    /// Reads one.
    ///
    /// # Errors
    /// As of [`Report::read`].
    pub fn read(path: &Path) -> Result<Play, ReportError> {
        super::read(path, |play: &Play| play.report.format)
    }

    /// The code never came back: there is nothing but the report that says so.
    pub(crate) fn stopped(report: Report) -> Self {
        Play {
            report,
            stopped: true,
            steps: Vec::new(),
            refused: None,
            choices: Vec::new(),
            quiet: true,
            state: Vec::new(),
            processes: Vec::new(),
            faults: Vec::new(),
            faults_left: 0,
            rules: Vec::new(),
            found: None,
            graded: false,
        }
    }
}
