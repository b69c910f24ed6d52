//! The game line by line: for scripts, for a pipe, for a screen reader.

use std::io;

use super::game::Game;
use super::typed::{Typed, understand};
use super::{Left, Table, pages, words};
use crate::markdown;
use crate::terminal::Terminal;
use crate::verbs::replay::draw;

/// Plays until the input ends.
///
/// # Errors
/// Where the exercise's test program cannot be run.
pub fn sit(table: &Table<'_>, game: &mut Game<'_>, said: Option<String>) -> anyhow::Result<Left> {
    let terminal = &table.context.terminal;
    greet(table, game);
    moment(terminal, game, said);
    let mut misunderstood = false;
    for line in io::stdin().lines() {
        let Ok(line) = line else { break };
        let typed = understand(&line, game.now());
        if typed == Typed::Empty {
            continue;
        }
        terminal.line(format!("> {}", markdown::clean(line.trim(), terminal)));
        match typed {
            Typed::Quit => break,
            Typed::Rebuild => return Ok(Left::Rebuild),
            _ => {}
        }
        misunderstood |= matches!(typed, Typed::Unclear(_));
        let before = game.made();
        let said = follow(terminal, game, typed)?;
        if game.made() > before {
            rows(terminal, game, game.made());
            state(terminal, game, true);
        }
        moment(terminal, game, said);
    }
    Ok(if misunderstood { Left::Misunderstood } else { Left::Quit })
}

fn greet(table: &Table<'_>, game: &Game<'_>) {
    let terminal = &table.context.terminal;
    terminal.line(format!("{}\nThe test is {}.\n", words::title(table, game.now()), game.test));
    terminal.line("You choose what happens next: type its number, or some of its words.");
    terminal.line("`help` tells what may go wrong, and the other commands.\n");
    pages::rules(terminal, game.now()).iter().for_each(|line| terminal.line(line));
    terminal.line("\nWhat everything holds");
    state(terminal, game, false);
    if game.made() > 0 {
        terminal.line("\nThe run so far");
        rows(terminal, game, 1);
    }
}

/// Does what was typed; what is to be said of it.
fn follow(terminal: &Terminal, game: &mut Game<'_>, typed: Typed) -> anyhow::Result<Option<String>> {
    match typed {
        Typed::Help => pages::help(terminal, game.now()).iter().for_each(|line| terminal.line(line)),
        Typed::Details => {
            state(terminal, game, false);
            pages::places(terminal, game.now()).iter().for_each(|line| terminal.line(line));
        }
        Typed::Back if game.back() => return Ok(Some(back_at(game))),
        Typed::Back => return Ok(Some(words::START.to_string())),
        Typed::Story => return game.walk(),
        Typed::Choose(name) => return game.choose(&name),
        Typed::Unclear(why) => return Ok(Some(format!("{why}."))),
        Typed::Empty | Typed::Quit | Typed::Rebuild => {}
    }
    Ok(None)
}

fn back_at(game: &Game<'_>) -> String {
    match game.made() {
        0 => "Back at the start.".to_string(),
        step => format!("Back after step {step}."),
    }
}

/// The rows of the run from this step on.
fn rows(terminal: &Terminal, game: &Game<'_>, from: usize) {
    let story = game.now().report.story.as_ref();
    for row in story.iter().flat_map(|story| &story.rows).filter(|row| row.step as usize >= from) {
        if let Some(story) = story.filter(|_| row.kind != lab::report::RowKind::Broken) {
            terminal.line(draw::wrap(terminal, &format!("{:>3}  ", row.step), &draw::head(story, row)));
        }
    }
}

fn state(terminal: &Terminal, game: &Game<'_>, changed: bool) {
    for cell in game.now().state.iter().filter(|cell| cell.changed || (!changed && cell.content.is_some())) {
        let mark = if cell.changed && changed { "*" } else { " " };
        terminal.line(draw::wrap(terminal, &format!("     {mark} "), &words::cell(cell)));
    }
}

/// What can be chosen now.
fn moment(terminal: &Terminal, game: &Game<'_>, said: Option<String>) {
    if let Some(said) = said {
        terminal.sentence(said);
    }
    let play = game.now();
    if game.is_broken() {
        let rule = play.report.rule.as_deref().unwrap_or_default();
        let reason = play.report.reason.as_deref().unwrap_or_default();
        terminal.line(draw::wrap(terminal, "", &format!("BROKEN: {rule}: {reason}.")));
        return terminal.line("The run ends here. `back` takes the last step back.");
    }
    terminal.line("");
    terminal.sentence(format!("Step {}; {}", game.made() + 1, words::may_fail(play)));
    if play.quiet {
        terminal.sentence(format!("{} `back` takes the last step back.", words::QUIET));
    }
    let names = game.choices().iter().map(|choice| markdown::width(&choice.from)).max().unwrap_or_default();
    for (number, choice) in (1..).zip(game.choices()) {
        let place = Some(words::place(choice)).filter(|place| !place.is_empty());
        let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
        let gap = " ".repeat(names - markdown::width(&choice.from));
        let first = markdown::clean(&format!("{number:>3}  {}{gap}  ", choice.from), terminal);
        terminal.line(draw::wrap(terminal, &first, &format!("{}{place}", words::what(choice))));
    }
}
