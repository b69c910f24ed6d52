//! Draws a [`Report`] or its [`Story`]: for a terminal, as SVG, as Mermaid.

use crate::report::{Report, Story};

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

/// The report for a terminal: the story, the rule that broke, how little it takes.
pub fn terminal(_report: &Report, _style: Style) -> String {
    String::new()
}

/// The story as one self-contained SVG picture.
pub fn svg(_story: &Story, _title: &str) -> String {
    String::new()
}

/// The story as a Mermaid sequence diagram.
pub fn mermaid(_story: &Story) -> String {
    String::new()
}
