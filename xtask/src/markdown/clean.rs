//! What the terminal can show of a text.

use crate::terminal::Terminal;

/// No control characters; where the terminal shows only ASCII, the nearest of it.
pub fn clean(text: &str, terminal: &Terminal) -> String {
    let letters = text.chars().filter(|c| !c.is_control());
    if terminal.style.unicode {
        letters.collect()
    } else {
        letters.flat_map(|c| ascii(c).chars().collect::<Vec<_>>()).collect()
    }
}

/// The same in at most so many columns: what is left out is marked at the end.
pub fn cut(text: &str, columns: usize, terminal: &Terminal) -> String {
    let text = clean(text, terminal);
    if text.chars().count() <= columns {
        return text;
    }
    let end = terminal.glyph("…", "...");
    let room = columns.saturating_sub(end.chars().count());
    text.chars().take(room).collect::<String>() + end
}

/// Signs of stories keep their width, so that the columns stay below each other.
fn ascii(c: char) -> String {
    let known = match c {
        c if c.is_ascii() => return c.to_string(),
        '→' => "->",
        '←' => "<-",
        '…' => "...",
        '–' | '—' | '·' | '•' | '─' | '╌' | '┄' => "-",
        '’' | '‘' => "'",
        '“' | '”' => "\"",
        '×' | '✗' => "x",
        '✓' | '┼' => "+",
        '│' | '║' => "|",
        '┊' | '⋮' => ":",
        '●' => "o",
        '▶' => ">",
        '◀' => "<",
        '━' => "=",
        '└' => "\\",
        '\u{a0}' => " ",
        _ => "?",
    };
    known.to_string()
}
