//! The names above the lanes of the terminal form.

use super::fan::fan;
use super::glyphs::Glyphs;
use super::layout::Layout;
use super::text::{FILLER, Line, Paint, columns_of, ink, line_width, width, wrap};
use super::words::kind_word;
use crate::report::{LaneKind, Story};

/// The lines of names. Where they do not fit side by side, every second name stands higher; where one would still be cut, they
/// stand like a fan.
pub(super) fn header(story: &Story, layout: &Layout, glyphs: &Glyphs, clean: &dyn Fn(&str) -> String) -> Vec<Line> {
    let name = |place: usize| clean(&story.lanes[layout.lanes[place]].name);
    let pitch = layout.pitch;
    let side_by_side = (0..layout.lanes.len()).all(|place| fits(&name(place), pitch - 2));
    let room = |place: usize| match (side_by_side, place % 2) {
        (true, _) => pitch - 2,
        (false, 0) => 2 * pitch - 1,
        // The lower names stand between the lifelines of the higher ones.
        (false, _) => 2 * pitch - 3,
    };
    let kind = |place: usize| story.lanes[layout.lanes[place]].kind;
    let word = |place: usize| kind_word(&story.lanes[layout.lanes[place]]);
    if (0..layout.lanes.len())
        .any(|place| !fits(&name(place), room(place)) || word(place).map_or(0, width) > room(place))
    {
        let names: Vec<_> = (0..layout.lanes.len()).map(|place| (name(place), word(place))).collect();
        return fan(story, layout, glyphs, &names);
    }
    let block = |place| names(&name(place), word(place), room(place));
    let blocks: Vec<Vec<Line>> = (0..layout.lanes.len()).map(block).collect();
    let height = |odd: usize| blocks.iter().skip(odd).step_by(2).map(Vec::len).max().unwrap_or(0);
    let low = if side_by_side { 0 } else { height(0) };
    let top = |place: usize| if place % 2 == 1 { low } else { 0 };
    let lines = height(0).max(low + height(1));
    (0..lines)
        .map(|line| {
            let mut canvas = vec![(' ', Paint::Plain); layout.columns];
            for (place, block) in blocks.iter().enumerate() {
                if line >= top(place) + block.len() {
                    canvas[layout.at[place]] = (lifeline(kind(place), glyphs), Paint::Dim);
                }
            }
            for (place, block) in blocks.iter().enumerate() {
                if let Some(text) = line.checked_sub(top(place)).and_then(|line| block.get(line)) {
                    write(&mut canvas, layout.at[place], text);
                }
            }
            canvas
        })
        .collect()
}

/// The character of a lane's lifeline.
pub(super) fn lifeline(kind: LaneKind, glyphs: &Glyphs) -> char {
    match kind {
        LaneKind::Process => glyphs.process,
        LaneKind::Store | LaneKind::Queue | LaneKind::Blobs => glyphs.infrastructure,
    }
}

/// The name in at most two lines, and the kind below it; both fit.
fn names(name: &str, word: Option<&str>, room: usize) -> Vec<Line> {
    let mut lines = wrap(&ink(name, Paint::Bold), room, 0);
    lines.extend(word.map(|word| ink(word, Paint::Dim)));
    lines
}

/// True where no word must be broken to bring the name into two lines.
fn fits(name: &str, room: usize) -> bool {
    let words_fit = name.split(' ').all(|word| width(word) <= room);
    words_fit && wrap(&ink(name, Paint::Plain), room, 0).len() <= 2
}

fn write(canvas: &mut Line, middle: usize, text: &[(char, Paint)]) {
    let columns = line_width(text);
    put(canvas, middle.saturating_sub(columns / 2), text);
}

/// Writes a text from this column on, or further left where the line would end before it.
pub(super) fn put(canvas: &mut Line, left: usize, text: &[(char, Paint)]) {
    let columns = line_width(text);
    let left = left.min(canvas.len().saturating_sub(columns));
    let end = (left + columns).min(canvas.len());
    // One element a column: a wide character is followed by a filler, which is not printed.
    let cells = text.iter().filter(|&&(c, _)| columns_of(c) > 0);
    let cells = cells.flat_map(|&(c, paint)| [(c, paint), (FILLER, paint)].into_iter().take(columns_of(c)));
    canvas.splice(left..end, cells.collect::<Line>());
}
