//! All exercises: those of the plan, and those whose folders are there.

mod known;
mod manifest;
mod patches;
mod select;

use std::path::{Path, PathBuf};

use anyhow::Context as _;

pub use known::MODULES;
pub use manifest::{Rung, Shipped};
pub use patches::{Breaks, Patch};
pub use select::distance;

use crate::exit::{Exit, Stop};
use crate::files;
use crate::workspace::Workspace;

/// All exercises in their order.
#[derive(Debug)]
pub struct Catalog {
    /// Those without a number first, then by number.
    pub entries: Vec<Entry>,
}

/// One exercise, there or not.
#[derive(Debug)]
pub struct Entry {
    /// The name of its folder, such as `02-lost-or-ghost`.
    pub id: String,
    /// The number; none for a warm-up.
    pub number: Option<u8>,
    /// The name without the number.
    pub slug: String,
    /// The name for people.
    pub title: String,
    /// The module, from 1; 0 is before the first.
    pub module: u8,
    /// How long one takes alone, in minutes.
    pub minutes: u32,
    /// What is in its folder.
    pub found: Found,
}

/// What is in the folder of an exercise.
#[derive(Debug)]
pub enum Found {
    /// The folder is not there yet.
    NotThere,
    /// A manifest that cannot be understood: all that is wrong, one a line.
    Unclear(String),
    /// An exercise that can be checked.
    Exercise(Exercise),
}

/// What is needed to check an exercise.
#[derive(Debug)]
pub struct Exercise {
    /// Its folder.
    pub folder: PathBuf,
    /// The name of its cargo package.
    pub package: String,
    /// The tests in their order; never empty.
    pub ladder: Vec<Rung>,
    /// The tests of the mob's half in their order; empty where it has none.
    pub mob: Vec<Rung>,
    /// How long the mob's half takes, in minutes; 0 where there is none.
    pub mob_minutes: u32,
    /// The chapter that belongs to it: a name in `lectures/src`.
    pub lecture: Option<String>,
    /// Why there is no scenario whose steps a person could choose; none where there is.
    pub not_played: Option<String>,
}

/// The two halves of an exercise: one alone, one with the mob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// `tests/check.rs`.
    Alone,
    /// `tests/mob.rs`.
    Mob,
}

impl Half {
    /// The name of its test program, as cargo knows it.
    pub fn target(self) -> &'static str {
        match self {
            Half::Alone => "check",
            Half::Mob => "mob",
        }
    }

    /// What is typed behind the number of an exercise: nothing, or ` --mob`.
    pub fn flag(self) -> &'static str {
        match self {
            Half::Alone => "",
            Half::Mob => " --mob",
        }
    }

    /// What stands behind the name of an exercise: nothing, or `, the mob's half`.
    pub fn words(self) -> &'static str {
        match self {
            Half::Alone => "",
            Half::Mob => ", the mob's half",
        }
    }
}

impl Exercise {
    /// The tests of a half in their order.
    pub fn rungs(&self, half: Half) -> &[Rung] {
        match half {
            Half::Alone => &self.ladder,
            Half::Mob => &self.mob,
        }
    }

    /// The task.
    pub fn readme(&self) -> PathBuf {
        self.folder.join("README.md")
    }

    /// The one file to edit.
    pub fn source(&self) -> PathBuf {
        self.folder.join("src").join("lib.rs")
    }

    /// The mark of that file as it is now; none where it cannot be read.
    pub fn mark(&self) -> Option<String> {
        files::read(&self.source()).ok()?.map(|bytes| files::mark(&bytes))
    }

    /// The manifest, where the ladder is.
    pub fn manifest(&self) -> PathBuf {
        self.folder.join("Cargo.toml")
    }
}

impl Entry {
    /// Number and name as people read it: `02 lost-or-ghost`.
    pub fn name(&self) -> String {
        match self.number {
            Some(number) => format!("{number:02} {}", self.slug),
            None => self.slug.clone(),
        }
    }

    /// What to type for this exercise.
    pub fn argument(&self) -> String {
        self.number.map_or_else(|| self.slug.clone(), |number| number.to_string())
    }

    /// The name of the chapter that belongs to it.
    pub fn lecture(&self) -> Option<&str> {
        match &self.found {
            Found::Exercise(exercise) => exercise.lecture.as_deref(),
            Found::NotThere | Found::Unclear(_) => None,
        }
    }

    /// Whether its folder is there.
    pub fn is_there(&self) -> bool {
        !matches!(self.found, Found::NotThere)
    }

    /// The exercise, if it can be checked.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::WrongUse`] where it is not there yet, or its manifest cannot be understood.
    pub fn exercise(&self) -> Result<&Exercise, Stop> {
        match &self.found {
            Found::Exercise(exercise) => Ok(exercise),
            Found::NotThere => Err(Stop::new(
                Exit::WrongUse,
                format!("exercise {} is not there yet", self.name()),
                "cargo xtask list, which says what is there",
            )),
            Found::Unclear(what) => {
                Err(Stop::new(Exit::WrongUse, what, format!("mend exercises/{}/Cargo.toml", self.id)))
            }
        }
    }
}

impl Catalog {
    /// The exercise with this folder.
    pub fn with_id(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// How long the exercise with this number takes in the plan, in minutes.
    pub fn minutes_known(number: u8) -> Option<u32> {
        known::EXERCISES.iter().find(|known| known.number == number).map(|known| known.minutes)
    }

    /// Reads the folder `exercises/`. A manifest that cannot be understood costs only its own exercise.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn read(workspace: &Workspace) -> anyhow::Result<Catalog> {
        let root = workspace.exercises();
        let mut entries: Vec<Entry> = Vec::new();
        let folders = std::fs::read_dir(&root).with_context(|| format!("cannot read the folder {}", root.display()))?;
        for folder in folders {
            let folder = folder?.path();
            entries.extend(entry(workspace, &folder));
        }
        for known in known::EXERCISES {
            let id = format!("{:02}-{}", known.number, known.slug);
            if !entries.iter().any(|entry| entry.id == id) {
                entries.push(planned(&known, id));
            }
        }
        entries.sort_by(|a, b| (a.number, &a.slug).cmp(&(b.number, &b.slug)));
        Ok(Catalog { entries })
    }
}

fn planned(known: &known::Known, id: String) -> Entry {
    Entry {
        id,
        number: Some(known.number),
        slug: known.slug.to_string(),
        title: known.title.to_string(),
        module: known.module,
        minutes: known.minutes,
        found: Found::NotThere,
    }
}

/// The exercise in a folder; none where there is another thing, such as the lab.
fn entry(workspace: &Workspace, folder: &Path) -> Option<Entry> {
    let id = folder.file_name()?.to_str()?.to_string();
    let (number, slug) = split(&id);
    let path = folder.join("Cargo.toml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        // A folder left over, without a manifest, is no exercise.
        Err(error) if number.is_none() || error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => return Some(unclear(workspace, &id, &path, &[error.to_string()])),
    };
    let (package, metadata) = match manifest::read(&text, number, slug) {
        Ok(None) => return None,
        Err(_) if number.is_none() && !text.contains("metadata.exercise") => return None,
        Err(wrong) => return Some(unclear(workspace, &id, &path, &wrong)),
        Ok(Some(read)) => read,
    };
    if !folder.join("tests").join("check.rs").is_file() {
        let wrong = "the package has no tests/check.rs, where the tests of the ladder are".to_string();
        return Some(unclear(workspace, &id, &path, &[wrong]));
    }
    Some(Entry {
        number,
        slug: slug.to_string(),
        title: metadata.title,
        module: metadata.module,
        minutes: metadata.minutes,
        found: Found::Exercise(Exercise {
            folder: folder.to_path_buf(),
            package,
            ladder: metadata.ladder,
            mob: metadata.mob,
            mob_minutes: metadata.mob_minutes,
            lecture: metadata.lecture,
            not_played: metadata.not_played,
        }),
        id,
    })
}

/// An exercise whose manifest cannot be understood; what the plan says of it still holds.
fn unclear(workspace: &Workspace, id: &str, path: &Path, wrong: &[String]) -> Entry {
    let (number, slug) = split(id);
    let known = known::EXERCISES.iter().find(|known| Some(known.number) == number && known.slug == slug);
    let mut entry = known.map_or_else(|| stranger(id, number, slug), |known| planned(known, id.to_string()));
    let lines: Vec<_> = wrong.iter().map(|what| format!("{}: {what}", workspace.shown(path))).collect();
    entry.found = Found::Unclear(lines.join("\n"));
    entry
}

fn stranger(id: &str, number: Option<u8>, slug: &str) -> Entry {
    let (id, slug) = (id.to_string(), slug.to_string());
    Entry { id, number, title: slug.clone(), slug, module: 0, minutes: 0, found: Found::NotThere }
}

/// `02-lost-or-ghost` is 2 and `lost-or-ghost`; a name without two digits in front has no number.
fn split(id: &str) -> (Option<u8>, &str) {
    match id.split_once('-') {
        Some((digits, slug)) if digits.len() == 2 => match digits.parse() {
            Ok(number) => (Some(number), slug),
            Err(_) => (None, id),
        },
        _ => (None, id),
    }
}
