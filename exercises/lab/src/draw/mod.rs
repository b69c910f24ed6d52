//! Draws a [`Report`](crate::report::Report) or its [`Story`](crate::report::Story): for a terminal, as SVG, as Mermaid, as a page.
//!
//! All of them tell the same rows in the same words. Nothing here reads the environment: what the terminal can show
//! comes in as a [`Style`]. Names, labels and contents may hold what a learner typed, so they are cleaned or escaped
//! in one place for each form.

mod block;
mod cells;
mod changes;
mod fan;
mod fold;
mod glyphs;
mod header;
mod layout;
mod mermaid;
mod page;
mod svg;
mod svg_parts;
mod svg_shapes;
mod terminal;
mod text;
mod verdict;
mod words;

pub use mermaid::mermaid;
pub use page::{Around, page};
pub use svg::svg;
pub use terminal::{tail, terminal};

/// The text without the numbers of lines, as in `lib.rs:12`: they change with each edit of a comment, and no story does by that.
pub fn masked(text: &str) -> String {
    let mut parts = text.split(".rs:");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        out += ".rs:";
        out += part.trim_start_matches(|letter: char| letter.is_ascii_digit());
    }
    out
}

/// What the place of display can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The width in columns; no line is longer. At least 60 is used.
    pub columns: usize,
    /// Box-drawing and arrow characters; else plain ASCII.
    pub unicode: bool,
    /// ANSI colours. Colour only repeats what a word or a glyph says.
    pub color: bool,
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn numbers_of_lines_are_masked_and_others_are_not() {
        assert_eq!(masked("at lib.rs:82, 3 times"), masked("at lib.rs:7, 3 times"));
        assert_ne!(masked("at lib.rs:82, 3 times"), masked("at lib.rs:82, 4 times"));
    }
}
