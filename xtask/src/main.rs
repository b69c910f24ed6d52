//! The runner, `cargo xtask`: checks exercises, shows what failed, keeps progress.
//!
//! It knows exercises only by their folders, manifests and report files. Each verb is a module below [`verbs`].
#![warn(missing_docs)]

mod backups;
mod cargo;
mod catalog;
mod cli;
mod clock;
mod compile;
mod exit;
mod files;
mod hyperlinks;
mod keyboard;
mod ladder;
mod markdown;
mod process;
mod progress;
mod reports;
mod terminal;
mod verbs;
mod workspace;

use std::panic;
use std::process::ExitCode;

use exit::{Exit, Stop, tell};
use terminal::{Terminal, complain};
use verbs::Context;
use workspace::Workspace;

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        keyboard::give_back();
        terminal::close_page();
        complain(format!("error: a bug of the runner: {info}"));
    }));
    let result = panic::catch_unwind(run).unwrap_or_else(|_| {
        Err(Stop::new(Exit::Bug, "the runner ended early", "report it with the command you typed").into())
    });
    match result {
        Ok(exit) => exit.into(),
        Err(error) => tell(error).into(),
    }
}

fn run() -> anyhow::Result<Exit> {
    process::listen()?;
    let asked = cli::parse()?;
    let workspace = Workspace::find()?;
    let terminal = Terminal::detect().with_links(&workspace);
    let context = Context { workspace, terminal, watched: false };
    let exit = cli::run(&context, &asked)?;
    context.terminal.finish()?;
    Ok(exit)
}
