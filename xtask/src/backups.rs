//! The learner's file: set back, brought back, replaced, and never lost.
//!
//! Before the file gets another content, what it holds is kept below `.progress/backups/`. Both writes are whole or not there,
//! so whenever the runner is killed, the old content is in the file or in a backup.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::catalog::{Entry, Exercise};
use crate::exit::{Exit, Stop};
use crate::files;
use crate::progress::{self, Held};
use crate::workspace::Workspace;

/// The learner's file of one exercise with its backups. As long as this lives, no other runner changes them.
pub struct Desk {
    /// The lock, for recording.
    pub held: Held,
    source: PathBuf,
    shipped: PathBuf,
    backups: PathBuf,
}

/// One earlier content.
struct Backup {
    number: u32,
    path: PathBuf,
}

impl Desk {
    /// Waits until no other runner changes a file.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::NotWritten`] where the progress folder cannot be written: no backup, no change.
    pub fn open(workspace: &Workspace, entry: &Entry, exercise: &Exercise) -> Result<Desk, Stop> {
        let held = progress::hold(&workspace.progress()).map_err(no_backup)?;
        let source = exercise.source();
        files::tidy(&source);
        let backups = workspace.progress().join("backups").join(&entry.id);
        Ok(Desk { held, source, shipped: workspace.solution(&entry.id).join("shipped").join("lib.rs"), backups })
    }

    /// What the file holds; none where it is not there.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn current(&self) -> anyhow::Result<Option<Vec<u8>>> {
        files::read(&self.source)
    }

    /// The file as shipped.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::NotReady`] where it is not in the kit.
    pub fn shipped(&self) -> anyhow::Result<Vec<u8>> {
        let missing = || {
            let what = format!("the file as shipped is not there: {}", self.shipped.display());
            Stop::new(Exit::NotReady, what, "get it back from the kit, as by git checkout -- solutions")
        };
        Ok(files::read(&self.shipped)?.ok_or_else(missing)?)
    }

    /// Gives the file another content; returns the backup of the old one, where it was neither as shipped nor known.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::NotWritten`] where one of the two cannot be written; nothing is lost then.
    pub fn replace(&self, content: &[u8]) -> anyhow::Result<Option<PathBuf>> {
        let kept = self.keep()?;
        self.make_newest(content)?;
        self.put(content)?;
        Ok(kept)
    }

    /// A backup with what the file is about to hold becomes the newest: what is older than it is then what the file held last.
    fn make_newest(&self, content: &[u8]) -> anyhow::Result<()> {
        let backups = self.backups()?;
        let Some((newest, others)) = backups.split_last() else { return Ok(()) };
        for backup in others {
            if files::read(&backup.path)?.as_deref() == Some(content) {
                let path = self.path(newest.number + 1);
                return fs::rename(&backup.path, path).map_err(|error| no_backup(error.into()).into());
            }
        }
        Ok(())
    }

    fn path(&self, number: u32) -> PathBuf {
        self.backups.join(format!("{number:04}-lib.rs"))
    }

    /// Brings back the newest backup that is older than what the file holds now.
    ///
    /// # Errors
    /// A [`Stop`] where there is none, or it cannot be written.
    pub fn restore(&self, entry: &Entry) -> anyhow::Result<(PathBuf, Option<PathBuf>)> {
        let current = self.current()?;
        let (mut same, mut other) = (None, Vec::new());
        for backup in self.backups()? {
            let content = fs::read(&backup.path).with_context(|| format!("cannot read {}", backup.path.display()))?;
            match current.as_ref() == Some(&content) {
                true => same = Some(backup.number),
                false => other.push((backup, content)),
            }
        }
        let older = |number: u32| same.is_none_or(|same| number < same);
        let Some((backup, content)) = other.into_iter().rfind(|(backup, _)| older(backup.number)) else {
            let (name, number) = (entry.name(), entry.argument());
            let (what, next) = if self.backups()?.is_empty() {
                let what = format!("nothing of yours was replaced in {name}, so nothing was kept");
                (what, format!("cargo xtask reset {number}, for the file as shipped"))
            } else {
                let what = format!("{name} has no older file\nwhat there is, is in .progress/backups/{}", entry.id);
                (what, format!("cargo xtask check {number}"))
            };
            return Err(Stop::new(Exit::WrongUse, what, next).into());
        };
        // Known content needs no second backup, and without one the next step back goes further.
        let kept = if same.is_some() { None } else { self.keep()? };
        self.put(&content)?;
        Ok((backup.path, kept))
    }

    fn put(&self, content: &[u8]) -> Result<(), Stop> {
        files::replace(&self.source, content).map_err(|error| {
            Stop::new(Exit::NotWritten, format!("{error:#}"), "make it writable, or close it elsewhere, and try again")
        })
    }

    fn keep(&self) -> anyhow::Result<Option<PathBuf>> {
        let Some(current) = self.current()? else { return Ok(None) };
        if files::read(&self.shipped)?.as_ref() == Some(&current) {
            return Ok(None);
        }
        let last = self.backups()?.pop();
        if let Some(last) = &last
            && files::read(&last.path)?.as_ref() == Some(&current)
        {
            return Ok(Some(last.path.clone()));
        }
        let number = last.map_or(0, |last| last.number) + 1;
        let path = self.path(number);
        files::replace(&path, &current).map_err(no_backup)?;
        Ok(Some(path))
    }

    /// From the oldest to the newest.
    fn backups(&self) -> anyhow::Result<Vec<Backup>> {
        let folder = match fs::read_dir(&self.backups) {
            Ok(folder) => folder,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", self.backups.display())),
        };
        let mut found = Vec::new();
        for file in folder {
            let path = file?.path();
            found.extend(number(&path).map(|number| Backup { number, path }));
        }
        found.sort_by_key(|backup| backup.number);
        Ok(found)
    }
}

fn number(path: &Path) -> Option<u32> {
    path.file_name()?.to_str()?.strip_suffix("-lib.rs")?.parse().ok()
}

fn no_backup(error: anyhow::Error) -> Stop {
    let what = format!("no backup can be kept, so nothing was changed: {error:#}");
    Stop::new(Exit::NotWritten, what, "make the folder .progress writable, and room on the disk")
}
