//! Where the kit is on this machine: the root folder and the paths below it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The root folder of the kit.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder that has `exercises/` and `xtask/`.
    pub root: PathBuf,
    /// The folder from which the runner was called.
    pub here: PathBuf,
}

impl Workspace {
    /// Walks up from the current folder; if that leads nowhere, takes the place where the runner was built.
    ///
    /// # Errors
    /// Where there is no current folder, as after it was deleted.
    pub fn find() -> anyhow::Result<Workspace> {
        let here = std::env::current_dir().context("the current folder is not there any more")?;
        let built = || Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf);
        let root = here.ancestors().find(|folder| is_root(folder)).map(Path::to_path_buf).or_else(built);
        let root = root.context("the runner was built in a folder without a parent")?;
        Ok(Workspace { root, here })
    }

    /// `exercises/`.
    pub fn exercises(&self) -> PathBuf {
        self.root.join("exercises")
    }

    /// `solutions/`.
    pub fn solutions(&self) -> PathBuf {
        self.root.join("solutions")
    }

    /// `solutions/NN-slug/`.
    pub fn solution(&self, id: &str) -> PathBuf {
        self.solutions().join(id)
    }

    /// `lectures/src/`, where the chapters are.
    pub fn chapters(&self) -> PathBuf {
        self.root.join("lectures").join("src")
    }

    /// `.progress/`, where the log is.
    pub fn progress(&self) -> PathBuf {
        self.root.join(".progress")
    }

    /// `target/lab/`, where tests leave their reports, as far as that can be told without asking cargo: beside the runner, which
    /// cargo built into the same target folder.
    pub fn reports(&self) -> PathBuf {
        let told = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
        let told = told.map(|folder| self.root.join(folder));
        let own = || target_of(&std::env::current_exe().ok()?).map(Path::to_path_buf);
        told.or_else(own).unwrap_or_else(|| self.root.join("target")).join("lab")
    }

    /// The name of the folder below `exercises/` in which the user stands.
    pub fn standing_in(&self) -> Option<String> {
        let below = self.here.strip_prefix(self.exercises()).ok()?;
        Some(below.components().next()?.as_os_str().to_str()?.to_string())
    }

    /// A path as it is shown: relative to the folder the user stands in where that is shorter to type, with `/`.
    pub fn shown(&self, path: &Path) -> String {
        let below = |base: &Path| path.strip_prefix(base).ok().map(Path::to_path_buf);
        let relative = below(&self.here).or_else(|| below(&self.root)).unwrap_or_else(|| path.to_path_buf());
        let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        if relative.is_absolute() { relative.display().to_string() } else { parts.join("/") }
    }
}

/// The target folder that holds this program: cargo marks it with a file.
pub fn target_of(program: &Path) -> Option<&Path> {
    program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file())
}

fn is_root(folder: &Path) -> bool {
    folder.join("exercises").is_dir()
        && folder.join("xtask").is_dir()
        && std::fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
}
