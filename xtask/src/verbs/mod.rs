//! The verbs of the command line, one module each.

mod check;
mod compare;
mod completions;
mod debrief;
mod doctor;
mod explain;
mod hint;
pub mod home;
mod list;
mod lock;
pub mod mob;
mod next;
mod page;
mod pick;
mod plan;
mod play;
mod prepare;
mod read;
mod replay;
mod reset;
mod sections;
mod serve;
mod solution;
mod tlc;
mod verify;
mod watch;

use clap::{ArgMatches, Command};

use crate::catalog::{Catalog, Entry, Found};
use crate::exit::Exit;
use crate::progress::{self, Progress, State};
use crate::terminal::{Terminal, complain_in_sentences};
use crate::workspace::Workspace;

/// One verb.
pub struct Verb {
    /// What the user types.
    pub name: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// Adds its arguments.
    pub arguments: fn(Command) -> Command,
    /// Does it.
    pub run: fn(&Context, &ArgMatches) -> anyhow::Result<Exit>,
}

/// All verbs, in the order of the help.
pub const ALL: &[&Verb] = &[
    &list::VERB,
    &next::VERB,
    &read::VERB,
    &check::VERB,
    &watch::VERB,
    &explain::VERB,
    &replay::VERB,
    &page::VERB,
    &play::VERB,
    &hint::VERB,
    &debrief::VERB,
    &solution::VERB,
    &mob::VERB,
    &reset::RESET_VERB,
    &reset::UNDO_VERB,
    &tlc::VERB,
    &compare::VERB,
    &serve::VERB,
    &plan::VERB,
    &doctor::VERB,
    &completions::VERB,
    &prepare::VERB,
    &verify::VERB,
];

/// Where the verb runs.
pub struct Context {
    /// The kit.
    pub workspace: Workspace,
    /// Where it is shown.
    pub terminal: Terminal,
    /// It runs in `watch`: a save is a check.
    pub watched: bool,
}

impl Context {
    /// What was done so far. A log that cannot be read is told, and costs only the states.
    pub fn progress(&self) -> Progress {
        progress::read(&self.workspace.progress()).unwrap_or_else(|error| {
            complain_in_sentences(format!("warning: progress is not known: {error:#}"));
            Progress::default()
        })
    }

    /// The step after a look at something: the file to edit, and the command that looks again.
    pub fn edit_then(&self, source: &str, again: &str) -> String {
        if self.watched { format!("edit {source} and save it") } else { format!("edit {source}, then {again}") }
    }

    /// All exercises; a manifest that cannot be understood is told on standard error.
    ///
    /// # Errors
    /// Where the folder of exercises cannot be read.
    pub fn catalog_with_warnings(&self) -> anyhow::Result<Catalog> {
        let catalog = Catalog::read(&self.workspace)?;
        for entry in &catalog.entries {
            if let Found::Unclear(what) = &entry.found {
                complain_in_sentences(format!("warning: {what}"));
            }
        }
        Ok(catalog)
    }
}

/// The first exercise that is there and never passed. One that passed once is done, whatever a later check said of it.
pub fn first_not_done<'a>(catalog: &'a Catalog, progress: &Progress) -> Option<&'a Entry> {
    catalog.entries.iter().find(|entry| entry.is_there() && !progress.of(&entry.id).passed_once())
}

/// The command for the next exercise, first for its lecture, and which one it is.
pub fn onward(catalog: &Catalog, progress: &Progress) -> String {
    match first_not_done(catalog, progress) {
        Some(entry) if progress.of(&entry.id) == State::New && entry.lecture().is_some() => {
            format!("cargo xtask read {} --lecture, the lecture of {}", entry.argument(), entry.name())
        }
        Some(entry) => {
            let verb = if progress.of(&entry.id) == State::New { "read" } else { "check" };
            format!("cargo xtask {verb} {}, for {} ({} min)", entry.argument(), entry.name(), entry.minutes)
        }
        None => "cargo xtask check all, since all that are there have passed".to_string(),
    }
}
