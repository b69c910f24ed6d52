//! Lanes and rows for hand-made stories.

use lab::report::{Change, Lane, LaneKind, Place, Row, RowKind};

pub fn lane(name: &str, kind: LaneKind) -> Lane {
    Lane { name: name.to_string(), kind }
}

/// A row that goes well, changes nothing and stands nowhere.
pub fn row(step: u32, kind: RowKind, from: usize, to: Option<usize>, label: &str, outcome: &str) -> Row {
    Row {
        step,
        kind,
        from,
        to,
        label: label.to_string(),
        outcome: outcome.to_string(),
        fault: None,
        refused: false,
        at: None,
        changes: Vec::new(),
    }
}

pub fn operation(step: u32, from: usize, to: usize, label: &str, outcome: &str) -> Row {
    row(step, RowKind::Operation, from, Some(to), label, outcome)
}

pub fn delivery(step: u32, from: usize, to: usize, label: &str) -> Row {
    row(step, RowKind::Delivery, from, Some(to), label, "")
}

/// The parts of a row that not every row has.
pub trait With: Sized {
    fn at(self, line: u32) -> Self;
    fn fault(self, fault: &str) -> Self;
    fn refused(self) -> Self;
    fn changing(self, lane: &str, cell: &str, before: Option<&str>, after: Option<&str>) -> Self;
}

impl With for Row {
    fn at(mut self, line: u32) -> Row {
        self.at = Some(Place { file: "exercises/02-lost-or-ghost/src/lib.rs".to_string(), line });
        self
    }

    fn fault(mut self, fault: &str) -> Row {
        self.fault = Some(fault.to_string());
        self
    }

    fn refused(mut self) -> Row {
        self.refused = true;
        self
    }

    fn changing(mut self, lane: &str, cell: &str, before: Option<&str>, after: Option<&str>) -> Row {
        let own = |text: &str| text.to_string();
        let (before, after) = (before.map(own), after.map(own));
        self.changes.push(Change { lane: own(lane), cell: own(cell), before, after });
        self
    }
}
