//! The files of an exercise at the start of each turn, and what a turn changed in them.
//!
//! They are kept in `.progress/mob`, one file a turn: whole or not there, and without git.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use diffy::Line;
use serde::{Deserialize, Serialize};

use crate::files;
use crate::verbs::explain::functions::functions;
use crate::workspace::Workspace;

/// Larger files are none that somebody types.
const MOST_BYTES: u64 = 256 * 1024;
const MOST_FILES: usize = 200;

/// The text files of an exercise, by their path in its folder.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Files(BTreeMap<String, String>);

/// What was changed in one file.
#[derive(Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path in the folder of the exercise.
    pub path: String,
    /// How many lines are new.
    pub added: usize,
    /// How many lines are gone.
    pub removed: usize,
    /// The functions whose code is another one now, in the order of their names.
    pub functions: Vec<String>,
}

impl Files {
    /// What is in this folder now, but for what an editor or a build hides there.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn read(folder: &Path) -> anyhow::Result<Files> {
        let mut found = Files::default();
        found.take(folder, "")?;
        Ok(found)
    }

    fn take(&mut self, folder: &Path, above: &str) -> anyhow::Result<()> {
        let entries = fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let (name, kind) = (entry.file_name().to_string_lossy().into_owned(), entry.file_type()?);
            let path = format!("{above}{name}");
            if name.starts_with('.') || name.ends_with('~') || name == "target" || self.0.len() >= MOST_FILES {
                continue;
            }
            if kind.is_dir() {
                self.take(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() && entry.metadata()?.len() <= MOST_BYTES {
                // A file that goes away at this moment is not there.
                let Some(bytes) = files::read(&entry.path())? else { continue };
                self.0.insert(path, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        Ok(())
    }

    /// Another mark for other files.
    pub fn mark(&self) -> String {
        let texts = self.0.iter().flat_map(|(path, text)| [path.as_bytes(), &[0xff], text.as_bytes(), &[0xff]]);
        files::mark(texts.flatten())
    }

    /// What has changed from these to those.
    pub fn changes(&self, after: &Files) -> Vec<Changed> {
        let paths: std::collections::BTreeSet<&String> = self.0.keys().chain(after.0.keys()).collect();
        let text = |files: &Files, path: &str| files.0.get(path).map(|text| text.replace("\r\n", "\n"));
        let of = |path: &String| {
            let (before, now) = (text(self, path), text(after, path));
            (before != now).then(|| changed(path, &before.unwrap_or_default(), &now.unwrap_or_default()))
        };
        paths.into_iter().filter_map(of).collect()
    }

    /// Keeps them as those with which this turn began. The caller holds the lock of the progress folder.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn keep(&self, workspace: &Workspace, turn: u32) -> anyhow::Result<()> {
        files::replace(&path(workspace, turn), &serde_json::to_vec(self)?)
    }

    /// Those with which this turn began; none where they were not kept.
    pub fn kept(workspace: &Workspace, turn: u32) -> Option<Files> {
        let bytes = files::read(&path(workspace, turn)).ok()??;
        serde_json::from_slice(&bytes).ok()
    }

    /// Forgets those of an earlier mob. The caller holds the lock of the progress folder.
    pub fn forget(workspace: &Workspace) {
        // What stays behind is written over turn by turn.
        let _ = fs::remove_dir_all(folder(workspace));
    }
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.progress().join("mob")
}

fn path(workspace: &Workspace, turn: u32) -> PathBuf {
    folder(workspace).join(format!("turn-{turn:03}.json"))
}

fn changed(path: &str, before: &str, now: &str) -> Changed {
    let patch = diffy::create_patch(before, now);
    let count = |wanted: fn(&Line<'_, str>) -> bool| {
        patch.hunks().iter().flat_map(|hunk| hunk.lines()).filter(|line| wanted(line)).count()
    };
    let (added, removed) =
        (count(|line| matches!(line, Line::Insert(_))), count(|line| matches!(line, Line::Delete(_))));
    let (old, new) = if path.ends_with(".rs") { (functions(before), functions(now)) } else { Default::default() };
    let is_other = |name: &&String| old.get(*name) != new.get(*name);
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).filter(is_other).collect();
    Changed { path: path.to_string(), added, removed, functions: names.into_iter().cloned().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        Files(list.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect())
    }

    #[test]
    fn a_change_names_its_lines_and_its_functions() {
        let before = files(&[("src/lib.rs", "fn a() {\n    1\n}\n\nfn b() {\n    2\n}\n"), ("Old.cfg", "x\n")]);
        let after = files(&[
            ("src/lib.rs", "fn a() {\r\n    1\r\n}\r\n\r\nfn b() {\r\n    3;\r\n    4\r\n}\r\n"),
            ("Old.cfg", "x\n"),
        ]);
        let [changed] = &before.changes(&after)[..] else { panic!("one file") };
        assert_eq!((changed.path.as_str(), changed.added, changed.removed), ("src/lib.rs", 2, 1));
        assert_eq!(changed.functions, ["b"]);
        assert_eq!(before.changes(&before), []);
    }

    #[test]
    fn a_file_that_comes_or_goes_is_a_change_and_another_mark() {
        let (before, after) = (files(&[("a.tla", "x\ny\n")]), files(&[("b.tla", "x\n")]));
        let told: Vec<_> = before.changes(&after).into_iter().map(|one| (one.path, one.added, one.removed)).collect();
        assert_eq!(told, [("a.tla".to_string(), 0, 2), ("b.tla".to_string(), 1, 0)]);
        assert_ne!(before.mark(), after.mark());
        assert_ne!(files(&[("a", "b")]).mark(), files(&[("ab", "")]).mark());
    }
}
