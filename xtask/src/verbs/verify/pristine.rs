//! Whether the pristine copy is the exercise as committed.

use std::process::Command;
use std::time::Duration;

use super::files;
use super::subject::Subject;
use super::table::Red;
use crate::process::{self, Ended, Limits};
use crate::workspace::Workspace;

/// Compares with what git has at `HEAD`, since a learner may have edited the file; without git, with the file.
pub fn agrees(workspace: &Workspace, subject: &Subject<'_>) -> Vec<Red> {
    let id = &subject.entry.id;
    let file = format!("exercises/{id}/src/lib.rs");
    let (there, named) = match committed(workspace, &file) {
        Some(text) => (text, format!("{file} at HEAD")),
        None => match files::text(&subject.exercise.source()) {
            Ok(text) => (text, file.clone()),
            Err(error) => return vec![Red::new(format!("cannot read {file}: {error}"), "give the file back")],
        },
    };
    let line = there.lines().zip(subject.shipped.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or(there.lines().count().min(subject.shipped.lines().count())) + 1;
    if there == subject.shipped {
        return Vec::new();
    }
    let next = format!("copy {file} to solutions/{id}/shipped/lib.rs, or the other way round, and commit both");
    vec![Red::new(format!("solutions/{id}/shipped/lib.rs differs from {named} in line {line}"), next)]
}

fn committed(workspace: &Workspace, file: &str) -> Option<String> {
    let mut git = Command::new("git");
    git.args(["show", &format!("HEAD:./{file}")]).current_dir(&workspace.root);
    let limits = Limits { time: Some(Duration::from_secs(20)), output_bytes: 1 << 20 };
    let run = process::run(git, limits, |_| {}).ok()?;
    matches!(run.ended, Ended::Code(0)).then(|| run.stdout.replace("\r\n", "\n"))
}
