//! One row between the lanes: lifelines, arrows, crosses.

use super::glyphs::Glyphs;
use super::header::lifeline;
use super::layout::Layout;
use super::text::{Line, Paint};
use crate::report::{Row, RowKind, Story};

/// What a fault does to an arrow.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Harm {
    /// It arrives.
    None,
    /// It is lost on its way.
    Lost,
    /// It arrives and has no effect there: nothing is applied.
    TurnedAway,
    /// It is applied, but who asked cannot know.
    Doubtful,
    /// The same: not applied.
    DoubtfulLost,
    /// It comes a second time.
    Double,
}

impl Harm {
    /// True where the arrow reaches its end and has its effect there.
    pub(super) fn arrives(self) -> bool {
        !matches!(self, Harm::Lost | Harm::TurnedAway | Harm::DoubtfulLost)
    }

    /// What the row's fault does to its arrow.
    pub(super) fn of(row: &Row) -> Harm {
        let fault = row.fault.as_deref().unwrap_or("");
        let answered = row.kind == RowKind::Operation;
        match fault {
            "lost response" if answered => Harm::Doubtful,
            "lost request" | "lost response" => Harm::Lost,
            "unavailable" => Harm::TurnedAway,
            "duplicate" => Harm::Double,
            fault if fault.starts_with("ambiguous") && fault.contains("not applied") => Harm::DoubtfulLost,
            fault if fault.starts_with("ambiguous") => Harm::Doubtful,
            _ => Harm::None,
        }
    }
}

/// The lifelines alone, up to the column where the text starts.
pub(super) fn lifelines(story: &Story, layout: &Layout, glyphs: &Glyphs) -> Line {
    let mut cells = vec![(' ', Paint::Plain); layout.text];
    for (&lane, &at) in layout.lanes.iter().zip(&layout.at) {
        cells[at] = (lifeline(story.lanes[lane].kind, glyphs), Paint::Dim);
    }
    cells
}

/// The first line of a row, up to the column where the text starts.
pub(super) fn cells(story: &Story, row: &Row, layout: &Layout, glyphs: &Glyphs) -> Line {
    let mut cells = lifelines(story, layout, glyphs);
    let paint = paint(row);
    if row.kind == RowKind::Broken {
        break_line(&mut cells, row, layout, glyphs);
        return cells;
    }
    let Some(from) = layout.column(row.from) else {
        return cells;
    };
    match (row.kind, row.to.and_then(|to| layout.column(to))) {
        (RowKind::Crash, _) => {
            cells[from - 1..=from + 1].fill((glyphs.heavy, paint));
            cells[from] = (glyphs.cross, paint);
        }
        (RowKind::Note, _) => {
            let glyph = if row.fault.is_some() { glyphs.fault } else { glyphs.note };
            cells[from] = (glyph, paint);
        }
        (_, Some(to)) if to != from => Arrow { row, from, to, paint, glyphs }.draw(&mut cells),
        _ => cells[from] = (glyphs.start, paint),
    }
    cells
}

/// How the row is painted where it is more than plain.
pub(super) fn paint(row: &Row) -> Paint {
    if row.fault.is_some() || matches!(row.kind, RowKind::Crash | RowKind::Broken) {
        Paint::Red
    } else if row.refused {
        Paint::Yellow
    } else {
        Paint::Plain
    }
}

fn break_line(cells: &mut Line, row: &Row, layout: &Layout, glyphs: &Glyphs) {
    let (Some(&first), Some(&last)) = (layout.at.first(), layout.at.last()) else {
        return;
    };
    cells[first - 1..=last + 1].fill((glyphs.heavy, Paint::Alarm));
    let at = layout.column(row.from).unwrap_or(first);
    cells[at] = (glyphs.cross, Paint::Alarm);
}

struct Arrow<'a> {
    row: &'a Row,
    from: usize,
    to: usize,
    paint: Paint,
    glyphs: &'a Glyphs,
}

impl Arrow<'_> {
    fn draw(&self, cells: &mut Line) {
        let harm = Harm::of(self.row);
        let (low, high) = (self.from.min(self.to), self.from.max(self.to));
        let middle = self.middle(low, high, cells);
        let beyond = |at: usize| if self.to > self.from { at > middle } else { at < middle };
        for (at, cell) in cells.iter_mut().enumerate().take(high).skip(low + 1) {
            if !(harm == Harm::Lost && beyond(at)) {
                *cell = (self.shaft(cell.0, harm, at - low), self.paint);
            }
        }
        let tip = if self.to > self.from { self.to - 1 } else { self.to + 1 };
        match harm {
            Harm::Lost => {}
            Harm::TurnedAway | Harm::DoubtfulLost => cells[tip] = (self.glyphs.cross, self.paint),
            _ if self.to > self.from => cells[tip] = (self.glyphs.right, self.paint),
            _ => cells[tip] = (self.glyphs.left, self.paint),
        }
        match harm {
            Harm::Lost => cells[middle] = (self.glyphs.cross, self.paint),
            Harm::Doubtful | Harm::DoubtfulLost if middle != tip => cells[middle] = ('?', self.paint),
            _ => {}
        }
        self.ends(cells);
    }

    fn ends(&self, cells: &mut Line) {
        cells[self.from] = (self.glyphs.start, self.paint);
        if self.row.refused {
            // The answer of a service is refused where it comes from.
            let wall = if self.row.kind == RowKind::Response { self.from } else { self.to };
            cells[wall] = (self.glyphs.wall, self.paint);
        }
    }

    fn shaft(&self, below: char, harm: Harm, along: usize) -> char {
        if self.row.kind == RowKind::Response {
            self.glyphs.dash[along % 2]
        } else if harm == Harm::Double {
            self.glyphs.double
        } else if below == self.glyphs.process {
            self.glyphs.passing
        } else {
            self.glyphs.line
        }
    }

    /// Midway, but beside a lifeline rather than on it.
    fn middle(&self, low: usize, high: usize, cells: &Line) -> usize {
        let middle = (low + high) / 2;
        if cells[middle].0 == ' ' { middle } else { middle - 1 }
    }
}
