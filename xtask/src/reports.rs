//! The report files of one check: written to a folder of its own, then put where everyone finds them.
//!
//! Two checks of the same exercise at once would else take away each other's reports.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use lab::report::{Play, Replay, Report, ReportError};

use crate::terminal::complain_in_sentences;

/// The reports of one package.
#[derive(Debug)]
pub struct Reports {
    package: String,
    public: PathBuf,
    own: PathBuf,
}

impl Reports {
    /// The public folder is usually `target/lab`.
    pub fn new(public: &Path, package: &str) -> Reports {
        let own = public.join(format!(".check-{}", std::process::id()));
        // What a process of this number may have left that was killed.
        let _ = fs::remove_dir_all(&own);
        Reports { package: package.to_string(), public: public.to_path_buf(), own }
    }

    /// The folder that a test is told to write to.
    pub fn folder(&self) -> &Path {
        &self.own
    }

    /// Removes what an earlier check found: else it would be taken for this one's.
    ///
    /// # Errors
    /// Where there is a report that cannot be removed.
    pub fn forget(&self, test: &str) -> anyhow::Result<()> {
        let path = Report::path(&self.public, &self.package, test);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove the old report {}", path.display()))
            }
            _ => Ok(()),
        }
    }

    /// The report that the test wrote, if it wrote one; from now on it is in the public folder.
    ///
    /// # Errors
    /// Where there is one that cannot be read.
    pub fn take(&self, test: &str) -> Result<Option<Report>, ReportError> {
        let path = Report::path(&self.own, &self.package, test);
        let report = match Report::read(&path) {
            Ok(report) => report,
            Err(ReportError::Io(_, error)) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let public = Report::path(&self.public, &self.package, test);
        let folder = public.parent().unwrap_or(&self.public);
        if let Err(error) = fs::create_dir_all(folder).and_then(|()| fs::rename(&path, &public)) {
            complain_in_sentences(format!("warning: the report is not kept in {}: {error}", public.display()));
        }
        Ok(Some(report))
    }

    /// What the test wrote of a replay, if it wrote anything.
    ///
    /// # Errors
    /// Where there is a file that cannot be read.
    pub fn take_replay(&self, test: &str) -> Result<Option<Replay>, ReportError> {
        there(Replay::read(&Replay::path(&self.own, &self.package, test)))
    }

    /// Removes what the test wrote for the choices before.
    pub fn forget_play(&self, test: &str) {
        // It is in a folder of our own; as a rule it is only not there.
        let _ = fs::remove_file(Play::path(&self.own, &self.package, test));
    }

    /// What the test wrote for the choices of a person, if it wrote anything.
    ///
    /// # Errors
    /// Where there is a file that cannot be read.
    pub fn take_play(&self, test: &str) -> Result<Option<Play>, ReportError> {
        there(Play::read(&Play::path(&self.own, &self.package, test)))
    }
}

/// None where there is no such file.
fn there<T>(read: Result<T, ReportError>) -> Result<Option<T>, ReportError> {
    match read {
        Ok(it) => Ok(Some(it)),
        Err(ReportError::Io(_, error)) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl Drop for Reports {
    fn drop(&mut self) {
        // What stays behind is a folder in `target`, and in nobody's way.
        let _ = fs::remove_dir_all(&self.own);
    }
}
