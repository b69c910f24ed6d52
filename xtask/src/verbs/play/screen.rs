//! The game on a whole screen: keys choose, and the picture is drawn anew after each.

use std::io::{self, Write};
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};

use super::frame::{self, View};
use super::game::Game;
use super::{Left, Table, pages, words};
use crate::keyboard::{Key, Keyboard};
use crate::terminal::Terminal;

/// How long a key is waited for before the next look whether the runner is to end.
const PATIENCE: Duration = Duration::from_millis(200);
/// What the picture needs.
const LEAST: (usize, usize) = (60, 16);

/// The screen of the terminal, while it is ours; what was on it before comes back.
struct Screen {
    terminal: Terminal,
    rows: usize,
    columns: usize,
}

impl Screen {
    fn take() -> io::Result<Screen> {
        queue!(io::stdout(), EnterAlternateScreen, Hide)?;
        let mut screen = Screen { terminal: Terminal::detect(), rows: 0, columns: 0 };
        screen.measure();
        Ok(screen)
    }

    fn measure(&mut self) {
        self.terminal = Terminal::detect();
        let (columns, rows) = crossterm::terminal::size().unwrap_or((80, 24));
        (self.columns, self.rows) = (usize::from(columns), usize::from(rows));
    }

    fn is_too_small(&self) -> bool {
        self.columns < LEAST.0 || self.rows < LEAST.1
    }

    fn show(&self, lines: &[String]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let small = [format!("The window is too small: {} x {} are needed.", LEAST.0, LEAST.1)];
        let lines = if self.is_too_small() { &small } else { lines };
        for (row, line) in (0..).zip(lines.iter().take(self.rows)) {
            queue!(out, MoveTo(0, row), Print(line), Clear(ClearType::UntilNewLine))?;
        }
        if lines.len() < self.rows {
            queue!(out, MoveTo(0, lines.len() as u16), Clear(ClearType::FromCursorDown))?;
        }
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Where the terminal went away there is nothing to give back.
        let _ = queue!(io::stdout(), LeaveAlternateScreen, Show).and_then(|()| io::stdout().flush());
    }
}

/// What the player sees beside the run itself.
#[derive(Default)]
struct Sight {
    selected: usize,
    said: Option<String>,
    /// How little is needed, for the run as it is now.
    little: Option<String>,
}

/// Plays until the player leaves.
///
/// # Errors
/// Where the exercise's test program cannot be run, or the terminal refuses.
pub fn sit(table: &Table<'_>, game: &mut Game<'_>, keys: &Keyboard, said: Option<String>) -> anyhow::Result<Left> {
    let mut screen = Screen::take()?;
    let mut sight = Sight { said, ..Sight::default() };
    loop {
        picture(&screen, table, game, &sight)?;
        if game.is_broken() && sight.little.is_none() {
            sight.little = Some(words::how_little(game)?);
            continue;
        }
        match wait(keys) {
            Key::Quit => return Ok(Left::Interrupted),
            Key::Resized => screen.measure(),
            Key::Char('q') => return Ok(Left::Quit),
            Key::Char('r') => return Ok(Left::Rebuild),
            Key::Char('?') => {
                let lines = pages::help(&screen.terminal, game.now());
                if page(&mut screen, keys, &lines, false)? == Key::Quit {
                    return Ok(Left::Interrupted);
                }
            }
            Key::Char('d') => {
                let lines = pages::details(&screen.terminal, game.now());
                if page(&mut screen, keys, &lines, true)? == Key::Quit {
                    return Ok(Left::Interrupted);
                }
            }
            Key::Char('s') => {
                if !game.is_searched() {
                    sight.said = Some("Searching for the smallest run that breaks a rule ...".to_string());
                    picture(&screen, table, game, &sight)?;
                }
                sight = Sight { said: game.walk()?, ..Sight::default() };
            }
            key => step(game, &mut sight, key)?,
        }
    }
}

fn picture(screen: &Screen, table: &Table<'_>, game: &Game<'_>, sight: &Sight) -> io::Result<()> {
    let view = View {
        title: words::title(table, game.now()),
        play: game.now(),
        choices: game.choices(),
        selected: sight.selected,
        made: game.made(),
        said: sight.said.as_deref(),
        little: sight.little.as_deref(),
    };
    screen.show(&frame::draw(&view, &screen.terminal, screen.rows))
}

fn wait(keys: &Keyboard) -> Key {
    loop {
        if let Some(key) = keys.next(PATIENCE) {
            return key;
        }
    }
}

/// Where a key moves the mark to, if it does.
fn moved(key: Key, selected: usize, last: usize) -> Option<usize> {
    const PAGE: usize = 5;
    match key {
        Key::Up => Some(selected.saturating_sub(1)),
        Key::Down => Some((selected + 1).min(last)),
        Key::PageUp => Some(selected.saturating_sub(PAGE)),
        Key::PageDown => Some((selected + PAGE).min(last)),
        Key::Home => Some(0),
        Key::End => Some(last),
        _ => None,
    }
}

/// The keys that move the mark, and those that make a step or take it back.
fn step(game: &mut Game<'_>, sight: &mut Sight, key: Key) -> anyhow::Result<()> {
    let count = game.choices().len();
    if let Some(selected) = moved(key, sight.selected, count.saturating_sub(1)) {
        sight.selected = selected;
        return Ok(());
    }
    let asked = match key {
        Key::Left | Key::Backspace | Key::Char('u') => {
            let said = (!game.back()).then(|| "This is the start: there is no step to take back.".to_string());
            *sight = Sight { said, ..Sight::default() };
            return Ok(());
        }
        Key::Enter | Key::Right | Key::Char(' ') => Some(sight.selected),
        Key::Char(key) => frame::choice_of(key),
        _ => return Ok(()),
    };
    let name = asked.and_then(|at| game.choices().get(at).map(|choice| choice.name.clone()));
    sight.said = match name {
        Some(name) => {
            *sight = Sight::default();
            game.choose(&name)?
        }
        None if count == 0 => Some("Nothing can be chosen here: u takes the last step back.".to_string()),
        None => Some(format!("That key chooses nothing. The choices here: {count}; ? tells the keys.")),
    };
    Ok(())
}

/// Lines over the whole screen, which can be moved; `end` shows the last ones first. The key that closed it.
fn page(screen: &mut Screen, keys: &Keyboard, lines: &[String], end: bool) -> io::Result<Key> {
    let mut first = if end { usize::MAX } else { 0 };
    loop {
        let room = screen.rows.saturating_sub(1).max(1);
        let most = lines.len().saturating_sub(room);
        first = first.min(most);
        let mut shown: Vec<String> = lines.iter().skip(first).take(room).cloned().collect();
        shown.resize(room, String::new());
        let more = if most > 0 { "Up and Down move it; any other key goes back" } else { "Any key goes back" };
        shown.push(screen.terminal.paint(crate::terminal::Paint::Faint, more));
        screen.show(&shown)?;
        match wait(keys) {
            Key::Up => first = first.saturating_sub(1),
            Key::Down => first += 1,
            Key::PageUp => first = first.saturating_sub(room),
            Key::PageDown => first += room,
            Key::Home => first = 0,
            Key::End => first = most,
            Key::Resized => screen.measure(),
            key => return Ok(key),
        }
    }
}
