//! The rows of the picture, and where they stand.

use std::fmt::Write;

use super::svg_shapes::shape;
use super::text::{Paint, clean, cut, ink, keep_lines, width, wrap};
use super::words::{kind_word, tell};
use crate::report::{Lane, RowKind, Story};

/// Pixels, rounded up, that one column of the monospaced text takes in the widest of the usual fonts.
const COLUMN: f64 = 7.4;
const LINE: usize = 17;
const NAME_COLUMNS: usize = 22;
/// A name that is never folded.
const SHORT_NAME: usize = 9;

/// How much room a drawing has.
pub(super) struct Room {
    /// Pixels above the lanes' boxes.
    pub top: usize,
    /// After so many columns the text of a row goes on in the next line.
    pub text_columns: usize,
    /// Pixels from one lane to the next, at least.
    pub pitch: usize,
    /// Pixels between two names, at least.
    pub gap: usize,
    /// A long name may take two lines.
    pub folds: bool,
}

/// Where everything stands, in pixels.
pub(super) struct Frame {
    /// The middle of each lane.
    pub at: Vec<usize>,
    /// From one lane to the next.
    pub pitch: usize,
    /// Long names take two lines.
    pub folds: bool,
    /// The upper edge of the lanes' boxes.
    pub top: usize,
    /// The rows, as many as the story has.
    pub rows: Vec<Drawn>,
    /// Where the text of the rows starts.
    pub text: usize,
    /// Where the places in the code end.
    pub edge: usize,
    pub width: usize,
    pub height: usize,
}

/// One row: its arrow's height and its texts.
pub(super) struct Drawn {
    pub y: usize,
    id: String,
    alarm: String,
    lines: Vec<String>,
    place: String,
}

fn pixels(columns: usize) -> usize {
    (columns as f64 * COLUMN).ceil() as usize
}

impl Frame {
    pub(super) fn new(story: &Story, room: &Room) -> Frame {
        let names = story
            .lanes
            .iter()
            .map(|lane| lines_of(lane, room.folds))
            .map(|(name, rest)| width(&name).max(if room.folds { rest.as_deref().map_or(0, width) } else { 0 }));
        let pitch = (pixels(names.max().unwrap_or(0).min(NAME_COLUMNS)) + room.gap).max(room.pitch);
        let at: Vec<usize> = (0..story.lanes.len()).map(|lane| 48 + pitch / 2 + lane * pitch).collect();
        let text = 48 + story.lanes.len() * pitch + 16;
        let top = room.top;
        let mut height = top + 40 + 28;
        let mut rows: Vec<Drawn> = Vec::new();
        for place in 0..story.rows.len() {
            let drawn = Drawn::new(story, place, height, room.text_columns);
            height += drawn.lines.len().max(1) * LINE + 11;
            rows.push(drawn);
        }
        let columns = rows.iter().flat_map(|row| &row.lines).map(|line| width(line)).max().unwrap_or(0);
        let places = rows.iter().map(|row| width(&row.place)).max().unwrap_or(0);
        let edge = text + pixels(columns) + if places > 0 { 24 + pixels(places) } else { 0 };
        Frame { at, pitch, folds: room.folds, top, rows, text, edge, width: edge + 20, height }
    }

    pub(super) fn name(&self, out: &mut String, x: usize, y: usize, name: &str) {
        text(out, x, y, "name mid", &cut(name, NAME_COLUMNS, "…"));
    }
}

impl Drawn {
    fn new(story: &Story, place: usize, y: usize, columns: usize) -> Drawn {
        let row = &story.rows[place];
        let told = tell(story, row, "BROKEN", &clean);
        let mut lines = limited(&told.sentence(), 6, columns);
        for change in &told.changes {
            lines.extend(limited(&format!("└ {change}"), 3, columns));
        }
        Drawn { y, id: row_id(story, place), alarm: told.alarm, lines, place: cut(&told.place, 28, "…") }
    }
}

/// The id of a row: of its step, and where it is not the first of it, which one.
pub(super) fn row_id(story: &Story, place: usize) -> String {
    let step = story.rows[place].step;
    match story.rows[..place].iter().filter(|other| other.step == step).count() {
        0 => format!("step-{step}"),
        before => format!("step-{step}-{}", before + 1),
    }
}

/// The name of a lane, and the line below it: what it is, or where names may be folded the second part of a long name.
pub(super) fn lines_of(lane: &Lane, folds: bool) -> (String, Option<String>) {
    let name = clean(&lane.name);
    match (kind_word(lane), name.rsplit_once(' ')) {
        (Some(kind), _) => (name, Some(kind.to_string())),
        (None, Some((first, second))) if folds && width(&name) > SHORT_NAME => {
            (first.to_string(), Some(second.to_string()))
        }
        (None, _) => (name, None),
    }
}

/// The text in at most so many lines.
fn limited(text: &str, most: usize, columns: usize) -> Vec<String> {
    let lines = keep_lines(wrap(&ink(text, Paint::Plain), columns, 2), most, columns, "…");
    let lines = lines.into_iter().filter(|line| !line.is_empty());
    lines.map(|line| line.iter().map(|ink| ink.0).collect()).collect()
}

/// A row as a group of its own.
pub(super) fn row(out: &mut String, story: &Story, frame: &Frame, place: usize) {
    let (row, drawn) = (&story.rows[place], &frame.rows[place]);
    let tone = match row.kind {
        RowKind::Broken => " broken",
        RowKind::Crash => " fault",
        _ if row.fault.is_some() => " fault",
        _ if row.refused => " refused",
        _ => "",
    };
    let _ = writeln!(out, "<g class=\"row{tone}\" id=\"{}\">", drawn.id);
    let second = place > 0 && story.rows[place - 1].step == row.step;
    if !second {
        text(out, 40, drawn.y + 4, "dim end", &row.step.to_string());
    }
    shape(out, row, frame, drawn.y);
    for (line, words) in drawn.lines.iter().enumerate() {
        let y = drawn.y + 4 + line * LINE;
        let alarm =
            if line == 0 { words.strip_prefix(drawn.alarm.as_str()).filter(|_| !drawn.alarm.is_empty()) } else { None };
        match alarm {
            Some(rest) => {
                let (x, alarm, rest) = (frame.text, escape(&drawn.alarm), escape(rest));
                let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\"><tspan class=\"alarm\">{alarm}</tspan>{rest}</text>");
            }
            None => text(out, frame.text, y, "words", words),
        }
    }
    if !drawn.place.is_empty() {
        text(out, frame.edge, drawn.y + 4, "dim end", &drawn.place);
    }
    out.push_str("</g>\n");
}

/// One line of text; `words` is escaped here.
pub(super) fn text(out: &mut String, x: usize, y: usize, class: &str, words: &str) {
    let _ = writeln!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escape(words));
}

/// The text with everything that XML takes for markup as entities.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
    out
}
