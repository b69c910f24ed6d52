//! `verify`: proves what the exercises promise, for maintainers and CI.
//!
//! A [`Subject`] is one exercise with what belongs to it; its variants go to the [`Scratch`] workspace, are built by one cargo
//! call, run, and judged. Everything that was looked at is a [`Row`] of the table.

mod build;
mod comparison;
mod files;
mod items;
mod judge;
mod ladders;
mod links;
mod marks;
mod pristine;
mod scratch;
mod stories;
mod subject;
mod table;
mod texts;
mod workshop;

use std::collections::BTreeMap;
use std::time::Instant;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Context, Verb, compare};
use crate::catalog::{Catalog, Entry};
use crate::exit::Exit;
use build::Built;
use ladders::{Job, Ran};
use scratch::Scratch;
use subject::{Kind, Subject, Variant};
use table::{Red, Row};

/// The verb.
pub const VERB: Verb =
    Verb { name: "verify", about: "For maintainers: proves what the exercises promise", arguments, run };

fn arguments(command: Command) -> Command {
    command
        .arg(Arg::new("exercise").value_name("N").help("2, 02, a name, a part of it, compare or plan [default: all]"))
        .arg(
            Arg::new("bless")
                .long("bless")
                .action(ArgAction::SetTrue)
                .help("Renews the stories, and what else is made"),
        )
}

/// An exercise and its variants.
struct Work<'a> {
    subject: Subject<'a>,
    variants: Vec<Variant>,
}

/// What became of all variants, by package.
struct Results {
    built: BTreeMap<String, Built>,
    ran: BTreeMap<String, Ran>,
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let catalog = Catalog::read(&context.workspace)?;
    let asked = matches.get_one::<String>("exercise");
    let only_compares = asked.is_some_and(|asked| asked == compare::NAME);
    let only_plans = asked.is_some_and(|asked| asked == workshop::NAME);
    let entries: Vec<&Entry> = match asked {
        Some(_) if only_compares || only_plans => Vec::new(),
        Some(asked) => {
            let entry = catalog.select(asked)?;
            entry.exercise()?;
            vec![entry]
        }
        None => catalog.entries.iter().filter(|entry| entry.is_there()).collect(),
    };
    let mut rows = Vec::new();
    let mut works = Vec::new();
    for entry in &entries {
        match Subject::read(&context.workspace, entry) {
            Ok(subject) => works.push(Work { variants: subject.variants(), subject }),
            Err(red) => rows.push(Row::new(&entry.name(), "files", "", vec![red])),
        }
    }
    let results = make(context, &works)?;
    for work in &works {
        rows.extend(look(context, work, &results, matches.get_flag("bless"))?);
    }
    if (asked.is_none() || only_compares)
        && let Some((count, reds)) = comparison::agrees(&context.workspace, matches.get_flag("bless"))?
    {
        rows.push(Row::new(
            "compare",
            "figures",
            format!("{count} tables and pictures are as they are searched"),
            reds,
        ));
    }
    rows.extend(workshop::agrees(&context.workspace, &catalog, matches.get_flag("bless"))?);
    let (count, dead) = links::alive(&context.workspace);
    rows.push(Row::new("texts", "links", format!("{count} links lead somewhere"), dead));
    table::print(&context.terminal, &rows);
    let variants = works.iter().map(|work| work.variants.len()).sum();
    Ok(end(context, &rows, entries.len(), variants, start))
}

/// Builds all variants and runs their ladders.
fn make(context: &Context, works: &[Work<'_>]) -> anyhow::Result<Results> {
    let mut scratch = Scratch::open(&context.workspace)?;
    for work in works {
        for variant in &work.variants {
            scratch.add(work.subject.exercise, variant)?;
        }
    }
    scratch.finish(&context.workspace)?;
    let packages = works.iter().map(|work| work.variants.len()).sum();
    if packages == 0 {
        return Ok(Results { built: BTreeMap::new(), ran: BTreeMap::new() });
    }
    let built = build::build(&context.workspace, &scratch, packages)?;
    let mut jobs = Vec::new();
    for work in works {
        for variant in &work.variants {
            if let Some(program) = built.get(&variant.package).and_then(|built| built.program.as_ref()) {
                let ladder = variant.kind.ladder(work.subject.exercise);
                let job = Job::new(&scratch.root, &variant.package, program, ladder);
                jobs.push(Job { to_the_first_red: variant.kind == Kind::WrongTurn, ..job });
            }
        }
    }
    Ok(Results { built, ran: ladders::run(jobs)? })
}

/// All rows of one exercise.
fn look(context: &Context, work: &Work<'_>, results: &Results, bless: bool) -> anyhow::Result<Vec<Row>> {
    let (workspace, subject) = (&context.workspace, &work.subject);
    let name = subject.entry.name();
    let row = |what, good: &str, reds| Row::new(&name, what, good, reds);
    let judged = |kind: Kind, mut reds: Vec<Red>| {
        let nothing = Built::default();
        for variant in work.variants.iter().filter(|variant| variant.kind == kind) {
            let built = results.built.get(&variant.package).unwrap_or(&nothing);
            reds.extend(judge::judge(subject, variant, built, results.ran.get(&variant.package)));
        }
        reds
    };
    let mut rows = vec![
        row("pristine", "the copy is the exercise as committed", pristine::agrees(workspace, subject)),
        row("shipped", "fails the tests and rules that it declares, no others", judged(Kind::Shipped, Vec::new())),
        row("solution", "passes", judged(Kind::Solution, Vec::new())),
        row(
            "alternatives",
            &format!("{} pass", subject.alternatives.len()),
            judged(Kind::Alternative, texts::alternatives(workspace, subject)),
        ),
        row(
            "wrong turns",
            &format!("{} break what they say", subject.wrong_turns.len()),
            judged(Kind::WrongTurn, texts::patches(workspace, subject)),
        ),
    ];
    if subject.mob.is_some() {
        let reds = judged(Kind::MobEnd, judged(Kind::MobStart, Vec::new()));
        rows.push(row("mob's half", "the passed file fails as declared, the reference passes", reds));
    }
    rows.extend([
        row("public items", "exercise and solution agree", items::agree(subject)),
        row("hints", "three, without a line of the answer", texts::hints(workspace, subject)),
        row("texts", "task and debrief have their parts", texts::parts(workspace, subject)),
    ]);
    let shipped = work.variants.iter().find(|variant| variant.kind == Kind::Shipped);
    if let Some(Ok(steps)) = shipped.and_then(|variant| results.ran.get(&variant.package)) {
        let wrong = work.variants.iter().filter(|variant| variant.kind == Kind::WrongTurn);
        let wrong = wrong.filter_map(|variant| match results.ran.get(&variant.package) {
            Some(Ok(steps)) => Some((variant.name.as_str(), steps.as_slice())),
            _ => None,
        });
        let (count, reds) = stories::agree(workspace, subject, steps, &wrong.collect(), bless)?;
        rows.push(row("stories", &format!("{count} files are as the pristine copy tells them"), reds));
    }
    Ok(rows)
}

fn end(context: &Context, rows: &[Row], exercises: usize, variants: usize, start: Instant) -> Exit {
    let reds: usize = rows.iter().map(|row| row.reds.len()).sum();
    let seconds = start.elapsed().as_secs();
    let plural = if exercises == 1 { "" } else { "s" };
    let looked = format!("{exercises} exercise{plural}, {variants} variants, {seconds} s");
    if reds == 0 {
        context.terminal.line(format!("\nAll of it holds: {looked}."));
        return Exit::Done;
    }
    context.terminal.line(format!("\n{reds} RED: {looked}.\nNext: mend them as said, then cargo xtask verify"));
    Exit::NotPassed
}
