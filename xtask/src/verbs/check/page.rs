//! The page of a check: of its first red step. That of an earlier check must not stay, it would be taken for this one's.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use lab::report::Report;

use super::Checked;
use crate::catalog::Exercise;
use crate::terminal::complain_in_sentences;
use crate::verbs::page;

/// Writes the page of a failure and returns where it is; none where nothing failed, or nothing can be drawn.
///
/// After a pass there is a page only where one was: somebody may have it open, and look there.
pub fn renew(checked: &Checked<'_>, exercise: &Exercise, reports: &Path) -> Option<PathBuf> {
    let path = page::path(reports, exercise);
    let Some(report) = report(checked, &path) else {
        forget(&path);
        return None;
    };
    let written = page::write(checked.entry, exercise, checked.half, reports, report);
    if let Err(error) = &written {
        complain_in_sentences(format!("warning: there is no page: {error:#}"));
        forget(&path);
    }
    written.ok().filter(|_| !checked.passed())
}

fn report<'a>(checked: &'a Checked<'_>, path: &Path) -> Option<&'a Report> {
    match checked.first_red() {
        Some(red) => red.told(),
        None => checked.steps.last().filter(|_| path.is_file())?.report.as_ref(),
    }
}

fn forget(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            complain_in_sentences(format!("warning: {} is of an earlier check: {error}", path.display()));
        }
        _ => {}
    }
}
