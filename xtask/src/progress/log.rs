//! The log file `.progress/log.jsonl`: appended under a lock, read without one.
//!
//! A line that is torn or not understood costs one line: the next writer moves it to `bad.jsonl`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Event, Progress};
use crate::{clock, files};

/// Folds the log in this folder. No log yet is no progress yet.
///
/// # Errors
/// Where there is a log that cannot be read.
pub fn read(folder: &Path) -> anyhow::Result<Progress> {
    let bytes = files::read(&folder.join("log.jsonl"))?.unwrap_or_default();
    Ok(Progress::fold(events(&bytes)))
}

/// Appends one event.
///
/// # Errors
/// Where the folder, the lock or the log cannot be written; the error names the file.
pub fn record(folder: &Path, event: Event) -> anyhow::Result<()> {
    hold(folder)?.record(event)
}

/// Waits for the lock of the progress folder. Who changes a learner's file holds it, too.
///
/// # Errors
/// Where the folder or the lock cannot be written; the error names the file.
pub fn hold(folder: &Path) -> anyhow::Result<Held> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    // The lock has a file of its own: the log may be replaced by another file while someone waits.
    let lock = folder.join("lock");
    let file = File::create(&lock).with_context(|| format!("cannot open {}", lock.display()))?;
    file.lock().with_context(|| format!("cannot lock {}", lock.display()))?;
    Ok(Held { folder: folder.to_path_buf(), _lock: file })
}

/// The lock of the progress folder, held as long as this lives.
#[derive(Debug)]
pub struct Held {
    folder: PathBuf,
    _lock: File,
}

impl Held {
    /// What is in the log now; nobody else adds to it as long as this lives.
    ///
    /// # Errors
    /// Where there is a log that cannot be read.
    pub fn progress(&self) -> anyhow::Result<Progress> {
        read(&self.folder)
    }

    /// Appends one event; it gets its id, its time and its place in the order.
    ///
    /// # Errors
    /// Where the log cannot be written; the error names the file. The log is then as it was.
    pub fn record(&self, mut event: Event) -> anyhow::Result<()> {
        let path = self.folder.join("log.jsonl");
        let bytes = files::read(&path)?.unwrap_or_default();
        self.set_bad_lines_aside(&path, &bytes)?;
        let now = clock::now();
        event.n = events(&bytes).map(|event| event.n).max().unwrap_or_default().saturating_add(1);
        event.id = id(event.n, now.as_nanos());
        event.at = clock::millis(now);
        let mut line = serde_json::to_string(&event)?;
        line.push('\n');
        append(&path, line.as_bytes())
    }

    /// Moves what is no event out of the log. Nothing is lost on a crash in between: a line is then in both files.
    fn set_bad_lines_aside(&self, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        let whole = bytes.is_empty() || bytes.ends_with(b"\n");
        let (good, bad): (Vec<&[u8]>, Vec<&[u8]>) = lines(bytes).partition(|line| parse(line).is_ok());
        if bad.is_empty() && whole {
            return Ok(());
        }
        if !bad.is_empty() {
            append(&self.folder.join("bad.jsonl"), &joined(&bad))?;
        }
        files::replace(path, &joined(&good))
    }
}

/// The time alone would not do: the clock may go back, and a later process may have the number of an earlier one. So the place
/// in the order is part of it.
fn id(n: u64, nanos: u128) -> String {
    format!("{n:x}-{nanos:x}-{:x}", std::process::id())
}

/// All or nothing, as far as the system lets us: what a full disk cut off is taken back.
fn append(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let done = OpenOptions::new().create(true).append(true).open(path).and_then(|mut file| {
        let before = file.metadata()?.len();
        let written = file.write_all(bytes).and_then(|()| file.sync_data());
        written.inspect_err(|_: &io::Error| {
            let _ = file.set_len(before);
        })
    });
    done.with_context(|| format!("cannot write {}", path.display()))
}

fn events(bytes: &[u8]) -> impl Iterator<Item = Event> {
    lines(bytes).filter_map(|line| parse(line).ok())
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty())
}

fn joined(lines: &[&[u8]]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
}

/// A later runner may add fields and events: a line is good when it has those of version 1.
fn parse(line: &[u8]) -> serde_json::Result<Event> {
    serde_json::from_slice(line)
}
