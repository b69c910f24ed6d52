//! What `prepare` proved, kept beside what it built, so that both go with `cargo clean`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::build;
use crate::files;
use crate::verbs::Context;
use crate::verbs::doctor::{Finding, Health, probes};

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

/// Notes in the target folder that all was built without a network.
///
/// # Errors
/// A [`Stop`](crate::exit::Stop) where it cannot be noted.
pub fn keep(context: &Context, target: &Path) -> anyhow::Result<()> {
    let path = path(target);
    let text = serde_json::to_vec(&now(&context.workspace.root)?)?;
    files::put(&path, &text).map_err(|error| super::not_written(&error, path.parent().unwrap_or(&path)).into())
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
        Some(kept) if kept != now(root)? => lacking("built without a network, but with another Rust or other crates"),
        Some(_) => {
            let seen = "all exercises were built without a network".to_string();
            Finding { name, health: Health::Well, seen }
        }
    })
}

fn now(root: &Path) -> anyhow::Result<Proof> {
    let run = probes::ask(probes::rustc().args(["--version", "--verbose"]).current_dir(root))?.filter(build::is_good);
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    Ok(Proof { root: root.to_path_buf(), rustc: run.map(|run| run.stdout).unwrap_or_default(), lock })
}

fn path(target: &Path) -> PathBuf {
    target.join("xtask").join("prepared.json")
}
