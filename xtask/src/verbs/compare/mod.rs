//! `compare`: what each technique survives, and what it costs. The package `compare` searches and measures; here it is shown.

mod markdown;
mod picture;
mod replay;
mod show;
mod table;

use std::time::Duration;

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command as Clap};

use super::{Context, Verb};
use crate::cargo;
use crate::exit::{Exit, Stop};
use crate::process::Ended;
use crate::workspace::Workspace;

pub use markdown::{PICTURE, part, parts};
pub use picture::svg;
pub use replay::replay;
pub use table::Table;

/// The verb.
pub const VERB: Verb =
    Verb { name: "compare", about: "What each technique survives, and what it costs", arguments, run };

/// The word in place of an exercise, where a run of these scenarios is meant.
pub const NAME: &str = "compare";

const SECONDS: u64 = 600;

fn arguments(command: Clap) -> Clap {
    let flag = |name: &'static str, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    command
        .arg(flag("json", "One JSON object: all figures"))
        .arg(flag("markdown", "The tables as Markdown, as they stand in the lecture"))
        .arg(flag("svg", "The picture: stored bytes over the messages of a long run"))
        .group(ArgGroup::new("form").args(["json", "markdown", "svg"]))
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let terminal = &context.terminal;
    let text = ask(&context.workspace, &["--json"])?;
    let table = Table::read(&text)?;
    if matches.get_flag("json") {
        terminal.line(text.trim_end());
    } else if matches.get_flag("markdown") {
        let parts: Vec<String> = parts(&table).into_iter().map(|(_, text)| text).collect();
        terminal.line(parts.join("\n").trim_end());
    } else if matches.get_flag("svg") {
        terminal.line(svg(&table).trim_end());
    } else {
        show::show(terminal, &table);
    }
    Ok(if table.is_searched_to_the_end() { Exit::Done } else { Exit::Limit })
}

/// Searches and measures all.
///
/// # Errors
/// As of [`ask`].
pub fn make(workspace: &Workspace) -> anyhow::Result<Table> {
    Table::read(&ask(workspace, &["--json"])?)
}

/// Whether this kit has anything to compare.
pub fn is_there(workspace: &Workspace) -> bool {
    workspace.solution(NAME).join("Cargo.toml").is_file()
}

/// What the program says to these arguments.
///
/// # Errors
/// A [`Stop`] where it is not there, cannot be built, or does not end well.
fn ask(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<String> {
    if !is_there(workspace) {
        return Err(Stop::new(Exit::WrongUse, "there is no solutions/compare", "cargo xtask list").into());
    }
    let mut command = cargo::command(&workspace.root);
    command.args(["run", "--quiet", "--package", NAME, "--"]).args(arguments);
    let doing = "building solutions/compare, and searching with each technique";
    let ran = cargo::run(command, Some(Duration::from_secs(SECONDS)), doing)?;
    match ran.ended {
        Ended::Code(0) => Ok(ran.stdout),
        Ended::TimeLimit => {
            let what = format!("solutions/compare did not end within {SECONDS} s");
            Err(Stop::new(Exit::Limit, what, "cargo test -p compare").into())
        }
        _ => {
            let what = format!("solutions/compare cannot be run\n{}", ran.stderr.trim_end());
            Err(Stop::new(Exit::NotReady, what, "cargo test -p compare").into())
        }
    }
}
