//! `prepare`: everything that a room without a network needs, fetched, built and proved at home; with `--vendor` as one folder.

mod build;
mod copy;
mod crates;
mod extras;
mod place;
mod proof;
mod vendor;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Arg, ArgMatches, Command, value_parser};
use lab::report::grouped;

use self::build::{Built, Place};
use super::doctor::{self, Finding, Health, probes};
use super::{Context, Verb};
use crate::catalog::Catalog;
use crate::exit::{Exit, Stop};

pub use proof::finding as offline;

/// The verb.
pub const VERB: Verb =
    Verb { name: "prepare", about: "At home: all that a room without a network needs", arguments, run };

fn arguments(command: Command) -> Command {
    command.arg(
        Arg::new("vendor")
            .long("vendor")
            .value_name("DIR")
            .value_parser(value_parser!(PathBuf))
            .help("Kit and crates in one folder, for laptops with no network"),
    )
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let catalog = Catalog::read(&context.workspace)?;
    match matches.get_one::<PathBuf>("vendor") {
        None => at_home(context, &catalog, start),
        Some(folder) => vendor::run(context, &catalog, folder, start),
    }
}

fn at_home(context: &Context, catalog: &Catalog, start: Instant) -> anyhow::Result<Exit> {
    machine(context)?;
    fetch(context)?;
    let place = Place::home(&context.workspace.root);
    let built = build::all(&place, catalog)?;
    let target = build::target(&context.workspace.root)?;
    proof::keep(context, &target)?;
    tell_built(context, &built);
    let used = format!("{} in {}", megabytes(copy::size(&target).bytes), context.workspace.shown(&target));
    doctor::show(context, &well("used", format!("{used}, {}", took(start.elapsed()))));
    for extra in extras::all(context)? {
        doctor::show(context, &extra);
    }
    if !built.not_compiled.is_empty() {
        let list = built.not_compiled.join(", ");
        context
            .terminal
            .sentence(format!("\nAs you left it, this does not compile: {list}. All that it needs is built."));
    }
    context.terminal.sentence("\nThis machine needs no network any more.\nNext: cargo xtask next");
    Ok(Exit::Done)
}

/// What nothing can be built without; shown, and the first that is missing ends the verb.
fn machine(context: &Context) -> anyhow::Result<()> {
    for probe in [probes::toolchain, probes::linker, probes::disk] {
        let finding = probe(context)?;
        doctor::show(context, &finding);
        if let Health::Ill(cure) = finding.health {
            let what = format!("nothing can be built here: {}: {}", finding.name, finding.seen);
            return Err(Stop::new(Exit::NotReady, what, format!("{cure}, then cargo xtask prepare")).into());
        }
    }
    Ok(())
}

fn fetch(context: &Context) -> anyhow::Result<()> {
    let fetched = build::fetch(&context.workspace.root)?;
    let crates = build::crates(&context.workspace.root);
    let seen = if fetched { format!("{crates} are here now") } else { format!("all {crates} were here") };
    doctor::show(context, &well("crates", seen));
    Ok(())
}

fn tell_built(context: &Context, built: &Built) {
    let Built { exercises, halves, took: time, .. } = built;
    let more = if built.compare { ", compare" } else { "" };
    let seen = format!(
        "{exercises} exercises, {halves} halves for the mob{more} and the runner, without a network, {}",
        took(*time)
    );
    doctor::show(context, &well("build", seen));
}

fn well(name: &'static str, seen: String) -> Finding {
    Finding { name, health: Health::Well, seen }
}

fn took(time: Duration) -> String {
    match time.as_secs() + 1 {
        seconds @ ..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", grouped(bytes.div_ceil(1_000_000)))
}

/// What could not be written, and what to do.
fn not_written(error: &anyhow::Error, folder: &Path) -> Stop {
    let next = format!("see that {} can be written and has room, then the same again", folder.display());
    Stop::new(Exit::NotWritten, format!("{error:#}"), next)
}
