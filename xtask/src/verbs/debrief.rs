//! `debrief`: why it works, what it costs, and the questions; on demand the answers to them.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::sections::{self, Fold};
use super::{Context, Verb, lock, onward, pick};
use crate::catalog::{Catalog, Entry};
use crate::exit::{Exit, Stop};
use crate::markdown::{self, Links};
use crate::progress::PASSED;
use crate::{files, terminal::Paint};

/// The verb.
pub const VERB: Verb = Verb { name: "debrief", about: "Why the answer works; after a pass", arguments, run };

fn arguments(command: Command) -> Command {
    let flag = |name, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    lock::arguments(
        command
            .arg(pick::argument().help("2, 02, a name, or a part of it [default: the last one passed]"))
            .arg(flag("answers", "The questions with their answers"))
            .arg(flag("mob", "Where the mob's half leads").conflicts_with("answers")),
    )
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[PASSED])?;
    let path = context.workspace.solution(&entry.id).join("README.md");
    let Some(text) = files::read(&path)? else {
        let what = format!("exercise {} has no debrief: {} is not there", entry.name(), context.workspace.shown(&path));
        return Err(Stop::new(Exit::WrongUse, what, "cargo xtask next").into());
    };
    lock::open(context, entry, exercise, matches)?;
    let text = String::from_utf8_lossy(&text);
    let asked = [("answers", Fold::Answer), ("mob", Fold::Mob)].into_iter().find(|(flag, _)| matches.get_flag(flag));
    let number = entry.argument();
    let page = match asked {
        Some((_, fold)) if !sections::holds(&text, fold) => return Err(nothing_held(entry, fold).into()),
        Some((_, fold)) => sections::open(&text, fold),
        None => sections::closed(&text, |fold| {
            (fold == Fold::Mob).then(|| format!("(where it leads: `debrief {number} --mob`)"))
        }),
    };
    let terminal = &context.terminal;
    terminal.line(markdown::render(&page, terminal, &Links::of(&context.workspace, &path)));
    terminal.line("");
    if asked.is_none() && sections::holds(&text, Fold::Answer) {
        terminal.line(
            terminal.paint(Paint::Faint, &format!("(settle the questions first, then: debrief {number} --answers)")),
        );
    }
    terminal.sentence(format!("Next: {}", onward(&catalog, &context.progress())));
    Ok(Exit::Done)
}

fn nothing_held(entry: &Entry, fold: Fold) -> Stop {
    let what =
        if fold == Fold::Mob { "says nothing of where a mob's half leads" } else { "has no questions with answers" };
    Stop::new(
        Exit::WrongUse,
        format!("the debrief of {} {what}", entry.name()),
        format!("cargo xtask debrief {}", entry.argument()),
    )
}
