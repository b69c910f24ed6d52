//! What `prepare` proved, kept beside what it built, so that both go with `cargo clean`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::build;
use crate::files;
use crate::process::{self, Ended, Limits};
use crate::verbs::Context;
use crate::verbs::doctor::{Finding, Health};

/// With what everything was built.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Proof {
    /// Which kit; a target folder may serve several.
    root: PathBuf,
    /// The compiler, as it names itself.
    rustc: String,
    /// The lock file, as it was.
    lock: String,
}

/// Notes that all was built without a network.
///
/// # Errors
/// A [`Stop`](crate::exit::Stop) where it cannot be noted.
pub fn keep(context: &Context) -> anyhow::Result<()> {
    let root = &context.workspace.root;
    let path = path(&build::target(root)?);
    let text = serde_json::to_vec(&now(root))?;
    files::replace(&path, &text).map_err(|error| super::not_written(&error, path.parent().unwrap_or(&path)).into())
}

/// The line of `doctor`.
///
/// # Errors
/// A [`Stop`](crate::exit::Stop) where the user interrupted.
pub fn finding(context: &Context) -> anyhow::Result<Finding> {
    let name = "offline";
    let root = &context.workspace.root;
    let kept = build::target(root).ok().and_then(|target| fs::read(path(&target)).ok());
    let kept = kept.and_then(|bytes| serde_json::from_slice::<Proof>(&bytes).ok());
    let lacking = |seen: &str| {
        let cure = "cargo xtask prepare, before the workshop".to_string();
        Finding { name, health: Health::Lacking(cure), seen: seen.to_string() }
    };
    Ok(match kept.filter(|kept| kept.root == *root) {
        None => lacking("not tried yet: a build of all exercises without a network"),
        Some(kept) if kept != now(root) => lacking("built without a network, but with another Rust or other crates"),
        Some(_) => {
            let seen = "all exercises were built without a network".to_string();
            Finding { name, health: Health::Well, seen }
        }
    })
}

fn now(root: &Path) -> Proof {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--version", "--verbose"]).current_dir(root);
    let limits = Limits { time: Some(Duration::from_secs(60)), output_bytes: 1 << 16 };
    let run = process::run(rustc, limits, |_| {}).ok().filter(|run| matches!(run.ended, Ended::Code(0)));
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    Proof { root: root.to_path_buf(), rustc: run.map(|run| run.stdout).unwrap_or_default(), lock }
}

fn path(target: &Path) -> PathBuf {
    target.join("xtask").join("prepared.json")
}
