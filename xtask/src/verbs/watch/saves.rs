//! Whether a file of the exercise was saved: by content, looked at again and again, so that it works on every mount.

use std::cell::{Cell, RefCell};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// How often the files are looked at, by size and time, while somebody works on them.
const POLL: Duration = Duration::from_millis(10);
/// So long after the last check nobody does, it seems, and a laptop's battery counts: see CONTRIBUTING for the figures.
const AT_WORK: Duration = Duration::from_secs(3 * 60);
/// How often they are looked at then.
const SELDOM: Duration = Duration::from_millis(150);
/// How often their content is read, too, and new ones are found: on some mounts the times are coarse, or wrong.
const READ: Duration = Duration::from_secs(1);
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
    /// The content at that time.
    checked: Cell<u64>,
    seen: RefCell<Seen>,
}

impl Saves {
    /// The files of the exercise in this folder; `source` is the one to edit.
    pub fn of(folder: &Path, source: &Path) -> Saves {
        let (folder, source) = (folder.to_path_buf(), source.to_path_buf());
        let seen = RefCell::new(Seen::of(&folder));
        Saves { folder, source, begun: Cell::new(Instant::now()), checked: Cell::new(0), seen }
    }

    /// A check begins: waits until the file to edit is there and not empty, as long as an editor may need for it.
    pub fn begin(&self) {
        let start = Instant::now();
        while fs::metadata(&self.source).map_or(0, |file| file.len()) == 0 && start.elapsed() < AWAY {
            std::thread::sleep(POLL);
        }
        self.begun.set(Instant::now());
        self.read();
        self.checked.set(self.seen.borrow().content);
    }

    /// How long to wait before the next look.
    pub fn pause(&self) -> Duration {
        if self.begun.get().elapsed() < AT_WORK { POLL } else { SELDOM }
    }

    /// Whether a file was saved since.
    pub fn is_new(&self) -> bool {
        if !self.seen.borrow().is_the_same() {
            self.read();
        }
        self.seen.borrow().content != self.checked.get()
    }

    /// Waits until what was checked can be taken for whole; whether it is still there.
    pub fn is_still(&self) -> bool {
        while self.begun.get().elapsed() < SETTLED {
            if self.is_new() {
                return false;
            }
            std::thread::sleep(POLL);
        }
        self.read();
        !self.is_new()
    }

    fn read(&self) {
        *self.seen.borrow_mut() = Seen::of(&self.folder);
    }
}

/// What a look at the files has found.
#[derive(Debug)]
struct Seen {
    at: Instant,
    files: Vec<(PathBuf, Stamp)>,
    /// One number for all names and contents.
    content: u64,
}

/// Size and time of a file; none where it is not there.
type Stamp = Option<(u64, Option<SystemTime>)>;

impl Seen {
    fn of(folder: &Path) -> Seen {
        let mut files = Vec::new();
        collect(folder, DEPTH, &mut files);
        let mut hasher = DefaultHasher::new();
        for (path, _) in &files {
            path.hash(&mut hasher);
            fs::read(path).unwrap_or_default().hash(&mut hasher);
        }
        Seen { at: Instant::now(), files, content: hasher.finish() }
    }

    /// Whether another look would find the same, as far as sizes and times tell, and not too long ago.
    fn is_the_same(&self) -> bool {
        self.at.elapsed() < READ && self.files.iter().all(|(path, stamp)| *stamp == stamp_of(path))
    }
}

fn stamp_of(path: &Path) -> Stamp {
    fs::metadata(path).ok().map(|file| (file.len(), file.modified().ok()))
}

/// All that is built, with the stamps of before it is read.
fn collect(folder: &Path, depth: usize, files: &mut Vec<(PathBuf, Stamp)>) {
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
            let stamp = stamp_of(&path);
            files.push((path, stamp));
        } else if depth > 0 && !name.contains('.') {
            collect(&path, depth - 1, files);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_is_seen_by_its_content_and_other_files_are_not_looked_at() {
        let folder = std::env::temp_dir().join(format!("xtask-saves-{}", std::process::id()));
        let source = folder.join("src/lib.rs");
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(&source, "one").unwrap();
        let saves = Saves::of(&folder, &source);
        saves.begin();
        assert!(saves.is_still());
        for beside in ["src/.lib.rs.swp", "src/lib.rs~", "src/.#lib.rs", "src/#lib.rs#", "README.md"] {
            fs::write(folder.join(beside), "other").unwrap();
        }
        fs::write(&source, "one").unwrap();
        saves.read();
        assert!(!saves.is_new(), "nothing is new");
        fs::write(&source, "two").unwrap();
        saves.read();
        assert!(saves.is_new() && !saves.is_still(), "the file is new");
        fs::write(&source, "one").unwrap();
        fs::write(folder.join("src/given.rs"), "more").unwrap();
        saves.read();
        assert!(saves.is_new(), "there is one more");
        fs::remove_dir_all(&folder).unwrap();
    }
}
