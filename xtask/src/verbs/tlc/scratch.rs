//! A folder for one run: TLC and the translator write beside what they read, and nothing of the user's may change.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::Context;
use super::config::{self, Wanted};
use crate::exit::{Exit, Stop};

/// The folder, removed when this goes.
#[derive(Debug)]
pub struct Scratch {
    /// Where it is.
    pub folder: PathBuf,
    /// The module that is checked: the name of the file without its ending.
    pub module: String,
    /// Whether there is PlusCal to translate.
    pub is_pluscal: bool,
    /// Whether a deadlock is an error.
    pub looks_for_deadlocks: bool,
}

impl Scratch {
    /// Copies the specification, the modules beside it, and its `.cfg`.
    ///
    /// # Errors
    /// A [`Stop`] where there is no `.cfg`, or it is asked for what it does not have; else where a file cannot be read or written.
    pub fn new(context: &Context, spec: &Path, wanted: &Wanted) -> anyhow::Result<Scratch> {
        let target = context.workspace.root.join("target").join("tlc");
        let folder = target.join(format!("run-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let module = spec.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut scratch = Scratch { folder, module, is_pluscal: false, looks_for_deadlocks: true };
        let text = read(spec)?;
        scratch.is_pluscal = text.contains("--algorithm") || text.contains("--fair algorithm");
        let config = spec.with_extension("cfg");
        if !config.is_file() {
            let what = format!("{} is missing: it says what to check", context.workspace.shown(&config));
            let next = "write it, with SPECIFICATION, CONSTANTS and INVARIANTS, as MessageHandler.cfg of exercise 10";
            return Err(Stop::new(Exit::WrongUse, what, next).into());
        }
        let (config, looks) = config::edit(&read(&config)?, wanted)?;
        scratch.looks_for_deadlocks = looks;
        scratch.write(&format!("{}.cfg", scratch.module), &config)?;
        for entry in fs::read_dir(spec.parent().unwrap_or(Path::new("."))).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "tla") {
                scratch.write(&entry.file_name().to_string_lossy(), &read(&path)?)?;
            }
        }
        Ok(scratch)
    }

    fn write(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let path = self.folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
