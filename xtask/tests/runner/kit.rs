//! A small kit in a folder with a space in its path, and what the runner says in it.
//!
//! All kits share one target folder, so that the lab is built once. Packages of the same name and different content
//! would take each other's programs there: an exercise that is built stands in one test only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A kit: a workspace with the exercises of one test.
pub struct Kit {
    /// Its root folder.
    pub root: PathBuf,
}

/// The root manifest; nobody debugs what the tests build.
const ROOT: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"exercises/*\"]\n\n[profile.dev]\ndebug = false\n";

/// The same features as in the kit itself, so that it is built once.
const SERDE: &str = "serde = { version = \"1\", features = [\"alloc\", \"derive\", \"rc\"] }\n";

/// What the runner said and how it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// One exercise of a kit.
pub struct Sample<'a> {
    /// The folder, such as `02-lost-or-ghost`.
    pub id: &'a str,
    /// The manifest after `[package.metadata.exercise]`'s head fields: the ladder.
    pub ladder: &'a str,
    /// `src/lib.rs`.
    pub source: &'a str,
    /// `tests/check.rs`.
    pub tests: &'a str,
    /// Whether it needs the lab.
    pub lab: bool,
}

impl Kit {
    /// A kit without progress. What is unchanged since an earlier run is left as it is, so that cargo need not build again.
    pub fn new(name: &str, samples: &[Sample<'_>]) -> Kit {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a kit").join(name);
        let kit = Kit { root };
        kit.remove_strangers(samples);
        let progress = kit.root.join(".progress");
        let _ = fs::remove_dir_all(&progress);
        let _ = fs::remove_file(&progress);
        fs::create_dir_all(kit.root.join("xtask")).unwrap();
        fs::create_dir_all(kit.root.join("exercises")).unwrap();
        kit.write("Cargo.toml", ROOT);
        kit.write("Cargo.lock", &fs::read_to_string(repository().join("Cargo.lock")).unwrap());
        for sample in samples {
            kit.write(&format!("exercises/{}/Cargo.toml", sample.id), &manifest(sample));
            kit.write(&format!("exercises/{}/src/lib.rs", sample.id), sample.source);
            kit.write(&format!("exercises/{}/tests/check.rs", sample.id), sample.tests);
        }
        kit
    }

    /// Exercises of an earlier version of the test.
    fn remove_strangers(&self, samples: &[Sample<'_>]) {
        let Ok(folders) = fs::read_dir(self.root.join("exercises")) else {
            return;
        };
        for folder in folders.map(|folder| folder.unwrap()) {
            if !samples.iter().any(|sample| *sample.id == *folder.file_name()) {
                fs::remove_dir_all(folder.path()).unwrap();
            }
        }
    }

    /// Writes a file, unless it has this content already.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }

    /// A file's text; empty if it is not there.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_default()
    }

    /// The runner in this kit's root, without a network, in a terminal that shows Unicode.
    pub fn xtask(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("xtask-fixtures");
        command.args(arguments).current_dir(&self.root).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", target).env("CARGO_NET_OFFLINE", "true").env("LC_ALL", "C.UTF-8");
        for name in ["NO_COLOR", "COLUMNS", "LAB_CHECK_SECONDS", "CARGO_TERM_COLOR"] {
            command.env_remove(name);
        }
        command
    }

    /// What the runner says to these arguments.
    pub fn says(&self, arguments: &[&str]) -> Said {
        Said::from(self.xtask(arguments).output().unwrap())
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Said {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Said {
    /// The exit code is this one, and each of the words is on standard output or error.
    #[track_caller]
    pub fn expect(&self, code: i32, words: &[&str]) -> &Said {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        // A sentence that was too wide for one line counts as one.
        let whole = format!("{}\n{}", self.out, self.err).replace("\n  ", " ");
        for word in words {
            let said = self.out.contains(word) || self.err.contains(word) || whole.contains(word);
            assert!(said, "no `{word}` in\n{}\n{}", self.out, self.err);
        }
        self
    }

    /// There is exactly one next step.
    #[track_caller]
    pub fn one_next_step(&self) -> &Said {
        let steps = format!("{}{}", self.out, self.err).lines().filter(|line| line.starts_with("Next: ")).count();
        assert_eq!(steps, 1, "{}\n{}", self.out, self.err);
        self
    }

    /// Standard error without the lines that say what the runner waits for: other tests build at the same time.
    pub fn complaints(&self) -> String {
        let waits = |line: &&str| !line.starts_with("waiting for another cargo") && !line.starts_with("building ");
        self.err.lines().filter(waits).collect()
    }

    /// The lines of standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The root of the kit that is under test, from which the small kits take the lab.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn manifest(sample: &Sample<'_>) -> String {
    let lab = repository().join("exercises").join("lab").display().to_string().replace('\\', "/");
    let dependencies = if sample.lab { format!("lab = {{ path = \"{lab}\" }}\n{SERDE}") } else { String::new() };
    let name = match sample.id.split_once('-') {
        Some((number, slug)) if number.parse::<u8>().is_ok() => format!("ex{number}-{slug}"),
        _ => format!("ex-{}", sample.id),
    };
    let crate_name = sample.id.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').replace('-', "_");
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [lib]\nname = \"{crate_name}\"\ndoctest = false\n\n[dependencies]\n{dependencies}\n\
         [package.metadata.exercise]\ntitle = \"{crate_name}\"\nmodule = 1\nminutes = 10\n{}",
        sample.ladder
    )
}
