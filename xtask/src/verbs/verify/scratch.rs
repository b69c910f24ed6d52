//! The scratch workspace `target/verify`, where each variant is a package with a name of its own.
//!
//! A copy of a package under its own name would share cargo's fingerprints with the original, and could be taken for it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::files;
use super::subject::Variant;
use crate::catalog::{Exercise, Half};
use crate::workspace::Workspace;

/// The scratch workspace. Nobody else writes there while this lives.
#[derive(Debug)]
pub struct Scratch {
    /// Its root folder.
    pub root: PathBuf,
    members: Vec<String>,
    _lock: File,
}

impl Scratch {
    /// Waits until no other `verify` is at work here.
    ///
    /// # Errors
    /// Where the folder cannot be made or locked.
    pub fn open(workspace: &Workspace) -> anyhow::Result<Scratch> {
        let root = workspace.root.join("target").join("verify");
        fs::create_dir_all(&root).with_context(|| format!("cannot make {}", root.display()))?;
        let path = root.join(".lock");
        let lock = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        lock.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        Ok(Scratch { root, members: Vec::new(), _lock: lock })
    }

    /// The folder of a package.
    pub fn folder(&self, package: &str) -> PathBuf {
        self.root.join(package)
    }

    /// Writes one variant as a package: the exercise under another name and with another `src/lib.rs`.
    ///
    /// # Errors
    /// Where the exercise cannot be read or the package not be written.
    pub fn add(&mut self, exercise: &Exercise, variant: &Variant) -> anyhow::Result<()> {
        let folder = self.folder(&variant.package);
        let mut wanted = vec![folder.join("src").join("lib.rs")];
        files::write(&wanted[0], &variant.source)?;
        for part in ["src", "tests"] {
            let from = exercise.folder.join(part);
            for path in files::below(&from, "").into_iter().filter(|path| *path != exercise.source()) {
                let Some(to) = place(path.strip_prefix(&from)?, variant.kind.half()) else { continue };
                let to = folder.join(part).join(to);
                let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                files::write(&to, &text)?;
                wanted.push(to);
            }
        }
        let left_over = ["src", "tests"].map(|part| files::below(&folder.join(part), ""));
        for path in left_over.into_iter().flatten().filter(|path| !wanted.contains(path)) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        let manifest = files::text(&exercise.manifest())?;
        let name = |package: &str| format!("name = \"{package}\"");
        files::write(
            &folder.join("Cargo.toml"),
            &manifest.replacen(&name(&exercise.package), &name(&variant.package), 1),
        )?;
        self.members.push(variant.package.clone());
        Ok(())
    }

    /// Writes the manifest of the workspace, and the lock file, so that no network is needed.
    ///
    /// # Errors
    /// Where the kit's own cannot be read, or these not be written.
    pub fn finish(&self, workspace: &Workspace) -> anyhow::Result<()> {
        let path = workspace.root.join("Cargo.toml");
        let root = files::text(&path).with_context(|| format!("cannot read {}", path.display()))?;
        files::write(&self.root.join("Cargo.toml"), &manifest(&root, &workspace.root, &self.members))?;
        let lock = workspace.root.join("Cargo.lock");
        fs::copy(&lock, self.root.join("Cargo.lock")).with_context(|| format!("cannot copy {}", lock.display()))?;
        Ok(())
    }
}

/// Where a file of the exercise goes: the tests of the half that judges the variant are its `check`, the others are left out.
fn place(path: &Path, half: Half) -> Option<PathBuf> {
    match (path.to_str(), half) {
        (Some("mob.rs"), Half::Mob) => Some("check.rs".into()),
        (Some("mob.rs"), Half::Alone) | (Some("check.rs"), Half::Mob) => None,
        _ => Some(path.to_path_buf()),
    }
}

/// The root manifest with other members: the same profiles, lints and versions, and the lab where it is.
fn manifest(root: &str, folder: &Path, members: &[String]) -> String {
    let quoted: Vec<String> = members.iter().map(|member| format!("\"{member}\"")).collect();
    let mut text = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n", quoted.join(", "));
    let folder = folder.display().to_string().replace('\\', "/");
    let mut own = false;
    for line in root.lines() {
        if line.starts_with('[') {
            own = line.trim() == "[workspace]";
        }
        if !own {
            text += &placed(line, &folder);
            text.push('\n');
        }
    }
    // A variant is built once and run for a moment, so its debug information and its many units only cost: a fifth of all that
    // is built. The lab and what it needs stay as in the kit, where they are built already.
    for member in members {
        text += &format!("\n[profile.dev.package.{member}]\ndebug = false\ncodegen-units = 1\n");
    }
    text
}

/// The line with a relative path made absolute.
fn placed(line: &str, folder: &str) -> String {
    match line.split_once("path = \"") {
        Some((before, path)) if !Path::new(path).is_absolute() => format!("{before}path = \"{folder}/{path}"),
        _ => line.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_keeps_all_but_the_members() {
        let root = "[workspace]\nmembers = [\n  \"a\",\n]\n\n[workspace.dependencies]\nlab = { path = \"exercises/lab\" }\n\
                    [profile.dev]\ndebug = false\n";
        let members = ["ok02".to_string(), "wt02-a".to_string()];
        assert_eq!(
            manifest(root, Path::new("/a kit"), &members),
            "[workspace]\nresolver = \"3\"\nmembers = [\"ok02\", \"wt02-a\"]\n\n[workspace.dependencies]\n\
             lab = { path = \"/a kit/exercises/lab\" }\n[profile.dev]\ndebug = false\n\n\
             [profile.dev.package.ok02]\ndebug = false\ncodegen-units = 1\n\n\
             [profile.dev.package.wt02-a]\ndebug = false\ncodegen-units = 1\n"
        );
    }
}
