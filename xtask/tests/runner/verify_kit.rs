//! A kit with one exercise, added by the list "Add an exercise" of CONTRIBUTING.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock};

use crate::kit::{Kit, Said};

/// The name of the exercise.
pub const ID: &str = "90-count-once";

/// All tests take turns in one kit: its packages are built once, and then only what a test changes.
static TURN: Mutex<()> = Mutex::new(());

/// The stories of the exercise, made by the last step of the list: path and text.
static STORIES: OnceLock<Vec<(String, String)>> = OnceLock::new();

/// The kit, for one test at a time.
pub struct VerifyKit {
    kit: Kit,
    _turn: MutexGuard<'static, ()>,
}

impl VerifyKit {
    /// The exercise as the list makes it: everything is as it should be.
    pub fn new() -> VerifyKit {
        let turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let kit = Kit::new("verify", &[]);
        for folder in ["exercises", "solutions", ".git"] {
            let _ = fs::remove_dir_all(kit.root.join(folder));
        }
        kit.write("Cargo.toml", &root_manifest());
        for path in files() {
            kit.write(&path, &fs::read_to_string(fixture().join(&path)).unwrap());
        }
        for (path, text) in STORIES.get_or_init(|| blessed(&kit)) {
            kit.write(path, text);
        }
        VerifyKit { kit, _turn: turn }
    }

    /// Writes a file of the exercise; `path` begins with `exercises` or `solutions`.
    pub fn write(&self, path: &str, text: &str) {
        self.kit.write(&path.replace("NN", ID), text);
    }

    /// Replaces a part of a file, which has to be there.
    #[track_caller]
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "no `{old}` in {path}");
        self.write(path, &text.replace(old, new));
    }

    /// A file's text; empty if it is not there.
    pub fn read(&self, path: &str) -> String {
        self.kit.read(&path.replace("NN", ID))
    }

    /// Removes a file, which has to be there.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.kit.root.join(path.replace("NN", ID))).unwrap();
    }

    /// Where the kit is.
    pub fn root(&self) -> &Path {
        &self.kit.root
    }

    /// What `verify` says to these arguments.
    pub fn verify(&self, arguments: &[&str]) -> Said {
        self.kit.says(&[&["verify"], arguments].concat())
    }

    /// `verify` is red for this one reason, and says what to do.
    #[track_caller]
    pub fn is_red(&self, words: &[&str]) {
        let said = self.verify(&[]);
        said.expect(1, words).expect(1, &["1 RED", "do: "]).one_next_step();
    }
}

fn blessed(kit: &Kit) -> Vec<(String, String)> {
    kit.says(&["verify", "--bless"]);
    let mut found = Vec::new();
    collect(&kit.root.join("solutions").join(ID).join("stories"), &mut found);
    let named = |path: &PathBuf| path.strip_prefix(&kit.root).unwrap().to_str().unwrap().replace('\\', "/");
    found.iter().map(|path| (named(path), fs::read_to_string(path).unwrap())).collect()
}

/// The files of the fixture, relative to the root of a kit, with `/`.
pub fn files() -> Vec<String> {
    let mut found = Vec::new();
    collect(&fixture(), &mut found);
    let relative = |path: PathBuf| path.strip_prefix(fixture()).unwrap().to_str().unwrap().replace('\\', "/");
    let mut found: Vec<String> = found.into_iter().map(relative).collect();
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("fixture")
}

/// The kit's own manifest with other members. Without its profiles: the other kits share their lab with this one.
fn root_manifest() -> String {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let root = fs::read_to_string(repository.join("Cargo.toml")).unwrap().replace("\r\n", "\n");
    let mut text = format!("[workspace]\nresolver = \"3\"\nmembers = [\"exercises/{ID}\", \"solutions/{ID}\"]\n\n");
    let lab = repository.display().to_string().replace('\\', "/");
    let mut skipped = false;
    for line in root.lines() {
        if line.starts_with('[') {
            skipped = line.starts_with("[workspace]") || line.starts_with("[profile.");
        }
        if !skipped {
            text += &format!("{}\n", line.replace("path = \"", &format!("path = \"{lab}/")));
        }
    }
    text
}
