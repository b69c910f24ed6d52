//! `read`: the task of an exercise, or a chapter, in the terminal.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::sections::{self, Fold};
use super::{Context, Verb, mob, pick};
use crate::catalog::{Catalog, Entry};
use crate::exit::{Exit, Stop};
use crate::markdown::{self, Links};
use crate::progress::State;
use crate::terminal::Paint;

/// The verb.
pub const VERB: Verb = Verb { name: "read", about: "The task of an exercise, or a chapter", arguments, run };

/// The instructor's guide, a chapter.
const GUIDE: &str = "instructor.md";

fn arguments(command: Command) -> Command {
    let flag = |name, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    command
        .arg(pick::argument().help("an exercise, or a chapter by a part of its name [default: where you are]"))
        .arg(flag("lecture", "The chapter that belongs to the exercise"))
        .arg(flag("answers", "The chapter's questions with their answers"))
        .arg(flag("instructor", "What leads the room: of an exercise, or of a chapter").conflicts_with("answers"))
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let asked = matches.get_one::<String>("exercise").map(String::as_str);
    let entry = match pick::one(context, &catalog, asked, &[]) {
        Ok(entry) => entry,
        Err(stop) => {
            // What is no exercise may be a chapter.
            let Some(path) = asked.and_then(|asked| chapter(&context.workspace.chapters(), asked)) else {
                return Err(if asked.is_some() { not_there(context, stop) } else { stop }.into());
            };
            chapter_page(context, &path, &stem(&path), matches)?;
            let next = if path.ends_with(GUIDE) { "plan" } else { "next" };
            context.terminal.sentence(format!("Next: cargo xtask {next}"));
            return Ok(Exit::Done);
        }
    };
    let exercise = entry.exercise()?;
    let number = entry.argument();
    if matches.get_flag("lecture") {
        let path = lecture(context, entry, exercise.lecture.as_deref())?;
        chapter_page(context, &path, &format!("{number} --lecture"), matches)?;
        context.terminal.sentence(format!("Next: cargo xtask read {number}"));
    } else if let Some(section) = matches.get_flag("instructor").then(|| guide(context, entry)).flatten() {
        show(context, &context.workspace.chapters().join(GUIDE), &section);
        context.terminal.sentence(format!("Next: cargo xtask read {number} --lecture --instructor"));
    } else if let Some((flag, _)) = held_back(matches) {
        let what = format!("--{flag} is of a chapter, and {} is an exercise", entry.name());
        let next = format!("cargo xtask read {number} --lecture --{flag}");
        return Err(Stop::new(Exit::WrongUse, what, next).into());
    } else {
        let task = text(context, &exercise.readme())?;
        show(context, &exercise.readme(), &task);
        let source = context.workspace.shown(&exercise.source());
        if exercise.lecture.is_some() {
            context.terminal.sentence(format!("Its lecture: cargo xtask read {number} --lecture"));
        }
        let check = format!("cargo xtask check {number}");
        let is_new = context.progress().of(&entry.id) == State::New && !context.watched;
        let next = match mob::next_step_at(context, entry) {
            Some(next) => next,
            None if is_new && task.contains("\n## Predict first\n") => format!("predict, then {check}"),
            None => context.edit_then(&source, &check),
        };
        context.terminal.sentence(format!("Next: {next}"));
    }
    Ok(Exit::Done)
}

/// Neither an exercise nor a chapter: says which chapters there are.
fn not_there(context: &Context, stop: Stop) -> Stop {
    let mut names: Vec<String> = chapters(&context.workspace.chapters()).iter().map(|path| stem(path)).collect();
    names.retain(|name| name != "SUMMARY");
    if names.is_empty() {
        return stop;
    }
    let list = markdown::verbatim(&names.join(", "), &context.terminal, "  ", "  ");
    Stop { what: format!("{}\nand no chapter; there are:\n{list}", stop.what), ..stop }
}

/// What of a chapter's folds is asked for.
fn held_back(matches: &ArgMatches) -> Option<(&'static str, Fold)> {
    [("answers", Fold::Answer), ("instructor", Fold::Instructor)].into_iter().find(|(flag, _)| matches.get_flag(flag))
}

/// A chapter without its answers and its note for the instructor, or only those; `name` is what is typed for it.
fn chapter_page(context: &Context, path: &Path, name: &str, matches: &ArgMatches) -> anyhow::Result<()> {
    let text = text(context, path)?;
    if let Some((flag, fold)) = held_back(matches) {
        if !sections::holds(&text, fold) {
            let what = match fold {
                Fold::Instructor => "has no note for the instructor",
                _ => "has no questions with answers",
            };
            let what = format!("{} {what}, so --{flag} shows nothing", context.workspace.shown(path));
            return Err(Stop::new(Exit::WrongUse, what, format!("cargo xtask read {name}")).into());
        }
        show(context, path, &sections::open(&text, fold));
        return Ok(());
    }
    show(context, path, &sections::closed(&text, |_| None));
    let held =
        [(Fold::Answer, "answers with --answers"), (Fold::Instructor, "the instructor's note with --instructor")];
    let held = held.into_iter().filter(|(fold, _)| sections::holds(&text, *fold));
    let held: Vec<&str> = held.map(|(_, what)| what).collect();
    if !held.is_empty() {
        let line = format!("(kept back: {})", held.join(", "));
        context.terminal.line(context.terminal.paint(Paint::Faint, &line));
    }
    Ok(())
}

/// What the instructor's guide says of an exercise: from its heading to the next; none where it says nothing.
fn guide(context: &Context, entry: &Entry) -> Option<String> {
    let text = fs::read_to_string(context.workspace.chapters().join(GUIDE)).ok()?;
    let heading = format!("### {}", entry.name());
    let mut lines = text.lines().skip_while(|line| *line != heading);
    let first = lines.next()?;
    let section = lines.take_while(|line| !line.starts_with("## ") && !line.starts_with("### "));
    Some([first].into_iter().chain(section).flat_map(|line| [line, "\n"]).collect())
}

fn show(context: &Context, path: &Path, text: &str) {
    context.terminal.line(markdown::render(text, &context.terminal, &Links::of(&context.workspace, path)));
    context.terminal.line("");
}

fn text(context: &Context, path: &Path) -> anyhow::Result<String> {
    let text = fs::read(path).map_err(|error| {
        let what = format!("cannot read {}: {error}", context.workspace.shown(path));
        Stop::new(Exit::NotReady, what, "get it back from the kit, as by git checkout")
    })?;
    String::from_utf8(text).with_context(|| format!("{} is no text", path.display()))
}

fn lecture(context: &Context, entry: &Entry, name: Option<&str>) -> Result<PathBuf, Stop> {
    let found = name.and_then(|name| chapter(&context.workspace.chapters(), name));
    found.ok_or_else(|| {
        let what = match name {
            None => format!("no chapter belongs to exercise {}", entry.name()),
            Some(name) => format!("the chapter `{name}` of exercise {} is not there yet", entry.name()),
        };
        Stop::new(Exit::WrongUse, what, format!("cargo xtask read {}", entry.argument()))
    })
}

/// The file with this name, with or without `.md`, else the first whose name has it in it.
fn chapter(folder: &Path, name: &str) -> Option<PathBuf> {
    let name = name.trim_end_matches(".md").rsplit(['/', '\\']).next()?.to_lowercase();
    let files = chapters(folder);
    let stem = |path: &PathBuf| stem(path).to_lowercase();
    let exact = files.iter().find(|path| stem(path) == name);
    let part = || files.iter().find(|path| !name.is_empty() && stem(path).contains(&name));
    exact.or_else(part).cloned()
}

/// All chapters, by name.
fn chapters(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
