//! Whether a file of the exercise was saved: by content, looked at again and again, so that it works on every mount.

use std::cell::Cell;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often the files are looked at. A look costs some 50 microseconds.
pub const POLL: Duration = Duration::from_millis(60);
/// An editor that empties a file, or takes it away, puts the new content there within this time.
const AWAY: Duration = Duration::from_secs(1);
/// No verdict is shown of what was not there for so long. A build takes longer, so this costs nothing but where a file does not
/// even parse.
const SETTLED: Duration = Duration::from_millis(200);
/// Folders in folders are looked at down to here.
const DEPTH: usize = 3;

/// The files of one exercise, as they were when its last check began.
#[derive(Debug)]
pub struct Saves {
    folder: PathBuf,
    source: PathBuf,
    begun: Cell<Instant>,
    seen: Cell<u64>,
}

impl Saves {
    /// The files of the exercise in this folder; `source` is the one to edit.
    pub fn of(folder: &Path, source: &Path) -> Saves {
        let (folder, source) = (folder.to_path_buf(), source.to_path_buf());
        Saves { folder, source, begun: Cell::new(Instant::now()), seen: Cell::new(0) }
    }

    /// A check begins: waits until the file to edit is there and not empty, as long as an editor may need for it.
    pub fn begin(&self) {
        let start = Instant::now();
        while fs::metadata(&self.source).map_or(0, |file| file.len()) == 0 && start.elapsed() < AWAY {
            std::thread::sleep(POLL / 3);
        }
        self.begun.set(Instant::now());
        self.seen.set(digest(&self.folder));
    }

    /// Whether a file was saved since.
    pub fn is_new(&self) -> bool {
        digest(&self.folder) != self.seen.get()
    }

    /// Waits until what was checked can be taken for whole; whether it is still there.
    pub fn is_still(&self) -> bool {
        while self.begun.get().elapsed() < SETTLED {
            if self.is_new() {
                return false;
            }
            std::thread::sleep(POLL / 3);
        }
        !self.is_new()
    }
}

/// One number for names and contents of all that is built.
fn digest(folder: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    add(folder, DEPTH, &mut hasher);
    hasher.finish()
}

fn add(folder: &Path, depth: usize, hasher: &mut DefaultHasher) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<_> = entries.map(|entry| (entry.file_name(), entry.path())).collect();
    entries.sort();
    for (name, path) in entries {
        let name = name.to_string_lossy();
        // Beside a file editors keep copies and locks of it: `.lib.rs.swp`, `lib.rs~`, `.#lib.rs`.
        if name.starts_with('.') || name == "target" {
            continue;
        }
        if name.ends_with(".rs") {
            name.hash(hasher);
            fs::read(&path).unwrap_or_default().hash(hasher);
        } else if depth > 0 && !name.contains('.') {
            name.hash(hasher);
            add(&path, depth - 1, hasher);
        }
    }
}
