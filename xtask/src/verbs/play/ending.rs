//! What was reached, told when a game ends.

use lab::report::Choice;

use super::game::Game;
use super::{Table, words};
use crate::exit::Exit;
use crate::markdown;
use crate::terminal::Paint;

/// Tells what was reached.
///
/// # Errors
/// Where the search for the smallest break cannot be run.
pub fn tell(table: &Table<'_>, game: &mut Game<'_>, misunderstood: bool) -> anyhow::Result<Exit> {
    let terminal = &table.context.terminal;
    terminal.line("");
    if game.is_broken() {
        broken(table, game)?;
    } else {
        whole(table, game);
    }
    if misunderstood {
        terminal.sentence("Not every line was understood: see above what could be chosen.");
    }
    let next = if game.is_broken() {
        let source = table.context.workspace.shown(&table.exercise.source());
        let put = if game.now().graded { "put it into" } else { "edit" };
        format!("{put} {source}, then {}", table.command("check"))
    } else {
        table.command("play")
    };
    terminal.sentence(format!("Next: {next}"));
    Ok(match (misunderstood, game.is_broken()) {
        (true, _) => Exit::WrongUse,
        (false, true) => Exit::NotPassed,
        (false, false) => Exit::Done,
    })
}

/// A run that breaks nothing, as far as it went.
fn whole(table: &Table<'_>, game: &Game<'_>) {
    let terminal = &table.context.terminal;
    if game.made() == 0 {
        return terminal.line("The run ends before its first step.");
    }
    terminal.line(lab::draw::tail(&game.now().report, MOST_LINES, terminal.style));
    let steps = words::count(game.made(), "step");
    let end = if game.now().quiet {
        format!("The run ends after {steps}, and all is quiet")
    } else {
        format!("You stop after {steps}")
    };
    terminal.sentence(format!("{end}: no rule is broken. Other runs may still break one."));
}

/// How much is shown of a run that breaks nothing.
const MOST_LINES: usize = 22;

fn broken(table: &Table<'_>, game: &mut Game<'_>) -> anyhow::Result<()> {
    let terminal = &table.context.terminal;
    terminal.line(lab::draw::terminal(&game.now().report, terminal.style).trim_end());
    terminal.line("");
    let little = words::how_little(game)?;
    terminal.sentence(terminal.paint(Paint::Strong, &little));
    if let Some(id) = &game.now().report.replay {
        let number = table.entry.argument();
        terminal.sentence(format!("Show it to others: cargo xtask replay {number} {id}"));
    }
    if game.now().graded {
        terminal.line("As a schedule:");
        schedule(&game.now().steps).iter().for_each(|line| terminal.line(markdown::clean(line, terminal)));
    }
    Ok(())
}

/// The steps as code; a step that only a number tells from another one is the first of them.
fn schedule(steps: &[String]) -> Vec<String> {
    let mut lines = vec!["    Schedule::new()".to_string()];
    for step in steps {
        lines.push(format!("        .{}", Choice::call(step)));
    }
    lines
}
