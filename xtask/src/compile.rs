//! Builds the test program of an exercise with cargo.

use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

use crate::cargo;
use crate::catalog::{Entry, Exercise, Half};
use crate::exit::{Exit, Stop};
use crate::process::Ended;
use crate::terminal::stderr_color;
use crate::workspace::{self, Workspace};

/// What cargo made of an exercise.
#[derive(Debug)]
pub enum Built {
    /// A test program.
    Program(Program),
    /// Nothing: the code does not compile.
    Errors {
        /// What cargo said, as it said it.
        text: String,
        /// The exercise itself compiles, but its tests do not fit it.
        tests_only: bool,
    },
}

/// A test program.
#[derive(Debug)]
pub struct Program {
    /// The file to run.
    pub path: PathBuf,
    /// The folder in which the tests leave their reports.
    pub reports: PathBuf,
    /// How many warnings the compiler gave.
    pub warnings: u32,
}

#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Builds the tests of a half. A build that takes long is told on standard error.
///
/// # Errors
/// A [`Stop`] where cargo cannot be run, cannot build for a reason other than the code, or was interrupted.
pub fn compile(workspace: &Workspace, entry: &Entry, exercise: &Exercise, half: Half) -> anyhow::Result<Built> {
    let doing = format!("building {} (the first time takes longest)", entry.name());
    let run = cargo::run(command(workspace, exercise, half), None, &doing)?;
    match run.ended {
        Ended::Code(0) => Ok(Built::Program(program(workspace, half, &run.stdout, &plain(&run.stderr))?)),
        _ => failure(&run.stderr, exercise, half),
    }
}

fn command(workspace: &Workspace, exercise: &Exercise, half: Half) -> Command {
    let mut cargo = cargo::command(&workspace.root);
    cargo
        .args(settings(exercise))
        .args(["test", "--package", &exercise.package, "--test", half.target(), "--no-run"])
        .args(["--message-format", "json-render-diagnostics"])
        .args(["--color", if stderr_color() { "always" } else { "never" }]);
    cargo
}

/// How an exercise is built for the runner, as arguments of cargo; others leave it alone.
///
/// A story has its places without debug information, and no backtrace is shown; small crates build faster in fewer units. Each save
/// would else cost a quarter more.
pub fn settings(exercise: &Exercise) -> Vec<String> {
    let set = |setting| ["--config".to_string(), format!("profile.dev.package.{}.{setting}", exercise.package)];
    ["debug=false", "strip=\"debuginfo\"", "codegen-units=16"].into_iter().flat_map(set).collect()
}

fn program(workspace: &Workspace, half: Half, messages: &str, stderr: &str) -> Result<Program, Stop> {
    let path = executable(messages, half.target()).ok_or_else(|| {
        Stop::new(Exit::NotReady, "cargo built the tests, but named no program", "cargo --version, and update Rust")
    })?;
    let reports = workspace::target_of(&path).unwrap_or(&workspace.root.join("target")).join("lab");
    Ok(Program { path, reports, warnings: warnings(stderr) })
}

/// The program of this target, as cargo's JSON messages name it.
pub fn executable(messages: &str, target: &str) -> Option<PathBuf> {
    messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok()).find_map(|message| {
        message.target.filter(|found| found.name == target)?;
        message.executable
    })
}

/// Cargo ends a crate's warnings with a line such as: warning: `x` (lib) generated 2 warnings.
fn warnings(stderr: &str) -> u32 {
    let number = |line: &str| line.split_once(" generated ")?.1.split(' ').next()?.parse::<u32>().ok();
    stderr.lines().filter(|line| line.starts_with("warning: `")).filter_map(number).sum()
}

fn failure(stderr: &str, exercise: &Exercise, half: Half) -> anyhow::Result<Built> {
    let otherwise = "mend what cargo says; if crates are missing: cargo fetch, with a network";
    let text = errors(stderr, &exercise.package, otherwise)?;
    let words = plain(&text);
    let part = |what: &str| words.contains(&format!("could not compile `{}` ({what}", exercise.package));
    Ok(Built::Errors { tests_only: part(&format!("test \"{}\"", half.target())) && !part("lib"), text })
}

/// What cargo said of code that does not compile.
///
/// # Errors
/// A [`Stop`] where something else keeps cargo from building `what`; `otherwise` cures whatever is no missing linker.
pub fn errors(stderr: &str, what: &str, otherwise: &str) -> Result<String, Stop> {
    let text = without_progress(stderr);
    let words = plain(&text);
    let linker = words.contains("error: linker `");
    if words.contains("could not compile `") && !linker {
        return Ok(text);
    }
    let next = if linker { "install a C linker, such as the package build-essential" } else { otherwise };
    Err(Stop::new(Exit::NotReady, format!("cargo cannot build {what}\n{}", text.trim_end()), next))
}

/// Leaves out the lines in which cargo tells what it is doing.
fn without_progress(stderr: &str) -> String {
    const DOING: [&str; 9] =
        ["Compiling", "Blocking", "Locking", "Updating", "Downloading", "Downloaded", "Adding", "Fresh", "Checking"];
    let is_progress = |line: &str| {
        let line = plain(line);
        line.starts_with("  ") && DOING.iter().any(|verb| line.trim_start().starts_with(&format!("{verb} ")))
    };
    stderr.lines().filter(|line| !is_progress(line)).flat_map(|line| [line, "\n"]).collect()
}

/// The text without colours.
pub fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_string();
    for part in parts {
        plain.push_str(part.split_once(|c: char| c.is_ascii_alphabetic()).map_or("", |(_, rest)| rest));
    }
    plain
}
