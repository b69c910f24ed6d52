//! Where the lanes of the terminal form stand, and how much room is left for the text.

use std::collections::BTreeSet;

use super::text::width;
use super::words::kind_word;
use crate::report::{Lane, Row, RowKind, Story};

/// Below this the text gets no lanes beside it but says them in words.
const LEAST_TEXT: usize = 22;
const WIDEST_PITCH: usize = 12;
/// Room for an arrow that is easy to see.
const GOOD_PITCH: usize = 7;
const NARROWEST_PITCH: usize = 4;

/// The columns of the terminal form.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The lanes that are drawn, as indices into the story's lanes.
    pub lanes: Vec<usize>,
    /// The columns of their lifelines, in the same order.
    pub at: Vec<usize>,
    /// From one lifeline to the next.
    pub pitch: usize,
    /// The columns of a step's number.
    pub number: usize,
    /// The column where the text starts.
    pub text: usize,
    /// All columns.
    pub columns: usize,
}

impl Layout {
    /// Lays out the lanes that the given rows touch: from the widest lanes that look well to the narrowest.
    pub(super) fn choices<'a>(story: &'a Story, rows: &[&'a Row], columns: usize) -> Vec<Layout> {
        let steps = rows.iter().map(|row| row.step).max().unwrap_or(0);
        let number = steps.to_string().len().max(2);
        let lanes = touched(story, rows);
        let first = number + 4;
        let gaps = lanes.len().saturating_sub(1);
        let widest = widest_pitch(story, &lanes, columns.saturating_sub(first + 4));
        let layout = |pitch: usize| {
            let at = (0..lanes.len()).map(|lane| first + lane * pitch).collect();
            Layout { lanes: lanes.clone(), at, pitch, number, text: first + gaps * pitch + 4, columns }
        };
        let narrowest = widest.min(GOOD_PITCH);
        let choices = (narrowest..=widest).rev().map(layout).filter(|layout| layout.text + LEAST_TEXT <= columns);
        let choices: Vec<Layout> = choices.collect();
        if lanes.is_empty() || choices.is_empty() {
            let (lanes, at, text) = (Vec::new(), Vec::new(), number + 2);
            return vec![Layout { lanes, at, pitch: widest, number, text, columns }];
        }
        choices
    }

    /// The column of a lane of the story, if it is drawn.
    pub(super) fn column(&self, lane: usize) -> Option<usize> {
        let place = self.lanes.iter().position(|&drawn| drawn == lane)?;
        Some(self.at[place])
    }

    /// The columns of the text.
    pub(super) fn text_width(&self) -> usize {
        self.columns - self.text
    }
}

fn touched(story: &Story, rows: &[&Row]) -> Vec<usize> {
    let touched: BTreeSet<usize> = rows
        .iter()
        .filter(|row| row.kind != RowKind::Broken)
        .flat_map(|row| [Some(row.from), row.to])
        .flatten()
        .filter(|&lane| lane < story.lanes.len())
        .collect();
    touched.into_iter().collect()
}

/// As wide as the names need, but the text keeps about half of the columns.
fn widest_pitch(story: &Story, lanes: &[usize], room: usize) -> usize {
    let gaps = lanes.len().saturating_sub(1).max(1);
    let text = (room * 51 / 100).max(30);
    let most = (room.saturating_sub(text) / gaps).clamp(NARROWEST_PITCH, WIDEST_PITCH);
    let wanted = lanes.iter().map(|&lane| wanted(&story.lanes[lane])).max().unwrap_or(0);
    wanted.clamp(GOOD_PITCH, WIDEST_PITCH).min(most)
}

fn wanted(lane: &Lane) -> usize {
    let kind = kind_word(lane).map_or(0, str::len);
    width(&lane.name).max(kind) + 2
}
