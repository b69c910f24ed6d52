//! Builds a program of `xtask/serve` with cargo.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::compile::{executable, plain, without_progress};
use crate::exit::{Exit, Stop};
use crate::process::{self, Ended, Limits, Sign};
use crate::terminal::{complain, stderr_color};

/// After so long a wait the runner says what it waits for.
const SILENCE: Duration = Duration::from_secs(2);
const OUTPUT_BYTES: usize = 16 << 20;

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
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--locked", "--package", package, "--message-format", "json-render-diagnostics"])
        .args(["--color", if stderr_color() { "always" } else { "never" }])
        .current_dir(folder);
    let mut told = false;
    let limits = Limits { time: None, output_bytes: OUTPUT_BYTES };
    let ran = process::run(cargo, limits, |sign| {
        if let Sign::Waiting(time) = sign
            && time >= SILENCE
            && !told
        {
            told = true;
            complain("building the server (the first time about half a minute)");
        }
    })
    .map_err(|error| Stop::new(Exit::NotReady, format!("{error:#}"), "install Rust: https://rustup.rs"))?;
    match ran.ended {
        Ended::Code(0) => {
            let cannot = || {
                let what = "cargo built the server, but named no program";
                Stop::new(Exit::NotReady, what, "cargo --version, and update Rust")
            };
            Ok(Built::Program(executable(&ran.stdout, package).ok_or_else(cannot)?))
        }
        Ended::Interrupted => Err(Stop::interrupted().into()),
        _ => failure(&ran.stderr),
    }
}

fn failure(stderr: &str) -> anyhow::Result<Built> {
    let text = without_progress(stderr);
    let words = plain(&text);
    let linker = words.contains("error: linker `");
    if words.contains("could not compile `") && !linker {
        return Ok(Built::Errors(text));
    }
    let next = if linker {
        "install a C linker, such as the package build-essential"
    } else if words.contains("directory source") {
        // A copy that `prepare --vendor` has made.
        "use the kit that this folder was made from; the server's crates are not in the copy"
    } else {
        "cargo fetch --manifest-path xtask/serve/Cargo.toml, with a network"
    };
    Err(Stop::new(Exit::NotReady, format!("cargo cannot build the server\n{}", text.trim_end()), next).into())
}
