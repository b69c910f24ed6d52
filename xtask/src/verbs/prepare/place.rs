//! The folder that `--vendor` names: whether it may be written, and who writes there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::exit::{Exit, Stop};
use crate::process;
use crate::terminal::complain;
use crate::workspace::Workspace;

/// The file in each such folder that says it is one. It is the lock, too.
const MARK: &str = ".workshop-copy.json";
/// Kit and crates are a quarter of it, in so many small files that a stick with large blocks needs all.
const COPY_BYTES: u64 = 800_000_000;
const AGAIN: &str = "cargo xtask prepare --vendor DIR, where DIR is empty or not there yet";

/// A folder that is ours to write. Nobody else writes there while this lives.
#[derive(Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// What an earlier run noted; nothing in a new folder.
    pub before: Note,
    mark: File,
}

/// What the mark says.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Note {
    /// All is there: false from the first write to the last.
    pub complete: bool,
    /// The files of the kit that were written, with `/`.
    pub files: Vec<String>,
}

/// Whether this kit is in such a folder.
pub fn is_copy(root: &Path) -> bool {
    root.join(MARK).is_file()
}

/// Looks whether the folder may be written and has room; nothing is written yet.
///
/// # Errors
/// A [`Stop`] that says why not.
pub fn choose(workspace: &Workspace, asked: &Path) -> Result<PathBuf, Stop> {
    let path = workspace.here.join(asked);
    let shown = path.display();
    let there = existing(&path);
    let full = fs::canonicalize(there).unwrap_or_else(|_| there.to_path_buf());
    let root = fs::canonicalize(&workspace.root).unwrap_or_else(|_| workspace.root.clone());
    if !there.is_dir() {
        return Err(Stop::new(Exit::WrongUse, format!("{} is a file", there.display()), AGAIN));
    }
    if full.starts_with(&root) {
        let what = format!("{shown} is in the kit itself, and would be copied into each copy of it");
        return Err(Stop::new(Exit::WrongUse, what, "name a folder elsewhere, such as ../reliable-messaging"));
    }
    if there == path && !is_copy(&path) && !is_empty(&path) {
        let what = format!("{shown} is not empty, and it is no folder that `prepare` made: nothing was written");
        let next = format!("name a new folder, such as {}", path.join("reliable-messaging").display());
        return Err(Stop::new(Exit::Refused, what, next));
    }
    if let Some(free) = process::free_bytes(there)
        && free < COPY_BYTES
        && !is_copy(&path)
    {
        let (needed, free) = (super::megabytes(COPY_BYTES), free / 1_000_000);
        let what = format!("at most {needed} are needed at {shown}, and {free} MB are free there");
        return Err(Stop::new(Exit::NotReady, what, "make room there, or name a folder on another disk"));
    }
    Ok(path)
}

/// The folder itself, or the nearest above it that is there.
fn existing(path: &Path) -> &Path {
    path.ancestors().find(|folder| folder.exists()).unwrap_or(path)
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

impl Folder {
    /// Makes the folder, and waits until nobody else writes there.
    ///
    /// # Errors
    /// A [`Stop`] where it cannot be written.
    pub fn open(path: PathBuf) -> Result<Folder, Stop> {
        let opened = Folder::hold(&path);
        opened.map_err(|error| super::not_written(&error, &path))
    }

    fn hold(path: &Path) -> anyhow::Result<Folder> {
        fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))?;
        let mark = path.join(MARK);
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).read(true).write(true).open(&mark);
        let mut file = file.with_context(|| format!("cannot write {}", mark.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                complain("waiting for another `prepare` that writes to the same folder");
                file.lock().with_context(|| format!("cannot lock {}", mark.display()))?;
            }
            // Not every file system has locks; then there is one `prepare` at a time, or both write the same.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", mark.display()));
            }
        }
        let mut text = String::new();
        // A note that cannot be understood was cut off, so not everything is there.
        let read = file.read_to_string(&mut text);
        let before = read.ok().and_then(|_| serde_json::from_str(&text).ok()).unwrap_or_default();
        Ok(Folder { path: path.to_path_buf(), before, mark: file })
    }

    /// Writes what later runs have to know.
    ///
    /// # Errors
    /// A [`Stop`] where it cannot be written.
    pub fn note(&mut self, note: &Note) -> Result<(), Stop> {
        let written = self.write(note).with_context(|| format!("cannot write {}", self.path.join(MARK).display()));
        written.map_err(|error| super::not_written(&error, &self.path))
    }

    fn write(&mut self, note: &Note) -> anyhow::Result<()> {
        let text = serde_json::to_vec(note)?;
        self.mark.set_len(0)?;
        self.mark.rewind()?;
        self.mark.write_all(&text)?;
        Ok(self.mark.sync_all()?)
    }
}
