//! The log file `.progress/log.jsonl`: appended under a lock, read without one.
//!
//! A line that is torn or not understood costs one line: the next writer moves it to `bad.jsonl`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;

use super::{Event, Progress};

/// Folds the log in this folder. No log yet is no progress yet.
///
/// # Errors
/// Where there is a log that cannot be read.
pub fn read(folder: &Path) -> anyhow::Result<Progress> {
    let path = folder.join("log.jsonl");
    match fs::read(&path) {
        Ok(bytes) => Ok(Progress::fold(lines(&bytes).filter_map(|line| parse(line).ok()))),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(Progress::default())
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Appends one event.
///
/// # Errors
/// Where the folder, the lock or the log cannot be written; the error names the file.
pub fn record(folder: &Path, exercise: &str, event: &str) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    // The lock has a file of its own: the log may be replaced by another file while someone waits.
    let lock = folder.join("lock");
    let held = File::create(&lock).with_context(|| format!("cannot open {}", lock.display()))?;
    held.lock().with_context(|| format!("cannot lock {}", lock.display()))?;
    let path = folder.join("log.jsonl");
    set_bad_lines_aside(folder, &path)?;
    let mut line = serde_json::to_string(&new(exercise, event))?;
    line.push('\n');
    append(&path, line.as_bytes())
}

fn new(exercise: &str, event: &str) -> Event {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let id = format!("{:x}-{:x}-{:x}", now.as_nanos(), std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let at = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
    Event { v: 1, id, at, exercise: exercise.to_string(), event: event.to_string() }
}

/// Moves what is no event out of the log. Nothing is lost on a crash in between: a line is then in both files.
fn set_bad_lines_aside(folder: &Path, path: &Path) -> anyhow::Result<()> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let whole = bytes.is_empty() || bytes.ends_with(b"\n");
    let (good, bad): (Vec<&[u8]>, Vec<&[u8]>) = lines(&bytes).partition(|line| parse(line).is_ok());
    if bad.is_empty() && whole {
        return Ok(());
    }
    if !bad.is_empty() {
        append(&folder.join("bad.jsonl"), &joined(&bad))?;
    }
    let temporary = folder.join(format!("log.{}.tmp", std::process::id()));
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(&joined(&good))?;
        file.sync_data()
    });
    written.and_then(|()| fs::rename(&temporary, path)).with_context(|| format!("cannot write {}", path.display()))
}

fn append(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let done = OpenOptions::new().create(true).append(true).open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_data()
    });
    done.with_context(|| format!("cannot write {}", path.display()))
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
