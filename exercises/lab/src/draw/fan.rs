//! Names above many narrow lanes: like a fan, the middle ones highest, so that each has a line of its own to one side.

use super::glyphs::Glyphs;
use super::header::{lifeline, put};
use super::layout::Layout;
use super::text::{Ink, Line, Paint, cut, ink, line_width};
use crate::report::{Lane, Story};

/// The lines of names. `names` holds one of each lane, with the word for its kind, clean and in the order of the lanes.
///
/// A name left of the middle ends at its lane, one right of it starts there. What it passes over are lanes that stand lower and
/// so have not begun.
pub(super) fn fan(
    story: &Story,
    layout: &Layout,
    glyphs: &Glyphs,
    names: &[(String, Option<&'static str>)],
) -> Vec<Line> {
    let count = layout.lanes.len();
    let left = count / 2;
    let height = left.max(count - left);
    let line_of = |place: usize| if place < left { height - 1 - place } else { height - (count - place) };
    let lane = |place: usize| -> &Lane { &story.lanes[layout.lanes[place]] };
    let mut canvas = vec![vec![(' ', Paint::Plain); layout.columns]; height];
    for place in 0..count {
        for line in &mut canvas[line_of(place) + 1..] {
            line[layout.at[place]] = (lifeline(lane(place).kind, glyphs), Paint::Dim);
        }
    }
    for (place, name) in names.iter().enumerate() {
        let (at, line) = (layout.at[place], &mut canvas[line_of(place)]);
        if place < left {
            // It ends at its lane, or as far right as it must and may: the next lane has begun.
            let text = words(name, layout.at[place + 1] - 1, glyphs);
            put(line, (at + 1).saturating_sub(line_width(&text)), &text);
        } else {
            put(line, at, &words(name, layout.columns - at, glyphs));
        }
    }
    canvas
}

/// The name, and its kind where there is room for it.
fn words((name, kind): &(String, Option<&'static str>), room: usize, glyphs: &Glyphs) -> Vec<Ink> {
    let mut text = ink(&cut(name, room, glyphs.ellipsis), Paint::Bold);
    let kind = kind.map(|kind| ink(&format!(" {kind}"), Paint::Dim)).unwrap_or_default();
    if line_width(&text) + line_width(&kind) <= room {
        text.extend(kind);
    }
    text
}
