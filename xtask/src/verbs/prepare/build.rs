//! Cargo: fetches, and builds without a network.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::Deserialize;

use crate::cargo;
use crate::catalog::{Catalog, Entry, Exercise, Found};
use crate::compile::settings;
use crate::exit::{Exit, Stop};
use crate::process::{Ended, Run};
use crate::terminal::complain;
use crate::verbs::compare;

/// A kit to be built, and with what around it.
pub struct Place<'a> {
    /// The root folder of the kit.
    pub root: &'a Path,
    /// Another cargo home and another target folder than the user's; then the lock file has to fit, too.
    pub strange: Option<Strange>,
}

/// What a laptop has that never saw the kit: an empty cargo home and an empty target folder.
pub struct Strange {
    home: PathBuf,
    target: PathBuf,
    _lock: File,
}

/// What was built.
pub struct Built {
    /// How many exercises.
    pub exercises: usize,
    /// How many halves for the mob.
    pub halves: usize,
    /// Whether there was anything to compare.
    pub compare: bool,
    /// The exercises that do not compile as they stand; all that they need is built.
    pub not_compiled: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

#[derive(Deserialize)]
struct Message {
    manifest_path: Option<PathBuf>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    message: String,
    rendered: Option<String>,
}

impl Place<'_> {
    /// The user's own kit.
    pub fn home(root: &Path) -> Place<'_> {
        Place { root, strange: None }
    }

    fn cargo(&self, words: &[&str]) -> Command {
        let mut cargo = cargo::command(self.root);
        cargo.args(words).arg("--offline");
        if let Some(strange) = &self.strange {
            cargo.arg("--locked").env("CARGO_HOME", &strange.home).env("CARGO_TARGET_DIR", &strange.target);
            // It is built once, and never again after a small change.
            cargo.env("CARGO_INCREMENTAL", "0");
        }
        cargo
    }
}

impl Strange {
    /// Empties both, which stand in the target folder of this kit; waits until nobody else uses them.
    ///
    /// # Errors
    /// Where they cannot be emptied; a [`Stop`] where cargo does not tell the target folder.
    pub fn open(root: &Path) -> anyhow::Result<Strange> {
        let folder = target(root)?;
        let path = folder.join("vendored.lock");
        let lock = fs::create_dir_all(&folder).and_then(|()| File::create(&path));
        let lock = lock.with_context(|| format!("cannot write {}", path.display()))?;
        if lock.try_lock().is_err() {
            complain("waiting for another `prepare --vendor` of this kit");
            lock.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        }
        let target = folder.join("vendored");
        if target.is_dir() {
            fs::remove_dir_all(&target).with_context(|| format!("cannot remove {}", target.display()))?;
        }
        let home = target.join("home");
        fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
        Ok(Strange { home, target, _lock: lock })
    }
}

/// What cargo says to these words in the root folder of a kit.
///
/// # Errors
/// As of [`cargo::run`].
pub fn say(root: &Path, words: &[&str], doing: &str) -> anyhow::Result<Run> {
    let mut command = cargo::command(root);
    command.args(words);
    cargo::run(command, None, doing)
}

/// Whether cargo said that it succeeded.
pub fn is_good(run: &Run) -> bool {
    matches!(run.ended, Ended::Code(0))
}

/// Fetches the crates; false where all of them were here already.
///
/// # Errors
/// A [`Stop`] where there is no network.
pub fn fetch(root: &Path) -> anyhow::Result<bool> {
    if is_good(&say(root, &["fetch", "--offline"], "looking for the crates")?) {
        return Ok(false);
    }
    let run = say(root, &["fetch", "--color", "never"], "fetching the crates")?;
    if is_good(&run) {
        return Ok(true);
    }
    let what = format!("the crates cannot be fetched\n{}", errors(&run.stderr));
    let next = "where there is a network, the same again: it goes on where it stopped";
    Err(Stop::new(Exit::NotReady, what, next).into())
}

/// What cargo said, from its first error on.
pub fn errors(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.lines().filter(|line| !line.trim().is_empty()).collect();
    let first = lines.iter().position(|line| line.starts_with("error")).unwrap_or(lines.len().saturating_sub(6));
    lines[first..].iter().take(12).copied().collect::<Vec<_>>().join("\n")
}

/// How many crates the lock file names that come from elsewhere.
pub fn crates(root: &Path) -> usize {
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    lock.lines().filter(|line| line.starts_with("source = ")).count()
}

/// The target folder, which the user may have set anywhere.
///
/// # Errors
/// A [`Stop`] where cargo does not tell.
pub fn target(root: &Path) -> anyhow::Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let run = say(root, &["metadata", "--no-deps", "--offline", "--format-version", "1"], "asking cargo")?;
    let metadata = serde_json::from_str::<Metadata>(&run.stdout).map_err(|_| {
        let what = format!("cargo does not tell its target folder\n{}", errors(&run.stderr));
        Stop::new(Exit::NotReady, what, "mend what cargo says")
    })?;
    Ok(metadata.target_directory)
}

/// Builds the runner, and what `check all`, `check all --mob` and `compare` need.
///
/// # Errors
/// A [`Stop`] where anything but the code of an exercise keeps it from that.
pub fn all(place: &Place<'_>, catalog: &Catalog) -> anyhow::Result<Built> {
    let start = Instant::now();
    let there: Vec<(&Entry, &Exercise)> = catalog.entries.iter().filter_map(exercise).collect();
    if there.is_empty() {
        return Err(Stop::new(Exit::WrongUse, "no exercise is there yet", "cargo xtask list").into());
    }
    if place.root.join("xtask").join("Cargo.toml").is_file() {
        must(place, &["build", "--package", "xtask"], "building the runner")?;
    }
    at_once(place, &there)?;
    // One by one, as `check` does it: cargo may choose other features for one package than for all of them together.
    let mut not_compiled = Vec::new();
    for (entry, exercise) in &there {
        if !compiles(place, entry, exercise)? {
            not_compiled.push(entry.name());
        }
    }
    let compare = place.root.join("solutions").join(compare::NAME).join("Cargo.toml").is_file();
    if compare {
        must(place, &["build", "--package", compare::NAME], "building solutions/compare")?;
    }
    let halves = there.iter().filter(|(_, exercise)| !exercise.mob.is_empty()).count();
    Ok(Built { exercises: there.len(), halves, compare, not_compiled, took: start.elapsed() })
}

fn exercise(entry: &Entry) -> Option<(&Entry, &Exercise)> {
    match &entry.found {
        Found::Exercise(exercise) => Some((entry, exercise)),
        Found::NotThere | Found::Unclear(_) => None,
    }
}

fn must(place: &Place<'_>, words: &[&str], doing: &str) -> anyhow::Result<()> {
    let mut cargo = place.cargo(words);
    cargo.args(["--color", "never"]);
    let run = cargo::run(cargo, None, doing)?;
    if is_good(&run) { Ok(()) } else { Err(cannot(&errors(&run.stderr)).into()) }
}

/// All exercises in one call, which keeps all cores busy. How it ends is found out one by one.
fn at_once(place: &Place<'_>, there: &[(&Entry, &Exercise)]) -> anyhow::Result<()> {
    let mut cargo = place.cargo(&["build", "--keep-going", "--test", "check"]);
    if there.iter().any(|(_, exercise)| !exercise.mob.is_empty()) {
        cargo.args(["--test", "mob"]);
    }
    for (_, exercise) in there {
        cargo.args(["--package", &exercise.package]).args(settings(exercise));
    }
    let doing = format!("building {} exercises (the first time takes a minute or two)", there.len());
    cargo::run(cargo, None, &doing).map(|_| ())
}

/// Whether the tests of an exercise are built, of both halves. What anybody types into one is no fault of the machine.
fn compiles(place: &Place<'_>, entry: &Entry, exercise: &Exercise) -> anyhow::Result<bool> {
    let mut cargo = place.cargo(&["build", "--keep-going", "--package", &exercise.package, "--test", "check"]);
    if !exercise.mob.is_empty() {
        cargo.args(["--test", "mob"]);
    }
    cargo.args(["--message-format", "json", "--color", "never"]).args(settings(exercise));
    let run = cargo::run(cargo, None, &format!("building {}", entry.name()))?;
    if is_good(&run) {
        return Ok(true);
    }
    let messages = run.stdout.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let mut own = false;
    for (manifest, said) in messages.filter_map(|message| Some((message.manifest_path?, message.message?))) {
        let is_own = manifest.parent().and_then(Path::file_name).is_some_and(|folder| *folder == *entry.id);
        match said.level.starts_with("error") {
            true if is_own && !said.message.starts_with("linking with") => own = true,
            true => return Err(cannot(said.rendered.as_deref().unwrap_or(&said.message)).into()),
            false => {}
        }
    }
    if own { Ok(false) } else { Err(cannot(&errors(&run.stderr)).into()) }
}

fn cannot(said: &str) -> Stop {
    let what = format!("the kit cannot be built without a network\n{}", said.trim_end());
    Stop::new(Exit::NotReady, what, "mend what cargo says, then cargo xtask prepare")
}
