//! Builds the test program of an exercise with cargo.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use crate::catalog::{Entry, Exercise, Half};
use crate::exit::{Exit, Stop};
use crate::process::{self, Ended, Limits, Sign};
use crate::terminal::{complain, stderr_color};
use crate::workspace::Workspace;

/// After so long a wait the runner says what it waits for.
const SILENCE: Duration = Duration::from_secs(2);
/// The same, where it is known that another cargo is in the way.
const SHORT_SILENCE: Duration = Duration::from_millis(300);

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
    let run =
        process::run(cargo(workspace, exercise, half), Limits { time: None, output_bytes: 64 << 20 }, notice(entry))
            .map_err(|error| Stop::new(Exit::NotReady, format!("{error:#}"), "install Rust: https://rustup.rs"))?;
    match run.ended {
        Ended::Code(0) => Ok(Built::Program(program(workspace, half, &run.stdout, &plain(&run.stderr))?)),
        Ended::Interrupted => Err(Stop::interrupted().into()),
        _ => failure(&run.stderr, exercise, half),
    }
}

fn cargo(workspace: &Workspace, exercise: &Exercise, half: Half) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(settings(exercise));
    cargo
        .args(["test", "--package", &exercise.package, "--test", half.target(), "--no-run"])
        .args(["--message-format", "json-render-diagnostics"])
        .args(["--color", if stderr_color() { "always" } else { "never" }])
        .current_dir(&workspace.root);
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

/// One line where there is a wait, so that it does not look like a hang.
fn notice(entry: &Entry) -> impl FnMut(Sign<'_>) {
    let name = entry.name();
    let (mut blocked, mut told) = (false, false);
    move |sign| match sign {
        Sign::Stderr(text) => blocked |= text.contains("waiting for file lock"),
        Sign::Waiting(time) if !told && time >= if blocked { SHORT_SILENCE } else { SILENCE } => {
            told = true;
            complain(if blocked {
                "waiting for another cargo, often the editor's; cure: .vscode/settings.json".to_string()
            } else {
                format!("building {name} (the first time takes longest)")
            });
        }
        Sign::Waiting(_) => {}
    }
}

fn program(workspace: &Workspace, half: Half, messages: &str, stderr: &str) -> Result<Program, Stop> {
    let path = executable(messages, half.target()).ok_or_else(|| {
        Stop::new(Exit::NotReady, "cargo built the tests, but named no program", "cargo --version, and update Rust")
    })?;
    // The target folder may be elsewhere by configuration; cargo marks it with this file.
    let target = path.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let reports = target.unwrap_or(&workspace.root.join("target")).join("lab");
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
    let text = without_progress(stderr);
    let words = plain(&text);
    let linker = words.contains("error: linker `");
    if words.contains("could not compile `") && !linker {
        let part = |what: &str| words.contains(&format!("could not compile `{}` ({what}", exercise.package));
        return Ok(Built::Errors { tests_only: part(&format!("test \"{}\"", half.target())) && !part("lib"), text });
    }
    let next = if linker {
        "install a C linker, such as the package build-essential"
    } else {
        "mend what cargo says; if crates are missing: cargo fetch, with a network"
    };
    let what = format!("cargo cannot build {}\n{}", exercise.package, text.trim_end());
    Err(Stop::new(Exit::NotReady, what, next).into())
}

/// Leaves out the lines in which cargo tells what it is doing.
pub fn without_progress(stderr: &str) -> String {
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
