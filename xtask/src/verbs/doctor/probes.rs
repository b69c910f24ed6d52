//! One function a thing.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::{Finding, Health};
use crate::cargo;
use crate::exit::Stop;
use crate::process::{self, Ended, Limits, Run};
use crate::verbs::{Context, prepare, tlc};

/// All of them, in the order in which they are shown.
pub const ALL: [fn(&Context) -> anyhow::Result<Finding>; 9] =
    [toolchain, linker, crates, prepare::offline, disk, progress, terminal, java, tlc];

/// The target folder of a kit with everything built is about half of it.
const DISK_BYTES: u64 = 2 << 30;

/// What needs Java.
const JAVA_IS_FOR: &str =
    "only TLC needs it, the model checker of TLA+: a second opinion in exercise 10, not needed to pass";

/// Whether the compiler is new enough.
///
/// # Errors
/// A [`Stop`] where the user interrupted.
pub fn toolchain(context: &Context) -> anyhow::Result<Finding> {
    let name = "Rust";
    let wanted = wanted_version(&context.workspace.root);
    let cure = "rustup update stable (from https://rustup.rs)".to_string();
    let seen = match ask(rustc().arg("--version"))? {
        Some(run) if matches!(run.ended, Ended::Code(0)) => run.stdout.trim().to_string(),
        _ => return Ok(Finding { name, health: Health::Ill(cure), seen: "rustc does not run".to_string() }),
    };
    let has = seen.split(' ').nth(1).map(version).unwrap_or_default();
    let health = if has >= version(&wanted) { Health::Well } else { Health::Ill(cure) };
    Ok(Finding { name, health, seen: format!("{seen}; at least {wanted} is needed") })
}

/// `rust-version` of the workspace.
pub fn wanted_version(root: &Path) -> String {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let line = manifest.lines().find_map(|line| line.trim().strip_prefix("rust-version"));
    line.map_or("1.85", |line| line.trim_matches([' ', '=', '"'])).to_string()
}

fn version(text: &str) -> Vec<u32> {
    text.split(['.', '-']).map_while(|part| part.parse().ok()).collect()
}

/// Whether a program can be linked, tried with a tiny one.
///
/// # Errors
/// A [`Stop`] where the user interrupted.
pub fn linker(context: &Context) -> anyhow::Result<Finding> {
    let name = "linker";
    let folder = std::env::temp_dir().join(format!("xtask-doctor-{}", std::process::id()));
    let source = folder.join("tiny.rs");
    let cure = if cfg!(windows) {
        "install the Build Tools for Visual Studio, with C++"
    } else if cfg!(target_os = "macos") {
        "xcode-select --install"
    } else {
        "sudo apt install build-essential (or your system's package with a C linker)"
    };
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&source, "fn main() {}\n"));
    let finding = match written {
        Err(error) => {
            let cure = "make the folder for temporary files writable".to_string();
            Finding { name, health: Health::Ill(cure), seen: format!("cannot try: {error}") }
        }
        Ok(()) => {
            let mut command = rustc();
            command.arg(&source).arg("-o").arg(folder.join("tiny.exe")).current_dir(&context.workspace.root);
            match ask(&mut command)? {
                Some(run) if matches!(run.ended, Ended::Code(0)) => {
                    Finding { name, health: Health::Well, seen: "a tiny program compiles and links".to_string() }
                }
                run => {
                    let said = run.map(|run| run.stderr).unwrap_or_default();
                    let said = said.lines().find(|line| line.starts_with("error")).unwrap_or("no answer").to_string();
                    Finding { name, health: Health::Ill(cure.to_string()), seen: said }
                }
            }
        }
    };
    let _ = fs::remove_dir_all(&folder);
    Ok(finding)
}

fn crates(context: &Context) -> anyhow::Result<Finding> {
    let name = "crates";
    let mut cargo = cargo::command(&context.workspace.root);
    Ok(match ask(cargo.args(["metadata", "--offline", "--locked", "--format-version", "1"]))? {
        Some(run) if matches!(run.ended, Ended::Code(0)) => {
            Finding { name, health: Health::Well, seen: "all are here; no network is needed".to_string() }
        }
        run => {
            let said = run.map(|run| run.stderr).unwrap_or_default();
            let said = said.lines().find(|line| line.starts_with("error")).unwrap_or("cargo does not run").to_string();
            Finding { name, health: Health::Ill("cargo fetch, with a network".to_string()), seen: said }
        }
    })
}

/// Whether there is room for a build.
///
/// # Errors
/// A [`Stop`] where the user interrupted.
pub fn disk(context: &Context) -> anyhow::Result<Finding> {
    let name = "disk";
    let Some(free) = process::free_bytes(&context.workspace.root) else {
        let health = Health::Lacking("see that 2 GiB are free".to_string());
        return Ok(Finding { name, health, seen: "how much is free cannot be told here".to_string() });
    };
    let (health, seen) = (
        if free >= DISK_BYTES { Health::Well } else { Health::Ill("free 2 GiB, or try cargo clean".to_string()) },
        format!("{:.1} GiB free where the kit is", free as f64 / f64::from(1 << 30)),
    );
    Ok(Finding { name, health, seen })
}

fn progress(context: &Context) -> anyhow::Result<Finding> {
    let name = "progress";
    let shown = context.workspace.shown(&context.workspace.progress());
    Ok(match crate::progress::hold(&context.workspace.progress()) {
        Ok(_) => Finding { name, health: Health::Well, seen: format!("{shown} can be written") },
        Err(error) => {
            let cure = Health::Ill(format!("make {shown} a folder that you may write to"));
            Finding { name, health: cure, seen: format!("{error:#}") }
        }
    })
}

fn terminal(context: &Context) -> anyhow::Result<Finding> {
    let style = context.terminal.style;
    let words = [if style.unicode { "UTF-8" } else { "ASCII only" }, if style.color { "colour" } else { "no colour" }];
    let seen = format!("{}, {}, {} columns", words[0], words[1], style.columns);
    let health = if !style.unicode {
        Health::Lacking(if cfg!(windows) { "use Windows Terminal" } else { "export LC_ALL=C.UTF-8" }.to_string())
    } else if style.columns < 80 {
        Health::Lacking("make the window 80 columns wide".to_string())
    } else {
        Health::Well
    };
    Ok(Finding { name: "terminal", health, seen })
}

/// Whether there is Java.
///
/// # Errors
/// A [`Stop`] where the user interrupted.
pub fn java(_context: &Context) -> anyhow::Result<Finding> {
    let name = "Java";
    let run = ask(Command::new(tlc::java_program()).arg("-version"))?;
    Ok(match run.filter(|run| matches!(run.ended, Ended::Code(0))) {
        Some(run) => {
            let text = if run.stderr.trim().is_empty() { run.stdout } else { run.stderr };
            let seen = text.lines().next().unwrap_or_default().to_string();
            Finding { name, health: Health::Well, seen: format!("{seen}; {JAVA_IS_FOR}") }
        }
        None => {
            let cure = "sudo apt install default-jre-headless, if you want it".to_string();
            Finding { name, health: Health::Lacking(cure), seen: format!("not here; {JAVA_IS_FOR}") }
        }
    })
}

/// Whether TLC's jar is here.
///
/// # Errors
/// A [`Stop`] where the user interrupted.
pub fn tlc(context: &Context) -> anyhow::Result<Finding> {
    let name = "TLC";
    Ok(match tlc::jar(context) {
        Some(jar) => {
            let seen = format!("{}; only `tlc` needs it", context.workspace.shown(&jar));
            Finding { name, health: Health::Well, seen }
        }
        None => {
            let cure = "cargo xtask tlc --fetch, or set TLA2TOOLS_JAR, if you want it".to_string();
            Finding { name, health: Health::Lacking(cure), seen: "not here; only `tlc` needs it".to_string() }
        }
    })
}

/// The compiler.
pub fn rustc() -> Command {
    Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")))
}

/// What the program says; none where it cannot be started.
///
/// # Errors
/// A [`Stop`] where the user interrupted.
pub fn ask(command: &mut Command) -> anyhow::Result<Option<Run>> {
    let taken = std::mem::replace(command, Command::new(""));
    let limits = Limits { time: Some(Duration::from_secs(60)), output_bytes: 1 << 20 };
    let Ok(run) = process::run(taken, limits, |_| {}) else { return Ok(None) };
    if matches!(run.ended, Ended::Interrupted) {
        return Err(Stop::interrupted().into());
    }
    Ok(Some(run))
}
