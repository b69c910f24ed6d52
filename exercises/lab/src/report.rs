//! What one test found, as a file: everything that is shown to people is drawn from it.
//!
//! A report holds no clock reading and no address, so the same scenario writes the same bytes each time.
//! It does not hold the learner's source, only file names and line numbers.

mod cells;
mod play;
mod replay;

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use cells::Cells;
pub use play::{Allowance, Cell, Choice, Found, Play, PlayRequest};
pub use replay::{Replay, ReplayOutcome};

/// The version of the format, raised when a field changes its meaning.
pub const FORMAT: u32 = 1;

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Searched to the end within the budget: no run breaks a rule.
    Holds,
    /// Some run breaks a rule; the [`Story`] shows one with the fewest faults.
    Broken,
    /// A limit was reached first. Never a pass.
    Unknown,
    /// One long seeded run was made, not a search; it can only check bounds.
    Ran,
}

/// What kind of promise was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Broke {
    /// A rule of the scenario, in some run.
    Rule,
    /// A witness: no run at all reached what some run must reach.
    Witness,
    /// A guard of the lab: the code does what the lab cannot judge (a panic, a foreign await, ...).
    Guard,
}

/// What of a story is the least there is: no other run that breaks the rule has fewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Least {
    /// The faults, as the search of a [`Scenario`](crate::Scenario) has it.
    #[default]
    Faults,
    /// The steps, as a model checker has it that looks at all short runs before a longer one.
    Steps,
    /// Nothing is said: it is some run.
    Unsaid,
}

impl Least {
    /// What is not written, so that a report says only what is unusual.
    pub fn is_faults(&self) -> bool {
        *self == Least::Faults
    }
}

/// What a test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Always [`FORMAT`].
    pub format: u32,
    /// The cargo package of the test.
    pub package: String,
    /// The name of the test function.
    pub test: String,
    /// What happens in the scenario, in a few words.
    pub title: String,
    /// How the search ended.
    pub verdict: Verdict,
    /// Which kind of promise was broken; none unless [`Verdict::Broken`].
    pub broke: Option<Broke>,
    /// The sentence of the rule that broke, the witness that was missed, or the guard that fired.
    pub rule: Option<String>,
    /// What was seen when it broke, one sentence with names and values; where a limit came first, what grew without an end.
    pub reason: Option<String>,
    /// What else is worth knowing, each a sentence; shown after a pass, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The faults of the story in their order, each in plain words; empty when none is needed.
    pub faults: Vec<String>,
    /// What of the story is the least there is.
    #[serde(default, skip_serializing_if = "Least::is_faults")]
    pub least: Least,
    /// The faults that the scenario allows: kind and how many of it.
    pub budget: Vec<(String, u32)>,
    /// How much was searched.
    pub effort: Effort,
    /// The short name of the story's run, for replay.
    pub replay: Option<String>,
    /// The run that broke the rule; none if nothing broke or a witness was missed.
    pub story: Option<Story>,
    /// What the run without faults costs; none if it does not end.
    pub cost: Option<Cost>,
}

/// How much a search looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Runs followed to their end, or to a state that was known already.
    pub executions: u64,
    /// Different states of the whole system.
    pub states: u64,
    /// Gates passed, over all executions.
    pub gates: u64,
    /// Times that a handler was really run, from its start, to learn what it does next.
    pub handler_runs: u64,
    /// How often a message may be delivered before it is taken for poison.
    pub redelivery_cap: u32,
    /// The limit that ended the search early, in plain words.
    pub limit: Option<String>,
}

/// What the run without faults costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Operations that went over the network and back.
    pub round_trips: u64,
    /// Conditional writes that were refused.
    pub conflicts: u64,
    /// Bytes in stores and blob stores when all is quiet.
    pub bytes_kept: u64,
}

/// One run as a sequence diagram.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The columns, from left to right: processes and infrastructure that take part.
    pub lanes: Vec<Lane>,
    /// The rows in the order of the run.
    pub rows: Vec<Row>,
}

impl Story {
    /// Adds a column on the right, and returns its index.
    pub fn lane(&mut self, name: impl Into<String>, kind: LaneKind) -> usize {
        self.lanes.push(Lane { name: name.into(), kind });
        self.lanes.len() - 1
    }
}

/// One column of a [`Story`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// The name, unique in the story, such as `customer`, `carts 2` or `orders`.
    pub name: String,
    /// What stands in the column.
    pub kind: LaneKind,
}

/// What stands in a column of a [`Story`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LaneKind {
    /// A process: a client, a worker of a consumer, a service.
    Process,
    /// A [`Store`](crate::Store).
    Store,
    /// A [`Queue`](crate::Queue).
    Queue,
    /// A [`BlobStore`](crate::BlobStore).
    Blobs,
}

/// One row of a [`Story`]: one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The number of the step, from 1; what one step does may take two rows.
    pub step: u32,
    /// What happens.
    pub kind: RowKind,
    /// The lane in which it starts, an index into [`Story::lanes`].
    pub from: usize,
    /// The lane in which it ends, where it is another one.
    pub to: Option<usize>,
    /// What is asked or handed over, such as `replace cart-1`.
    pub label: String,
    /// What came of it, such as `open → submitted` or `conflict`; may be empty.
    pub outcome: String,
    /// The fault, in one or two words such as `crash` or `lost response`.
    pub fault: Option<String>,
    /// True where the answer is a refusal: a conflict, not found, too large, a 4xx status.
    pub refused: bool,
    /// Where in the code the gate stands.
    pub at: Option<Place>,
    /// What this row changed in stores, queues and blob stores.
    pub changes: Vec<Change>,
}

impl Row {
    /// A row that goes well, changes nothing and stands nowhere in the code.
    pub fn new(
        step: u32,
        kind: RowKind,
        from: usize,
        to: Option<usize>,
        label: impl Into<String>,
        outcome: impl Into<String>,
    ) -> Self {
        let (label, outcome) = (label.into(), outcome.into());
        Row { step, kind, from, to, label, outcome, fault: None, refused: false, at: None, changes: Vec::new() }
    }

    /// True where something goes wrong by itself: a crash, or what [`fault`](field@Row::fault) names.
    pub fn is_fault(&self) -> bool {
        self.fault.is_some() || self.kind == RowKind::Crash
    }

    /// The same with a fault.
    #[must_use]
    pub fn fault(mut self, fault: impl Into<String>) -> Self {
        self.fault = Some(fault.into());
        self
    }

    /// The same with a refusal for an answer.
    #[must_use]
    pub fn refused(mut self) -> Self {
        self.refused = true;
        self
    }

    /// The same with one more change: in a lane, of a cell, from what to what; none where it was not there, or is gone.
    #[must_use]
    pub fn changing(mut self, lane: &str, cell: &str, before: Option<&str>, after: Option<&str>) -> Self {
        let own = |text: &str| text.to_string();
        let (before, after) = (before.map(own), after.map(own));
        self.changes.push(Change { lane: own(lane), cell: own(cell), before, after });
        self
    }
}

/// What a [`Row`] shows, and so how it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// A process asks infrastructure and gets an answer: an arrow there.
    Operation,
    /// A queue hands a message to a worker: an arrow from the queue to the worker.
    Delivery,
    /// A process sends a request to a service: an arrow.
    Request,
    /// A service answers: an arrow back, dashed.
    Response,
    /// A process dies and starts again: its column is cut.
    Crash,
    /// Something happens in one column only: a lease runs out, a choice, the end of a script.
    Note,
    /// The rule breaks here: a line through all columns.
    Broken,
}

/// A place in the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The path as the compiler gives it, with `/` on every system.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// One cell of the infrastructure before and after a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The lane's name, such as `carts`.
    pub lane: String,
    /// The cell in it: an item key, a message, a blob name.
    pub cell: String,
    /// Its content before as text; none where the cell was not there.
    pub before: Option<String>,
    /// Its content after as text; none where the cell is gone.
    pub after: Option<String>,
}

/// Why a report could not be written or read.
#[derive(Debug)]
pub enum ReportError {
    /// The file system refused; the path and the system's error.
    Io(PathBuf, std::io::Error),
    /// The file is no report of this [`FORMAT`]; the path and what is wrong.
    Format(PathBuf, String),
}

impl std::fmt::Display for ReportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReportError::Io(path, error) => write!(f, "report {}: {error}", path.display()),
            ReportError::Format(path, what) => write!(f, "report {}: {what}", path.display()),
        }
    }
}

impl std::error::Error for ReportError {}

impl Report {
    /// The file of a test below `folder` (usually `target/lab`): `folder/<package>/<test>.json`.
    pub fn path(folder: &Path, package: &str, test: &str) -> PathBuf {
        let file: String =
            test.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '.' }).collect();
        folder.join(package).join(format!("{file}.json"))
    }

    /// Writes the report to its [`path`](Report::path), by a temporary name and a rename, and returns that path.
    ///
    /// # Errors
    /// [`ReportError::Io`] where a folder or file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, ReportError> {
        write(self, Report::path(folder, &self.package, &self.test))
    }

    /// Reads a report.
    ///
    /// # Errors
    /// [`ReportError::Io`] where there is no such file, [`ReportError::Format`] where it is not a report of this [`FORMAT`].
    pub fn read(path: &Path) -> Result<Report, ReportError> {
        read(path, |report: &Report| report.format)
    }
}

/// By a temporary name and a rename, so that no one reads the half of it.
fn write(value: &impl Serialize, path: PathBuf) -> Result<PathBuf, ReportError> {
    let parent = path.parent().expect("a report's path has a folder").to_path_buf();
    let io = |error| ReportError::Io(path.clone(), error);
    std::fs::create_dir_all(&parent).map_err(io)?;
    let own = format!(".{}.{}.tmp", path.file_name().unwrap_or_default().to_string_lossy(), std::process::id());
    let temporary = parent.join(own);
    let mut text = serde_json::to_string_pretty(value).expect("a report is plain data");
    text.push('\n');
    std::fs::write(&temporary, text).map_err(io)?;
    std::fs::rename(&temporary, &path).map_err(io)?;
    Ok(path)
}

fn read<T: DeserializeOwned>(path: &Path, format: fn(&T) -> u32) -> Result<T, ReportError> {
    let text = std::fs::read_to_string(path).map_err(|error| ReportError::Io(path.to_path_buf(), error))?;
    let wrong = |what: String| ReportError::Format(path.to_path_buf(), what);
    let value: T = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    match format(&value) {
        FORMAT => Ok(value),
        other => Err(wrong(format!("format {other} where {FORMAT} is known"))),
    }
}

/// A number as people read it, with a comma before each three digits from the right: `28,815`.
pub fn grouped(number: u64) -> String {
    match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), number % 1000),
    }
}
