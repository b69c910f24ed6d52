//! What each key does, and the line that says so.

use crate::keyboard::Key;
use crate::terminal::{Paint, Terminal};

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Check again.
    Check,
    /// The next hint.
    Hint,
    /// The last failure in words.
    Explain,
    /// The task.
    Read,
    /// What was changed in the file as shipped.
    Diff,
    /// The debrief, after a pass.
    Debrief,
    /// To the next exercise.
    Next,
    /// All exercises.
    List,
    /// The file as shipped.
    Reset,
    /// Back to the result.
    Back,
    /// Another part of the page.
    Scroll(Scroll),
    /// The end.
    Quit,
}

/// Which other part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scroll {
    /// One line towards the begin.
    Up,
    /// One line towards the end.
    Down,
    /// One screen towards the begin.
    PageUp,
    /// One screen towards the end.
    PageDown,
    /// The begin.
    Home,
    /// The end.
    End,
}

/// Letter, what stands before it in its word, and what stands behind.
const WORDS: [(char, &str, &str, Deed); 10] = [
    ('c', "", "heck", Deed::Check),
    ('h', "", "int", Deed::Hint),
    ('e', "", "xplain", Deed::Explain),
    ('r', "", "ead", Deed::Read),
    ('d', "", "iff", Deed::Diff),
    ('b', "de", "rief", Deed::Debrief),
    ('n', "", "ext", Deed::Next),
    ('l', "", "ist", Deed::List),
    ('s', "re", "et", Deed::Reset),
    ('q', "", "uit", Deed::Quit),
];

/// What this key does; none where it does nothing.
pub fn deed(key: Key) -> Option<Deed> {
    Some(match key {
        Key::Char(letter) => match letter.to_ascii_lowercase() {
            ' ' => Deed::Scroll(Scroll::PageDown),
            'j' => Deed::Scroll(Scroll::Down),
            'k' => Deed::Scroll(Scroll::Up),
            letter => WORDS.iter().find(|word| word.0 == letter)?.3,
        },
        Key::Enter => Deed::Scroll(Scroll::Down),
        Key::Escape | Key::Backspace => Deed::Back,
        Key::Up => Deed::Scroll(Scroll::Up),
        Key::Down => Deed::Scroll(Scroll::Down),
        Key::PageUp => Deed::Scroll(Scroll::PageUp),
        Key::PageDown => Deed::Scroll(Scroll::PageDown),
        Key::Home => Deed::Scroll(Scroll::Home),
        Key::End => Deed::Scroll(Scroll::End),
        Key::Quit => Deed::Quit,
        Key::Left | Key::Right | Key::Resized => return None,
    })
}

/// The line with the letters; the debrief only where it is open. Where the words do not fit, the letters alone.
pub fn line(terminal: &Terminal, debrief: bool, columns: usize) -> String {
    let words = || WORDS.iter().filter(|word| debrief || word.3 != Deed::Debrief);
    let width: usize = words().map(|(_, before, after, _)| before.len() + "[x]".len() + after.len() + 1).sum();
    let words = words().map(|(letter, before, after, _)| {
        let letter = terminal.paint(Paint::Strong, &format!("[{letter}]"));
        if width > columns + 1 { letter } else { format!("{before}{letter}{after}") }
    });
    words.collect::<Vec<_>>().join(" ")
}
