//! Builds a program of `xtask/serve` with cargo.

use std::path::{Path, PathBuf};

use crate::cargo;
use crate::compile::{errors, executable};
use crate::exit::{Exit, Stop};
use crate::process::Ended;
use crate::terminal::stderr_color;

/// What cargo made of it.
pub enum Built {
    /// The program.
    Program(PathBuf),
    /// Nothing: the file that is to be served does not compile. What cargo said, as it said it.
    Errors(String),
}

/// Builds the program of this package. A build that takes long is told on standard error.
///
/// # Errors
/// A [`Stop`] where cargo cannot be run, crates or a linker are missing, or the user asks to end.
pub fn build(folder: &Path, package: &str) -> anyhow::Result<Built> {
    let mut command = cargo::command(folder);
    command
        .args(["build", "--locked", "--package", package, "--message-format", "json-render-diagnostics"])
        .args(["--color", if stderr_color() { "always" } else { "never" }]);
    let ran = cargo::run(command, None, "building the server (the first time about half a minute)")?;
    match ran.ended {
        Ended::Code(0) => {
            let cannot = || {
                let what = "cargo built the server, but named no program";
                Stop::new(Exit::NotReady, what, "cargo --version, and update Rust")
            };
            Ok(Built::Program(executable(&ran.stdout, package).ok_or_else(cannot)?))
        }
        _ => {
            // Those are the words in a copy that `prepare --vendor` has made.
            let otherwise = match ran.stderr.contains("directory source") {
                true => "use the kit that this folder was made from; the server's crates are not in the copy",
                false => "cargo fetch --manifest-path xtask/serve/Cargo.toml, with a network",
            };
            Ok(Built::Errors(errors(&ran.stderr, "the server", otherwise)?))
        }
    }
}
