//! Files, whatever ends their lines.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A text file with line feeds only: a checkout on Windows may have put carriage returns in.
///
/// # Errors
/// Where it cannot be read.
pub fn text(path: &Path) -> io::Result<String> {
    Ok(fs::read_to_string(path)?.replace("\r\n", "\n"))
}

/// Writes a file unless it has this content: what is unchanged is not built again.
///
/// # Errors
/// Where it cannot be written.
pub fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    use anyhow::Context as _;
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// All files below a folder with this ending, in order; folders of builds and hidden ones are left out, `.github` is not.
pub fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hidden = name.starts_with('.') && name != ".github";
        if path.is_dir() && !hidden && name != "target" {
            found.extend(below(&path, ending));
        } else if path.is_file() && name.ends_with(ending) {
            found.push(path);
        }
    }
    found
}
