//! What became of a run that was made again by its replay id.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Report, ReportError};

/// A run made again, or why it could not be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// What became of it.
    pub outcome: ReplayOutcome,
    /// What of the run does not happen any more, in words; empty where it goes as it went.
    pub missing: Vec<String>,
    /// The run as it goes now; without a story where the run could not be made.
    pub report: Report,
}

/// What became of a [`Replay`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplayOutcome {
    /// The run breaks a rule.
    Broken,
    /// The run breaks nothing, or nothing any more. That says nothing about other runs.
    NotBroken,
    /// The id is one of another scenario, or of this one before its test was changed.
    OtherScenario,
    /// It is no replay id.
    Malformed {
        /// What is wrong with it.
        what: String,
    },
}

impl Replay {
    /// The file of a test below `folder`: `folder/<package>/<test>.replay.json`.
    pub fn path(folder: &Path, package: &str, test: &str) -> PathBuf {
        Report::path(folder, package, test).with_extension("replay.json")
    }

    /// Writes it to its [`path`](Replay::path), by a temporary name and a rename, and returns that path.
    ///
    /// # Errors
    /// [`ReportError::Io`] where a folder or file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, ReportError> {
        super::write(self, Replay::path(folder, &self.report.package, &self.report.test))
    }

    /// Reads one.
    ///
    /// # Errors
    /// As of [`Report::read`].
    pub fn read(path: &Path) -> Result<Replay, ReportError> {
        super::read(path, |replay: &Replay| replay.report.format)
    }
}
