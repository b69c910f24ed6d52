//! One cargo call for all variants, and what the compiler said of each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::scratch::Scratch;
use crate::cargo;
use crate::exit::{Exit, Stop};
use crate::process::Ended;
use crate::workspace::Workspace;

/// What the compiler made of one variant.
#[derive(Debug, Default)]
pub struct Built {
    /// The test program, unless it does not compile.
    pub program: Option<PathBuf>,
    /// The first lines of the errors.
    pub errors: Vec<String>,
    /// The first lines of the warnings.
    pub warnings: Vec<String>,
}

#[derive(Deserialize)]
struct Message {
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    message: String,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
}

/// Builds all packages of the scratch workspace; by the name of the package.
///
/// # Errors
/// A [`Stop`] where cargo cannot be run, cannot build for a reason other than a variant's code, or was interrupted.
pub fn build(workspace: &Workspace, scratch: &Scratch, packages: usize) -> anyhow::Result<BTreeMap<String, Built>> {
    let doing = format!("building {packages} packages in target/verify");
    let run = cargo::run(command(workspace, &scratch.root), None, &doing)?;
    let built = read(&run.stdout, &scratch.root);
    if !matches!(run.ended, Ended::Code(0)) && built.values().all(|built| built.errors.is_empty()) {
        let what = format!("cargo cannot build target/verify\n{}", run.stderr.trim_end());
        return Err(Stop::new(Exit::NotReady, what, "mend what cargo says; if crates are missing: cargo fetch").into());
    }
    Ok(built)
}

fn command(workspace: &Workspace, scratch: &Path) -> Command {
    let mut cargo = cargo::command(scratch);
    cargo
        // `test --no-run --no-fail-fast` stops at the first package that does not compile.
        .args(["build", "--workspace", "--test", "check", "--keep-going", "--offline"])
        .args(["--message-format", "json", "--color", "never"])
        // A variant is built once and then is fresh; nobody builds it again after a small change.
        .env("CARGO_INCREMENTAL", "0");
    if std::env::var_os("CARGO_TARGET_DIR").is_none() {
        // What the exercises need of other crates was built there already.
        cargo.env("CARGO_TARGET_DIR", workspace.root.join("target"));
    }
    cargo
}

fn read(messages: &str, scratch: &Path) -> BTreeMap<String, Built> {
    let mut all: BTreeMap<String, Built> = BTreeMap::new();
    for message in messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok()) {
        let Some(package) = message.manifest_path.as_deref().and_then(|path| package(path, scratch)) else {
            continue;
        };
        let built = all.entry(package).or_default();
        built.program = built.program.take().or(message.executable);
        let Some(said) = message.message.filter(|said| !said.is_summary()) else {
            continue;
        };
        match said.level.as_str() {
            "warning" => built.warnings.push(said.line()),
            "error" => built.errors.push(said.line()),
            _ => {}
        }
    }
    all
}

/// The package of a manifest; none where it is not in the scratch workspace, as the lab's.
fn package(manifest: &Path, scratch: &Path) -> Option<String> {
    let folder = manifest.parent()?;
    let name = folder.file_name()?.to_str()?;
    (scratch.join(name).join("Cargo.toml").is_file() && folder.parent()?.ends_with("verify")).then(|| name.to_string())
}

impl Diagnostic {
    /// The count at the end, which is none of its own.
    fn is_summary(&self) -> bool {
        self.spans.is_empty() && (self.message.ends_with(" emitted") || self.message.starts_with("aborting due to"))
    }

    fn line(&self) -> String {
        match self.spans.first() {
            Some(span) => format!("{} ({}:{})", self.message, span.file_name.replace('\\', "/"), span.line_start),
            None => self.message.clone(),
        }
    }
}
