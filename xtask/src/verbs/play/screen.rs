//! The game on a whole screen: keys choose, and the picture is drawn anew after each.

use std::io;
use std::rc::Rc;
use std::time::Duration;

use super::frame::{self, View};
use super::game::Game;
use super::{Left, Table, pages, words};
use crate::keyboard::{self, Key, Keyboard};
use crate::process;
use crate::terminal::{Paint, Terminal, size};

/// How long a key is waited for before the next look at the size of the window.
const PATIENCE: Duration = Duration::from_millis(200);
/// What the picture needs.
const LEAST: (usize, usize) = (60, 16);

/// The screen, as large as it is now.
struct Screen {
    terminal: Terminal,
    rows: usize,
    columns: usize,
}

impl Screen {
    fn measure() -> Screen {
        let (columns, rows) = size();
        Screen { terminal: Terminal::detect(), rows, columns }
    }

    /// The next key. A window that has changed is told in any case: the keyboard forgets it where a key comes at the same moment.
    fn wait(&self, keys: &Keyboard) -> Key {
        loop {
            if size() != (self.columns, self.rows) {
                return Key::Resized;
            }
            if let Some(key) = keys.next(PATIENCE) {
                return key;
            }
        }
    }

    fn is_too_small(&self) -> bool {
        self.columns < LEAST.0 || self.rows < LEAST.1
    }

    fn show(&self, lines: &[String]) -> io::Result<()> {
        let small = [format!("The window is too small: {} x {} are needed.", LEAST.0, LEAST.1)];
        let lines = if self.is_too_small() { &small } else { lines };
        keyboard::show(lines, self.rows)
    }
}

/// What the player sees beside the run itself.
struct Sight {
    selected: usize,
    said: Option<String>,
    /// How little is needed, for the run as it is now.
    little: Option<String>,
}

impl Sight {
    /// After a step: the mark stands on the step of the story, where the player walks along it.
    fn of(game: &Game<'_>, said: Option<String>) -> Sight {
        Sight { selected: game.along().unwrap_or(0), said, little: None }
    }
}

/// Plays until the player leaves.
///
/// # Errors
/// Where the exercise's test program cannot be run, or the terminal refuses.
pub fn sit(table: &Table<'_>, game: &mut Game<'_>, keys: &Rc<Keyboard>, said: Option<String>) -> anyhow::Result<Left> {
    let mut screen = Screen::measure();
    let mut sight = Sight::of(game, said);
    loop {
        picture(&screen, table, game, &sight)?;
        if game.is_broken() && sight.little.is_none() {
            sight.little = Some(patiently(keys, || words::how_little(game))?);
            continue;
        }
        match screen.wait(keys) {
            Key::Quit => return Ok(Left::Interrupted),
            Key::Resized => screen = Screen::measure(),
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
                let said = patiently(keys, || game.walk())?;
                sight = Sight::of(game, said);
            }
            key => step(game, &mut sight, key)?,
        }
    }
}

fn picture(screen: &Screen, table: &Table<'_>, game: &Game<'_>, sight: &Sight) -> io::Result<()> {
    let view = View {
        title: words::title(table, game.now()),
        test: format!("The test is {} (--list shows all).", game.test),
        play: game.now(),
        choices: game.choices(),
        selected: sight.selected,
        made: game.made(),
        said: sight.said.as_deref(),
        little: sight.little.as_deref(),
    };
    screen.show(&frame::draw(&view, &screen.terminal, screen.rows))
}

/// Does what may take a while; Ctrl-C ends it, and other keys typed meanwhile are dropped.
fn patiently<T>(keys: &Rc<Keyboard>, work: impl FnOnce() -> T) -> T {
    let keys = Rc::clone(keys);
    process::unless(Rc::new(move || keys.next(Duration::ZERO) == Some(Key::Quit)), process::TICK, work)
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
            let said = (!game.back()).then(|| words::START.to_string());
            *sight = Sight::of(game, said);
            return Ok(());
        }
        Key::Enter | Key::Right | Key::Char(' ') => Some(sight.selected),
        Key::Char(key) => frame::choice_of(key),
        _ => return Ok(()),
    };
    let name = asked.and_then(|at| game.choices().get(at).map(|choice| choice.name.clone()));
    sight.said = match name {
        Some(name) => {
            let said = game.choose(&name)?;
            *sight = Sight::of(game, said);
            return Ok(());
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
        shown.push(screen.terminal.paint(Paint::Faint, more));
        screen.show(&shown)?;
        match screen.wait(keys) {
            Key::Up => first = first.saturating_sub(1),
            Key::Down => first += 1,
            Key::PageUp => first = first.saturating_sub(room),
            Key::PageDown => first += room,
            Key::Home => first = 0,
            Key::End => first = most,
            Key::Resized => *screen = Screen::measure(),
            key => return Ok(key),
        }
    }
}
