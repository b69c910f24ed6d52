//! `prepare --vendor DIR`: the kit and its crates in one folder that can be copied to any place.

use std::fs;
use std::path::Path;
use std::time::Instant;

use lab::report::grouped;

pub use super::place::is_copy;

use super::build::{self, Place, Strange};
use super::place::{self, Folder, Note};
use super::{copy, crates, doctor, fetch, machine, megabytes, not_written, tell_built, took, well};
use crate::catalog::Catalog;
use crate::exit::{Exit, Stop};
use crate::verbs::Context;
use crate::verbs::doctor::{Finding, Health, probes};

/// What somebody reads who gets the folder.
const START: &str = include_str!("start.txt");
const START_FILE: &str = "START-HERE.txt";

/// Makes or renews the folder, and builds from it as a laptop would that never saw the kit.
///
/// # Errors
/// A [`Stop`] where it may not or cannot be written, or cannot be built.
pub fn run(context: &Context, catalog: &Catalog, asked: &Path, start: Instant) -> anyhow::Result<Exit> {
    let root = &context.workspace.root;
    let path = place::choose(&context.workspace, asked)?;
    machine(context)?;
    fetch(context)?;
    let mut folder = Folder::open(path)?;
    untouched(&folder)?;
    let files = write(context, &mut folder).map_err(|error| match error.downcast::<Stop>() {
        Ok(stop) => stop,
        Err(error) => not_written(&error, &folder.path),
    })?;
    let strange = Some(Strange::open(root)?);
    let built = build::all(&Place { root: &folder.path, strange }, catalog)?;
    if let Some(name) = built.not_compiled.first() {
        let what = format!("{name} does not compile as shipped");
        return Err(Stop::new(Exit::NotReady, what, "cargo xtask verify").into());
    }
    tell_built(context, &built);
    folder.note(&Note { complete: true, files })?;
    tell(context, &folder, start);
    Ok(Exit::Done)
}

/// Nobody's work is written over.
fn untouched(folder: &Folder) -> Result<(), Stop> {
    let progress = folder.path.join(".progress").join("log.jsonl");
    let has_progress = fs::metadata(progress).is_ok_and(|log| log.len() > 0);
    // Before the end of the first run nobody has worked there, and the two files need not fit together.
    let edited = if folder.before.complete { copy::worked_in(&folder.path, &folder.before.files) } else { Vec::new() };
    let seen = match edited.first() {
        Some(file) => format!("{file} was edited"),
        None if has_progress => "it has progress in .progress".to_string(),
        None => return Ok(()),
    };
    let what = format!("somebody works in {}: {seen}, so nothing was written", folder.path.display());
    Err(Stop::new(Exit::Refused, what, "name a new folder"))
}

/// Writes all of it, and says which files are the kit's.
fn write(context: &Context, folder: &mut Folder) -> anyhow::Result<Vec<String>> {
    let root = &context.workspace.root;
    let files = copy::files(root)?;
    let mut known = std::mem::take(&mut folder.before.files);
    known.extend(files.iter().filter(|file| !known.contains(file)).cloned().collect::<Vec<_>>());
    folder.note(&Note { complete: false, files: known.clone() })?;
    for file in files.iter().filter(|file| *file != ".cargo/config.toml") {
        copy::copy(root, file, &folder.path)?;
    }
    copy::remove(&folder.path, &known, &files)?;
    crates::configure(root, &folder.path)?;
    let start = START.replace("{rust}", &probes::wanted_version(root));
    copy::put(&folder.path.join(START_FILE), start.as_bytes())?;
    let seen = format!("{} files; exercises as shipped, no progress", grouped(files.len() as u64));
    doctor::show(context, &well("kit", seen));
    let changed = copy::uncommitted(root, &files);
    if !changed.is_empty() {
        let more = if changed.len() > 1 { format!(" and {} more", changed.len() - 1) } else { String::new() };
        let seen = format!("copied as here, not as committed: {}{more}", changed[0]);
        doctor::show(context, &Finding { name: "edits", health: Health::Lacking("git status".to_string()), seen });
    }
    crates::vendor(root, &folder.path)?;
    crates::prune(root, &folder.path)?;
    let size = copy::size(&folder.path.join(crates::FOLDER));
    let seen = format!("{} crates, {} files, {}", build::crates(root), grouped(size.files), megabytes(size.bytes));
    doctor::show(context, &well(crates::FOLDER, seen));
    Ok(files)
}

fn tell(context: &Context, folder: &Folder, start: Instant) {
    let shown = folder.path.display();
    let target = folder.path.join("target");
    if target.is_dir() {
        let health = Health::Lacking(format!("remove {} before you copy the folder", target.display()));
        let seen = format!("{} of builds that no other machine can use", megabytes(copy::size(&target).bytes));
        doctor::show(context, &Finding { name: "target", health, seen });
    }
    let time = took(start.elapsed());
    context.terminal.sentence(format!(
        "\nEverything is in {shown} ({time}), and builds from there with an empty cargo home and without a network. \
         Only Rust itself is to be installed on each laptop.\n\
         Next: copy {shown} to each laptop; START-HERE.txt in it says the rest"
    ));
}
