//! The files of the kit, and how they get into another folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;

use crate::process::{self, Ended, Limits};

/// What stands at the top of the kit. Anything else there is somebody's own, and does not go to twenty laptops.
const TOP: [&str; 15] = [
    ".cargo",
    ".ci",
    ".github",
    ".gitignore",
    ".rustfmt.toml",
    ".vscode",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "exercises",
    "lectures",
    "solutions",
    "xtask",
];
/// Builds, and what editors and systems leave behind.
const NOT_OURS: [&str; 6] = ["target", ".progress", ".git", ".DS_Store", "Thumbs.db", "desktop.ini"];
const ENDINGS: [&str; 5] = [".snap.new", ".tmp", ".swp", ".orig", "~"];

/// How much there is below a folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size {
    /// How many files.
    pub files: u64,
    /// How many bytes they hold together.
    pub bytes: u64,
}

/// All files of the kit in their order, relative to its root, with `/`.
///
/// # Errors
/// Where a folder cannot be read.
pub fn files(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for name in TOP {
        let path = root.join(name);
        if path.is_dir() {
            below(&path, name, &mut found)?;
        } else if path.is_file() {
            found.push(name.to_string());
        }
    }
    Ok(found)
}

fn below(folder: &Path, shown: &str, found: &mut Vec<String>) -> anyhow::Result<()> {
    let cannot = || format!("cannot read the folder {}", folder.display());
    let mut entries: Vec<_> = fs::read_dir(folder).and_then(Iterator::collect).with_context(cannot)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if NOT_OURS.contains(&name.as_str()) || ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        let (path, shown) = (entry.path(), format!("{shown}/{name}"));
        if path.is_dir() {
            below(&path, &shown, found)?;
        } else {
            found.push(shown);
        }
    }
    Ok(())
}

/// Where the content of a file comes from: the learner's file as shipped, all others as they are.
fn origin(root: &Path, file: &str) -> PathBuf {
    let exercise = file.strip_prefix("exercises/").and_then(|rest| rest.strip_suffix("/src/lib.rs"));
    let shipped = exercise.map(|id| root.join("solutions").join(id).join("shipped").join("lib.rs"));
    shipped.filter(|path| path.is_file()).unwrap_or_else(|| root.join(file))
}

/// Copies one file. It is whole or not there; what is the same already stays as it is.
///
/// # Errors
/// Where it cannot be read or written; the error names the file.
pub fn copy(root: &Path, file: &str, to: &Path) -> anyhow::Result<()> {
    let from = origin(root, file);
    let bytes = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
    let to = to.join(file);
    put(&to, &bytes)?;
    // A script stays one where the file system knows of such things. On a stick it need not.
    if let Ok(of) = fs::metadata(root.join(file))
        && !of.permissions().readonly()
    {
        let _ = fs::set_permissions(&to, of.permissions());
    }
    Ok(())
}

/// Writes a file that is whole or not there; one that has this content already stays as it is.
///
/// # Errors
/// Where it cannot be written; the error names the file.
pub fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    crate::files::put_alone(path, bytes)
}

/// Removes what an earlier copy had and this one has not; and what was left half written.
///
/// # Errors
/// Where a file cannot be removed; the error names it.
pub fn remove(folder: &Path, before: &[String], now: &[String]) -> anyhow::Result<()> {
    let now: BTreeSet<&String> = now.iter().collect();
    for file in before.iter().filter(|file| !now.contains(file)) {
        let path = folder.join(file);
        if path.is_file() {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        // Folders that hold nothing any more; one that holds something stays.
        path.ancestors().skip(1).take_while(|above| *above != folder).all(|above| fs::remove_dir(above).is_ok());
    }
    Ok(())
}

/// The exercises of a copy in which somebody has worked.
pub fn worked_in(folder: &Path, files: &[String]) -> Vec<String> {
    let own = |file: &&String| {
        let (shipped, there) = (origin(folder, file), folder.join(file));
        shipped != there && fs::read(&there).ok().is_some_and(|there| fs::read(&shipped).ok() != Some(there))
    };
    files.iter().filter(own).cloned().collect()
}

/// What of these files is not as committed, where git can tell. The learner's files are not asked for.
pub fn uncommitted(root: &Path, files: &[String]) -> Vec<String> {
    let mut git = Command::new("git");
    git.args(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", "."]).current_dir(root);
    let limits = Limits { time: Some(Duration::from_secs(20)), output_bytes: 1 << 20 };
    let Some(run) = process::run(git, limits, |_| {}).ok().filter(|run| matches!(run.ended, Ended::Code(0))) else {
        return Vec::new();
    };
    let changed: BTreeSet<&str> = run.stdout.split('\0').filter_map(|line| line.get(3..)).collect();
    let as_it_is = |file: &&String| changed.contains(file.as_str()) && origin(root, file) == root.join(file);
    files.iter().filter(as_it_is).cloned().collect()
}

/// How much is below this folder.
pub fn size(folder: &Path) -> Size {
    let mut size = Size::default();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            let more = self::size(&entry.path());
            size = Size { files: size.files + more.files, bytes: size.bytes + more.bytes };
        } else if let Ok(of) = entry.metadata() {
            size = Size { files: size.files + 1, bytes: size.bytes + of.len() };
        }
    }
    size
}
