//! No verb: where you are, progress by module, the next step. Fits 80 by 24.

use super::{Context, first_not_done, mob};
use crate::catalog::{Catalog, Entry, MODULES};
use crate::exit::Exit;
use crate::progress::{Progress, State};
use crate::terminal::{Paint, Terminal};

/// Shows it.
///
/// # Errors
/// Where the folder of exercises cannot be read.
pub fn run(context: &Context) -> anyhow::Result<Exit> {
    let catalog = context.catalog_with_warnings()?;
    let progress = context.progress();
    let terminal = &context.terminal;
    terminal.line(terminal.paint(Paint::Strong, "Reliable messaging: fifteen exercises in five modules"));
    terminal.line("");
    for (module, name) in (0..).zip(std::iter::once("before the first").chain(MODULES)) {
        let entries: Vec<&Entry> = catalog.entries.iter().filter(|entry| entry.module == module).collect();
        if module > 0 || entries.iter().any(|entry| entry.is_there()) {
            terminal.line(format!("  {module}  {name:<38}  {}", counted(terminal, &entries, &progress)));
        }
    }
    terminal.line("");
    you_are(context, &catalog, &progress);
    Ok(Exit::Done)
}

fn counted(terminal: &Terminal, entries: &[&Entry], progress: &Progress) -> String {
    let there: Vec<_> = entries.iter().filter(|entry| entry.is_there()).collect();
    if there.is_empty() {
        return terminal.paint(Paint::Faint, "not there yet");
    }
    let passed = there.iter().filter(|entry| progress.of(&entry.id).passed_once()).count();
    let paint = if passed == there.len() { Paint::Good } else { Paint::Strong };
    let mut text = terminal.paint(paint, &format!("{passed} of {} passed", there.len()));
    if there.len() < entries.len() {
        text.push_str(&format!(", {} not there yet", entries.len() - there.len()));
    }
    text
}

fn you_are(context: &Context, catalog: &Catalog, progress: &Progress) {
    if let Some(banner) = mob::banner(context) {
        context.terminal.line(banner.line(&context.terminal));
        if let Some(entry) = mob::at(context, catalog) {
            context.terminal.sentence(format!("You are at {}: {}, with a mob.", entry.name(), entry.title));
            let next = mob::next_step(context, entry).unwrap_or_default();
            return context.terminal.sentence(format!("Next: {next}"));
        }
    }
    let standing = context.workspace.standing_in();
    let standing = catalog.entries.iter().find(|entry| entry.is_there() && Some(&entry.id) == standing.as_ref());
    let terminal = &context.terminal;
    match standing.or_else(|| first_not_done(catalog, progress)) {
        Some(entry) => {
            let state = progress.of(&entry.id);
            let hints = match (progress.done(&entry.id).hints, state) {
                (0, _) | (_, State::Passed) => String::new(),
                (1, _) => ", 1 hint read".to_string(),
                (hints, _) => format!(", {hints} hints read"),
            };
            let at = format!("{}: {} ({} min), {}", entry.name(), entry.title, entry.minutes, state.words());
            terminal.sentence(format!("You are at {at}{hints}."));
            if matches!(state, State::Failed { .. }) {
                terminal.sentence(format!("Its task: cargo xtask read {}", entry.argument()));
            }
            let verb = if state == State::New { "read" } else { "check" };
            terminal.sentence(format!("Next: cargo xtask {verb} {}", entry.argument()));
        }
        None if catalog.entries.iter().any(Entry::is_there) => {
            terminal.sentence("All exercises that are there have passed.");
            terminal.sentence("Next: cargo xtask check all");
        }
        None => {
            terminal.sentence("No exercise is there yet.");
            terminal.sentence("Next: cargo xtask list");
        }
    }
}
