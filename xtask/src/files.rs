//! Files that are whole at every moment, also after a power cut: written aside, then put in place by a rename.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// Gives a file this content. Whoever reads it meanwhile sees the old content or the new one, never a part.
///
/// The caller holds the lock of the progress folder: the name of the file aside is always the same, so that a process that
/// was killed leaves at most one behind.
///
/// # Errors
/// Where the folder or the file cannot be written; the error names the file. The old content is then still there.
pub fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = place(path, &aside(path), |aside| write_through(aside, bytes))?;
    // Not every system can open a folder; where it cannot, a rename lasts without this.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// As [`replace`], for what can be made again: no lock need be held, since each process writes aside under a name of its own, and
/// nothing waits for the disk.
///
/// # Errors
/// As of [`replace`].
pub fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    place(path, &aside, |aside| fs::write(aside, bytes)).map(|_| ())
}

/// As [`put`], for whoever holds a lock of their own: the name aside is always the same, as of [`replace`].
///
/// # Errors
/// As of [`replace`].
pub fn put_alone(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    place(path, &aside(path), |aside| fs::write(aside, bytes)).map(|_| ())
}

/// The content; none where there is no such file.
///
/// # Errors
/// Where there is one that cannot be read.
pub fn read(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Another mark for other bytes: FNV-1a, so that each version of the runner makes the same.
pub fn mark<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    let fnv = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, fnv))
}

/// Removes what a process that was killed while replacing this file left behind.
pub fn tidy(path: &Path) {
    let _ = fs::remove_file(aside(path));
}

/// Has it written aside and puts it in place; its folder, which is made where it is missing.
fn place<'a>(path: &'a Path, aside: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> anyhow::Result<&'a Path> {
    let folder = path.parent().context("a file has a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    write(aside).and_then(|()| fs::rename(aside, path)).with_context(|| {
        // The first error is the one to tell.
        let _ = fs::remove_file(aside);
        format!("cannot write {}", path.display())
    })?;
    Ok(folder)
}

fn aside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.tmp"))
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
