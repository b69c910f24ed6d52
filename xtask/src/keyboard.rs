//! The keyboard of a terminal, key by key as they are typed. The terminal is given back as it was, however the runner ends.

use std::io::{self, IsTerminal};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use crate::process::{self, Busy};

/// What was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// Enter.
    Enter,
    /// Backspace or Delete.
    Backspace,
    /// Escape.
    Escape,
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// The key Home.
    Home,
    /// The key End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Ctrl-C, Ctrl-D, a signal, or a terminal that went away: the runner is to end.
    Quit,
    /// The window has another size now.
    Resized,
}

/// The keyboard, while it is ours: keys come at once and are not shown.
#[derive(Debug)]
pub struct Keyboard {
    /// A signal ends the runner only after the terminal was given back.
    _busy: Busy,
}

impl Keyboard {
    /// Takes the keyboard; none where standard input or output is no terminal.
    ///
    /// # Errors
    /// Where the terminal refuses.
    pub fn take() -> io::Result<Option<Keyboard>> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Ok(None);
        }
        let keyboard = Keyboard { _busy: process::busy() };
        raw()?;
        Ok(Some(keyboard))
    }

    /// The next key; none where none was typed for so long.
    pub fn next(&self, patience: Duration) -> Option<Key> {
        if process::interrupted() {
            return Some(Key::Quit);
        }
        match event::poll(patience) {
            Ok(true) => event::read().map_or(Some(Key::Quit), |event| meaning(&event)),
            // A signal.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => None,
            Err(_) => Some(Key::Quit),
            Ok(false) => None,
        }
    }

    /// Forgets what was typed up to now, but for a wish to end.
    pub fn forget_typed(&self) -> Option<Key> {
        while let Ok(true) = event::poll(Duration::ZERO) {
            let key = self.next(Duration::ZERO);
            if key == Some(Key::Quit) {
                return key;
            }
        }
        None
    }

    /// Does something with the terminal as it was before, as for a question that is answered by a line.
    pub fn lend<T>(&self, what: impl FnOnce() -> T) -> io::Result<T> {
        disable_raw_mode()?;
        let result = what();
        raw()?;
        Ok(result)
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        // Where the terminal went away there is nothing to give back.
        let _ = disable_raw_mode();
    }
}

fn raw() -> io::Result<()> {
    enable_raw_mode()?;
    // A line that is written still begins at the left edge.
    process::keep_newlines()
}

fn meaning(event: &Event) -> Option<Key> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_of(key),
        Event::Resize(..) => Some(Key::Resized),
        _ => None,
    }
}

fn key_of(key: &KeyEvent) -> Option<Key> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return matches!(key.code, KeyCode::Char('c' | 'd')).then_some(Key::Quit);
    }
    Some(match key.code {
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::Enter => Key::Enter,
        KeyCode::Backspace | KeyCode::Delete => Key::Backspace,
        KeyCode::Esc => Key::Escape,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    })
}
