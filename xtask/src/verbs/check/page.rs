//! The page of a check: of its first red step, and none where nothing is to be drawn.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Checked;
use crate::catalog::Exercise;
use crate::ladder::Outcome;
use crate::terminal::complain_in_sentences;
use crate::verbs::page;

/// Writes it in place of that of an earlier check, which must not stay: it would be taken for this one's.
pub fn renew(checked: &Checked<'_>, exercise: &Exercise, reports: &Path) -> Option<PathBuf> {
    let red = checked.first_red().filter(|step| matches!(step.outcome, Outcome::Broken | Outcome::Unknown));
    let Some(report) = red.and_then(|step| step.report.as_ref()) else {
        forget(&page::path(reports, exercise));
        return None;
    };
    let written = page::write(checked.entry, exercise, checked.half, reports, report);
    written.inspect_err(|error| complain_in_sentences(format!("warning: there is no page: {error:#}"))).ok()
}

fn forget(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            complain_in_sentences(format!("warning: {} is of an earlier check: {error}", path.display()));
        }
        _ => {}
    }
}
