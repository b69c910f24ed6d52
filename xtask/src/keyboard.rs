//! The keyboard of a terminal, key by key as they are typed, and its whole screen where a verb wants it. The terminal is given back
//! as it was, however the runner ends: by its end, a signal, a panic, a window that is closed; and while it is stopped.

use std::io::{self, IsTerminal, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use crate::hyperlinks;
use crate::process::{self, Busy};

/// No longer is waited for a key before a look at the signals.
const SLICE: Duration = Duration::from_millis(100);

/// So long the library may read from a terminal that went away between a look at it and the reading.
const GRACE: Duration = Duration::from_secs(2);

/// The other screen, which has no past; no cursor; lines that are too long are cut.
const WHOLE: &str = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l";
/// All of [`WHOLE`] undone.
const NORMAL: &str = "\u{1b}[0m\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l";

/// The screen is [`WHOLE`].
static IS_WHOLE: AtomicBool = AtomicBool::new(false);

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
    /// The window has another size now, or it was given back for a while: draw it again.
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
        process::end_without_terminal(GRACE);
        Ok(Some(keyboard))
    }

    /// Takes the whole screen, too; what was on it is there again afterwards. None also where the terminal can only print.
    ///
    /// # Errors
    /// As of [`take`](Keyboard::take).
    pub fn take_with_screen() -> io::Result<Option<Keyboard>> {
        if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return Ok(None);
        }
        let Some(keyboard) = Keyboard::take()? else { return Ok(None) };
        IS_WHOLE.store(true, Ordering::SeqCst);
        write(WHOLE)?;
        Ok(Some(keyboard))
    }

    /// The next key; none where none was typed for so long.
    pub fn next(&self, patience: Duration) -> Option<Key> {
        let start = Instant::now();
        loop {
            if process::interrupted() {
                return Some(Key::Quit);
            }
            if process::continued() {
                return Some(again());
            }
            match self.look() {
                Ok(None) => {}
                Ok(Some(event)) => match self.meaning(&event) {
                    None => continue,
                    key => return key,
                },
                Err(_) => return Some(Key::Quit),
            }
            let left = patience.saturating_sub(start.elapsed());
            if left.is_zero() {
                return None;
            }
            if process::typed(left.min(SLICE)).is_err() {
                return Some(Key::Quit);
            }
        }
    }

    /// What has come by now. The library is asked only where somebody is at the other end: else it would not come back.
    fn look(&self) -> io::Result<Option<Event>> {
        process::typed(Duration::ZERO)?;
        match event::poll(Duration::ZERO)? {
            true => event::read().map(Some),
            false => Ok(None),
        }
    }

    /// Forgets what was typed up to now, but for a wish to end.
    pub fn forget_typed(&self) -> Option<Key> {
        while let Some(key) = self.next(Duration::ZERO) {
            if key == Key::Quit {
                return Some(key);
            }
        }
        None
    }

    fn meaning(&self, event: &Event) -> Option<Key> {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => match is_suspend(key) {
                true => Some(suspend()),
                false => key_of(key),
            },
            Event::Resize(..) => Some(Key::Resized),
            _ => None,
        }
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was; for a panic, too, whose words would else be lost.
pub fn give_back() {
    // Where the terminal went away there is nothing to give back.
    if IS_WHOLE.swap(false, Ordering::SeqCst) {
        let _ = write(NORMAL);
    }
    let _ = disable_raw_mode();
}

/// Shows these lines on the whole screen, as many as it has rows; what else stood there is gone.
///
/// # Errors
/// Where the terminal cannot be written.
pub fn show(lines: &[String], rows: usize) -> io::Result<()> {
    let mut frame = String::from("\u{1b}[H");
    for (at, line) in lines.iter().take(rows).enumerate() {
        // Cleared before, not after: at the right edge the cursor stands on the last character.
        frame.push_str(if at > 0 { "\r\n\u{1b}[K" } else { "\u{1b}[K" });
        frame.push_str(line);
        frame.push_str("\u{1b}[0m");
        // A link may end in a row that is not shown.
        if line.contains(hyperlinks::START) {
            frame.extend([hyperlinks::START, hyperlinks::END]);
        }
    }
    if lines.len() < rows {
        frame.push_str("\r\n\u{1b}[J");
    }
    write(&frame)
}

/// Ctrl-Z: the shell has the terminal until it lets the runner go on.
fn suspend() -> Key {
    let whole = IS_WHOLE.load(Ordering::SeqCst);
    give_back();
    // Where it cannot be stopped it just goes on.
    let _ = process::suspend();
    IS_WHOLE.store(whole, Ordering::SeqCst);
    process::continued();
    again()
}

/// The terminal was somebody else's, who may have set it as they like.
fn again() -> Key {
    let whole = if IS_WHOLE.load(Ordering::SeqCst) { write(WHOLE) } else { Ok(()) };
    // The library sets nothing where it thinks that it has.
    let _ = disable_raw_mode();
    match whole.and_then(|()| raw()) {
        Ok(()) => Key::Resized,
        Err(_) => Key::Quit,
    }
}

fn raw() -> io::Result<()> {
    enable_raw_mode()?;
    // A line that is written still begins at the left edge.
    process::keep_newlines()
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

fn is_suspend(key: &KeyEvent) -> bool {
    key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('z')
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
