//! `mob` in a terminal: a screen for the projector, large and calm, that follows the log.

use std::io::{self, Write as _};
use std::time::{Duration, SystemTime};

use crossterm::cursor::MoveTo;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType};
use crossterm::{execute, queue};

use super::card::Card;
use super::changes::Files;
use super::next::Asked;
use super::{Context, at_work, banner, digits, next, now, status};
use crate::catalog::Catalog;
use crate::clock;
use crate::exit::{Exit, Stop};
use crate::keyboard::{Key, Keyboard};
use crate::progress::Session;
use crate::terminal::Paint;

/// How often it looks at the clock and at the log.
const TICK: Duration = Duration::from_millis(200);
/// After so many looks it reads the files of the exercise again.
const FILES_EVERY: u64 = 10;
/// The size of a terminal that does not tell.
const SIZE: (u16, u16) = (80, 24);
/// How far the large clock is from the left edge.
const INDENT: &str = "    ";
/// With fewer rows there is no room for it.
const TALL: usize = 20;

/// Why the screen is left.
enum Left {
    /// The user has seen enough.
    Quit,
    /// This turn is to be handed over.
    HandOver(u32),
    /// The mob has ended.
    Ended,
}

/// Shows it, until the user leaves. Where there is no terminal, or one that can only print, it is printed once.
///
/// # Errors
/// A [`Stop`] where the user asked to end, or what `mob next` says.
pub fn run(context: &Context) -> anyhow::Result<Exit> {
    if at_work(context).is_none() {
        return status::print(context);
    }
    loop {
        match show(context)? {
            None => return status::print(context),
            Some(Left::Quit) => return Ok(left_behind(context)),
            Some(Left::Ended) => {
                context.terminal.sentence("The mob has ended.");
                context.terminal.sentence("Next: cargo xtask mob done, which tells again what it did");
                return Ok(Exit::Done);
            }
            // The keyboard is the shell's meanwhile: the driver types a line, or ends all with Ctrl-C.
            Some(Left::HandOver(turn)) => {
                next::hand_over(context, Asked { from: Some(turn), ..Asked::default() })?;
                if !back(context)? {
                    return Ok(Exit::Done);
                }
            }
        }
    }
}

fn left_behind(context: &Context) -> Exit {
    context.terminal.sentence("The mob goes on, and so does its clock.");
    context
        .terminal
        .sentence("Next: cargo xtask mob next at the end of the turn, cargo xtask mob done at the end of all");
    Exit::Done
}

/// After a card: waits until the room has read it. False where the user has seen enough.
fn back(context: &Context) -> anyhow::Result<bool> {
    let Some(keyboard) = Keyboard::take()? else { return Ok(false) };
    context.terminal.line(context.terminal.paint(Paint::Faint, "\n(any key: back to the clock, q: leave)"));
    loop {
        match keyboard.next(TICK) {
            None | Some(Key::Resized) => {}
            Some(Key::Quit) => return Err(Stop::interrupted().into()),
            Some(key) => return Ok(!matches!(key, Key::Char('q' | 'Q') | Key::Escape)),
        }
    }
}

/// What stands on the screen.
#[derive(Default)]
struct Screen {
    shown: Vec<String>,
}

impl Screen {
    /// Writes what is another line now, and nothing else: it does not flicker.
    fn show(&mut self, lines: Vec<String>) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for row in 0..lines.len().max(self.shown.len()) {
            let line = lines.get(row).map(String::as_str).unwrap_or_default();
            if self.shown.get(row).map(String::as_str) != Some(line) {
                queue!(
                    out,
                    MoveTo(0, u16::try_from(row).unwrap_or(u16::MAX)),
                    Print(line),
                    Clear(ClearType::UntilNewLine)
                )?;
            }
        }
        self.shown = lines;
        out.flush()
    }

    fn bell() -> io::Result<()> {
        execute!(io::stdout(), Print("\u{7}"))
    }
}

/// None where there is no terminal with keys and a screen.
fn show(context: &Context) -> anyhow::Result<Option<Left>> {
    let catalog = Catalog::read(&context.workspace)?;
    let Ok(Some(keyboard)) = Keyboard::take_with_screen() else { return Ok(None) };
    let mut screen = Screen::default();
    let mut seen = Seen::default();
    let mut rung = None;
    loop {
        let Some((session, files)) = seen.look(context) else { return Ok(Some(Left::Ended)) };
        let number = session.turn().begin.number;
        let entry = next::entry(&catalog, session)?;
        let card = Card { context, entry, session, files, now: now() };
        let (_, rows) = crossterm::terminal::size().unwrap_or(SIZE);
        screen.show(frame(&card, usize::from(rows)))?;
        if session.left(card.now).is_none() && rung.replace(number) != Some(number) {
            Screen::bell()?;
        }
        match keyboard.next(TICK) {
            Some(Key::Quit) => return Err(Stop::interrupted().into()),
            Some(Key::Char('q' | 'Q') | Key::Escape) => return Ok(Some(Left::Quit)),
            Some(Key::Char('n' | 'N')) => return Ok(Some(Left::HandOver(number))),
            Some(Key::Resized) => {
                execute!(io::stdout(), Clear(ClearType::All))?;
                screen.shown.clear();
            }
            _ => {}
        }
    }
}

/// What was read: the log, again where it is another one, and the files, again now and then.
#[derive(Default)]
struct Seen {
    mark: Option<(u64, SystemTime)>,
    session: Option<Session>,
    files: Files,
    looks: u64,
}

impl Seen {
    fn look(&mut self, context: &Context) -> Option<(&Session, &Files)> {
        let seen = std::fs::metadata(context.workspace.progress().join("log.jsonl"));
        let mark = seen.and_then(|seen| Ok((seen.len(), seen.modified()?))).ok();
        if mark.is_none() || mark != self.mark {
            self.session = at_work(context);
            self.mark = mark;
        }
        let session = self.session.as_ref()?;
        if self.looks.is_multiple_of(FILES_EVERY) {
            self.files = Files::read(&context.workspace.exercises().join(&session.exercise)).unwrap_or_default();
        }
        self.looks += 1;
        Some((session, &self.files))
    }
}

/// All lines of the screen, in colour; the keys stand in the last row.
fn frame(card: &Card<'_>, rows: usize) -> Vec<String> {
    let terminal = &card.context.terminal;
    let turn = format!("turn {}", card.session.turn().begin.number);
    let right = match clock::on_the_wall(card.now) {
        Some(wall) => format!("{turn}, {wall}"),
        None => turn,
    };
    let head = card.head();
    let gap = terminal.text_columns().saturating_sub(head.chars().count() + right.len() + 4).max(2);
    let mut lines =
        vec![String::new(), format!("  {}{}{right}", terminal.paint(Paint::Strong, &head), " ".repeat(gap))];
    if rows >= TALL {
        lines.push(String::new());
        lines.extend(clock(card));
        lines.push(String::new());
        if card.session.left(card.now).is_none() {
            let words = banner::over(terminal, card.session);
            lines.extend([format!("{INDENT}{}", terminal.paint(Paint::Bad, &words)), String::new()]);
        }
    }
    let mut facts = if rows >= TALL { card.names() } else { card.roles() };
    let roles = facts.len();
    facts.extend(card.state(None));
    facts.extend(card.predictions());
    for (at, fact) in facts.iter().enumerate() {
        if at == roles {
            lines.push(String::new());
        }
        lines.extend(card.lines(fact));
    }
    lines.resize(rows.saturating_sub(1), String::new());
    lines.push(terminal.paint(Paint::Faint, "  n  hand over     q  leave; the mob goes on"));
    lines
}

/// The large clock, and behind it what it means.
fn clock(card: &Card<'_>) -> Vec<String> {
    let (terminal, session) = (&card.context.terminal, card.session);
    let (paint, time, words) = match session.left(card.now) {
        Some(left) => (Paint::Strong, clock::left(left), format!("left{}", card.end(", until "))),
        None if session.is_left(card.now) => (Paint::Faint, "0:00".to_string(), "the turn ended long ago".to_string()),
        None => (Paint::Bad, clock::length(session.overtime(card.now)), format!("OVERTIME{}", card.end(" since "))),
    };
    let mut lines = digits::large(&time, terminal.glyph("█", "#"));
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
    if let Some(last) = lines.last_mut() {
        *last = format!("{last:<width$}   {words}");
    }
    lines.iter().map(|line| format!("{INDENT}{}", terminal.paint(paint, line))).collect()
}
