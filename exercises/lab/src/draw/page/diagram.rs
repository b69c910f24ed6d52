//! The sequence diagram of the page: the names of the lanes apart, so that they stay in sight, and a band behind each event.

use std::fmt::Write;

use super::super::svg::{header, lifelines, tips};
use super::super::svg_parts::{Frame, Room, row};
use super::super::words::lane_words;
use crate::report::{RowKind, Story};

/// The title stands elsewhere on the page, and the words beside the diagram.
const ROOM: Room = Room { top: 6, text_columns: 40, pitch: 80, gap: 20, folds: true };
/// From the upper edge of the names to the first event.
const NAMES: usize = 52;
/// From the upper edge of a band to its arrow.
const ABOVE: usize = 16;

/// The diagram is made smaller where there is little room, but not so small that nobody can read it: then it is scrolled.
pub(super) fn sizes(story: &Story) -> String {
    let width = Frame::new(story, &ROOM).width;
    format!(".diagram svg {{ min-width: {}px; max-width: {}px; }}\n", width * 17 / 20, width * 6 / 5)
}

/// What the picture shows, without its events.
pub(super) fn in_short(story: &Story) -> String {
    let lanes: Vec<String> = story.lanes.iter().map(lane_words).collect();
    format!("A sequence diagram between {}. Its {} events follow in words.", lanes.join(", "), story.rows.len())
}

/// Two pictures of the same width.
pub(super) fn diagram(story: &Story) -> String {
    let frame = Frame::new(story, &ROOM);
    let mut out = open("lanes", &frame, 0, NAMES);
    header(&mut out, story, &frame);
    out.push_str("</svg>\n");
    out += &open("rows", &frame, NAMES, frame.height);
    tips(&mut out);
    bands(&mut out, story, &frame);
    lifelines(&mut out, story, &frame);
    for place in 0..story.rows.len() {
        row(&mut out, story, &frame, place);
    }
    out.push_str("</svg>\n");
    out
}

fn open(class: &str, frame: &Frame, from: usize, to: usize) -> String {
    let (width, height) = (frame.width, to - from);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"story {class}\" aria-hidden=\"true\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 {from} {width} {height}\">\n"
    )
}

/// What is clicked, and what shows which event is the selected one: by a mark at its left, too.
fn bands(out: &mut String, story: &Story, frame: &Frame) {
    for (place, row) in story.rows.iter().enumerate() {
        let y = frame.rows[place].y - ABOVE;
        let end = frame.rows.get(place + 1).map_or(frame.height, |next| next.y - ABOVE);
        let class = if row.kind == RowKind::Broken { " broken" } else { "" };
        let _ = writeln!(
            out,
            "<g class=\"band{class}\" data-at=\"{}\"><rect y=\"{y}\" width=\"{}\" height=\"{}\"/><path d=\"M4 {}l10 6 -10 6z\"/></g>",
            place + 1,
            frame.width,
            end - y,
            y + ABOVE - 6
        );
    }
}
