//! Lanes and rows for hand-made stories.

use lab::report::{Lane, LaneKind, Place, Row, RowKind};

pub fn lane(name: &str, kind: LaneKind) -> Lane {
    Lane { name: name.to_string(), kind }
}

pub fn row(step: u32, kind: RowKind, from: usize, to: Option<usize>, label: &str, outcome: &str) -> Row {
    Row::new(step, kind, from, to, label, outcome)
}

pub fn operation(step: u32, from: usize, to: usize, label: &str, outcome: &str) -> Row {
    row(step, RowKind::Operation, from, Some(to), label, outcome)
}

pub fn delivery(step: u32, from: usize, to: usize, label: &str) -> Row {
    row(step, RowKind::Delivery, from, Some(to), label, "")
}

/// Where in the code.
pub trait With: Sized {
    fn at(self, line: u32) -> Self;
}

impl With for Row {
    fn at(mut self, line: u32) -> Row {
        self.at = Some(Place { file: "exercises/02-lost-or-ghost/src/lib.rs".to_string(), line });
        self
    }
}
