//! What stores and queues hold after each row of a story, as far as the story touches them.

use std::collections::BTreeMap;

use super::{Row, Story};

/// The cells that a story changes, each with its content; none where it is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells<'a> {
    contents: BTreeMap<(&'a str, &'a str), Option<&'a str>>,
}

impl<'a> Cells<'a> {
    /// As it is before the first row.
    pub fn before(story: &'a Story) -> Cells<'a> {
        let mut contents = BTreeMap::new();
        for change in story.rows.iter().flat_map(|row| &row.changes) {
            contents.entry((change.lane.as_str(), change.cell.as_str())).or_insert(change.before.as_deref());
        }
        Cells { contents }
    }

    /// Lets the row happen.
    pub fn follow(&mut self, row: &'a Row) {
        for change in &row.changes {
            self.contents.insert((change.lane.as_str(), change.cell.as_str()), change.after.as_deref());
        }
    }

    /// Lane, cell and content, in this order; those that are not there, too.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str, Option<&'a str>)> {
        self.contents.iter().map(|(&(lane, cell), &content)| (lane, cell, content))
    }
}
