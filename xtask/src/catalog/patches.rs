//! Wrong turns and alternatives: patches against the file as shipped, each below a heading that says what the idea is.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// One patch and its heading.
#[derive(Clone, Debug)]
pub struct Patch {
    /// The name of its file without the ending, such as `swapped-order`.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The idea in a few words: the first line.
    pub title: String,
    /// All that stands before the first `--- `.
    pub heading: String,
    /// What it breaks first, where the heading says so.
    pub breaks: Option<Breaks>,
    diff: String,
}

/// What a wrong turn breaks first: the line `breaks: <test>: <rule>: <n> faults` of its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breaks {
    /// The first test of the ladder that is not green.
    pub test: String,
    /// The sentence of the rule.
    pub rule: String,
    /// How many faults it takes.
    pub faults: usize,
}

impl Patch {
    /// All patches of a folder, by name; none where there is no such folder.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn read_all(folder: &Path) -> anyhow::Result<Vec<Patch>> {
        let Ok(files) = std::fs::read_dir(folder) else {
            return Ok(Vec::new());
        };
        let mut paths: Vec<PathBuf> = files.map(|file| Ok(file?.path())).collect::<std::io::Result<_>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "patch"));
        paths.sort();
        paths.into_iter().map(Patch::read).collect()
    }

    fn read(path: PathBuf) -> anyhow::Result<Patch> {
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        // A checkout on Windows may have put carriage returns in.
        let text = text.replace("\r\n", "\n");
        let start = if text.starts_with("--- ") { 0 } else { text.find("\n--- ").map_or(text.len(), |at| at + 1) };
        let (heading, diff) = text.split_at(start);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Patch {
            name,
            title: heading.lines().next().unwrap_or_default().trim().to_string(),
            heading: heading.trim().to_string(),
            breaks: heading.lines().rev().find_map(|line| breaks(line.trim())),
            diff: diff.to_string(),
            path,
        })
    }

    /// The file with the patch in it. Each line of context has to be as the patch says.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn apply(&self, shipped: &str) -> Result<String, String> {
        let patch = diffy::Patch::from_str(&self.diff).map_err(|error| error.to_string())?;
        if patch.hunks().is_empty() {
            return Err("it changes nothing".to_string());
        }
        diffy::apply(&shipped.replace("\r\n", "\n"), &patch).map_err(|error| error.to_string())
    }
}

fn breaks(line: &str) -> Option<Breaks> {
    let (test, rest) = line.strip_prefix("breaks: ")?.split_once(": ")?;
    let (rule, faults) = rest.rsplit_once(": ")?;
    let faults = faults.strip_suffix(" faults").or(faults.strip_suffix(" fault"))?.parse().ok()?;
    Some(Breaks { test: test.to_string(), rule: rule.to_string(), faults })
}

impl std::fmt::Display for Breaks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let faults = if self.faults == 1 { "fault" } else { "faults" };
        write!(f, "breaks: {}: {}: {} {faults}", self.test, self.rule, self.faults)
    }
}
