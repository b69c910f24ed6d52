//! The screen: what is checked and how it stands above, a page that can be scrolled between, the next step and the keys below.

use std::io::{self, Write as _};

use super::fold::fold;
use super::keys::{self, Scroll};
use crate::keyboard;
use crate::markdown::cut;
use crate::terminal::{self, Paint, Terminal};
use crate::verbs::mob::Banner;

/// The lines above the page: state, rule, a line.
const ABOVE: usize = 3;
/// The lines below it, without banner: next step, keys.
const BELOW: usize = 2;

/// All that is shown.
#[derive(Debug)]
pub struct Screen {
    /// The exercise.
    pub name: String,
    /// How it stands.
    pub state: (Paint, String),
    /// Which test fails first.
    pub rung: String,
    /// Why it fails.
    pub rule: String,
    /// What the page is, where it is not the result.
    pub title: &'static str,
    /// The page.
    pub page: Vec<String>,
    /// The next step.
    pub next: String,
    /// Something that came up; stands in the place of the next step.
    pub note: Option<String>,
    /// The line of a mob that is at work.
    banner: Option<Banner>,
    /// There is a debrief to read.
    pub debrief: bool,
    /// The first row of the page that is shown.
    top: usize,
}

impl Screen {
    /// An empty one.
    pub fn new() -> Screen {
        Screen {
            name: String::new(),
            state: (Paint::Faint, String::new()),
            rung: String::new(),
            rule: String::new(),
            title: "",
            page: Vec::new(),
            next: String::new(),
            note: None,
            banner: None,
            debrief: false,
            top: 0,
        }
    }

    /// Another page, shown from this line on if it does not fit as a whole.
    pub fn turn_to(&mut self, title: &'static str, page: Vec<String>, from: usize) {
        let (columns, _) = size();
        self.top = page.iter().take(from).map(|line| fold(line, columns).len()).sum();
        (self.title, self.page) = (title, page);
        self.note = None;
        self.scroll(None);
    }

    /// Shows another part of the page; at least the page never ends above the last row.
    pub fn scroll(&mut self, scroll: Option<Scroll>) {
        let (columns, rows) = size();
        let room = self.room(rows);
        let last = self.rows(columns).len().saturating_sub(room);
        let top = match scroll {
            None => self.top,
            Some(Scroll::Up) => self.top.saturating_sub(1),
            Some(Scroll::Down) => self.top + 1,
            Some(Scroll::PageUp) => self.top.saturating_sub(room.saturating_sub(1).max(1)),
            Some(Scroll::PageDown) => self.top + room.saturating_sub(1).max(1),
            Some(Scroll::Home) => 0,
            Some(Scroll::End) => last,
        };
        self.top = top.min(last);
    }

    /// The line of a mob, drawn where it is another one now, with a bell where the overtime begins.
    pub fn show_banner(&mut self, banner: Option<Banner>) {
        if banner == self.banner {
            return;
        }
        let is_over = |banner: &Option<Banner>| banner.as_ref().is_some_and(|banner| banner.overtime);
        if is_over(&banner) && !is_over(&self.banner) {
            let _ = io::stdout().write_all(b"\x07");
        }
        self.banner = banner;
        self.draw();
    }

    /// Draws all of it. Where the terminal is gone the keyboard will tell.
    pub fn draw(&mut self) {
        self.scroll(None);
        let terminal = Terminal::detect();
        let (columns, rows) = size();
        let _ = keyboard::show(&self.lines(&terminal, columns, rows), rows);
    }

    fn lines(&self, terminal: &Terminal, columns: usize, rows: usize) -> Vec<String> {
        let room = self.room(rows);
        let page = self.rows(columns);
        let shown = page.iter().skip(self.top).take(room);
        let mut lines = self.above(terminal, columns, page.len(), room);
        lines.extend(shown.cloned());
        lines.resize(ABOVE + room, String::new());
        if let Some(banner) = &self.banner {
            lines.push(banner_row(terminal, banner, columns));
        }
        let next = self.note.as_ref().unwrap_or(&self.next);
        lines.push(cut(next, columns, terminal));
        lines.push(keys::line(terminal, self.debrief, columns));
        lines
    }

    fn above(&self, terminal: &Terminal, columns: usize, all: usize, room: usize) -> Vec<String> {
        let (paint, state) = &self.state;
        let width = [&self.name, state, &self.rung].iter().map(|text| text.chars().count() + 2).sum::<usize>() - 2;
        let no_rung = self.rung.is_empty() || width > columns;
        let rung = if no_rung { String::new() } else { format!("  {}", self.rung) };
        let name = terminal.paint(Paint::Strong, &self.name);
        let head = format!("{name}  {}{rung}", terminal.paint(*paint, state));
        let dash = terminal.glyph("─", "-");
        let left = if self.title.is_empty() { String::new() } else { format!("{dash}{dash} {} ", self.title) };
        let last = (self.top + room).min(all);
        let right = match all > room {
            true => format!(" lines {} to {last} of {all}, arrows scroll {dash}{dash}", self.top + 1),
            false => String::new(),
        };
        let gap = columns.saturating_sub(left.chars().count() + right.chars().count());
        let line = terminal.paint(Paint::Faint, &format!("{left}{}{right}", dash.repeat(gap)));
        vec![head, cut(&self.rule, columns, terminal), line]
    }

    /// How many rows the page has.
    fn room(&self, rows: usize) -> usize {
        rows.saturating_sub(ABOVE + BELOW + usize::from(self.banner.is_some())).max(1)
    }

    /// The whole page in rows of this width.
    fn rows(&self, columns: usize) -> Vec<String> {
        self.page.iter().flat_map(|line| fold(line, columns)).collect()
    }
}

/// Overtime fills the row, light on dark or dark on light, whichever the rest is not.
fn banner_row(terminal: &Terminal, banner: &Banner, columns: usize) -> String {
    let text = cut(&banner.words, columns, terminal);
    match banner.overtime {
        true if terminal.style.color => {
            format!("\u{1b}[7m{}", terminal.paint(Paint::Bad, &format!("{text:<columns$}")))
        }
        _ => terminal.paint(Paint::Strong, &text),
    }
}

/// Columns and rows of now, but never fewer than can be drawn in.
fn size() -> (usize, usize) {
    let (columns, rows) = terminal::size();
    (columns.max(20), rows.max(ABOVE + BELOW + 1))
}
