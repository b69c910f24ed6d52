//! Folding: what went as expected makes room for what did not.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::report::{Row, RowKind, Story};

/// How many rows stay before the break, whatever they hold.
const BEFORE_THE_BREAK: usize = 3;

/// How many rows stay from the first surprise on where even refusals are folded.
const OPENING: usize = 4;

/// How many rows more a fold takes in order to end where a message or a request begins.
const LONGEST_REST: usize = 5;

/// How many lines more than wanted it may cost to show where the messages come from that are delivered.
const FOR_SOURCES: usize = 2;

/// How many lines more than wanted it may cost to show what decided: what was looked at, and who took away what nobody finds.
const FOR_CAUSES: usize = 4;

/// How many lines more than wanted it may cost to show who made what the reason names.
const FOR_THE_NAMED: usize = 2;

/// A row, or a run of rows that one line stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The row with this index.
    Row(usize),
    /// The rows with these indices.
    Folded(Range<usize>),
}

/// Folds until at most `most` lines are left, or nothing more may be folded. `heights` are the lines of each row.
///
/// Surprises are never folded, nor are the last rows before the break. Before the first surprise, runs of rows that
/// changed nothing go first; if that is not enough, everything from the start on goes into one fold, so that what is
/// left reads without gaps. Then later runs that changed nothing, then any later runs. What is refused again and again, as in a
/// loop that nothing ends, goes last; faults never go. At the end the rows come back that put a message into a queue which is
/// delivered in what is left, where there is room; then what the one who breaks the rule has read in the same handling, and who
/// deleted what a row that is shown does not find, or had it deleted; and who made what the `reason` names and is there as it was
/// made.
pub(super) fn fold(story: &Story, reason: &str, heights: &[usize], most: usize) -> Vec<Piece> {
    let rows = &story.rows[..];
    let mut folding = Folding { folded: vec![false; rows.len()], heights, most };
    let kept: Vec<bool> = (0..rows.len()).map(|row| is_kept(rows, row)).collect();
    let first = kept.iter().position(|&kept| kept).unwrap_or(rows.len());
    let quiet = |row: usize| !kept[row] && is_quiet(&rows[row]);
    folding.runs(0..first, quiet);
    folding.prefix(rows, first);
    folding.runs(first..rows.len(), quiet);
    folding.runs(first..rows.len(), |row| !kept[row]);
    folding.runs(first + OPENING..rows.len(), |row| !is_essential(rows, row));
    folding.bring_back(FOR_SOURCES, |folded| sources(story, folded));
    folding.bring_back(FOR_CAUSES, |_| reads(story));
    folding.bring_back(0, |folded| deletes(story, folded));
    folding.bring_back(FOR_THE_NAMED, |_| makers(story, reason));
    folding.unfold_ones();
    folding.pieces()
}

/// Where the messages come from that are delivered in what is shown, the last first.
fn sources(story: &Story, folded: &[bool]) -> Vec<usize> {
    let shown = |row: &usize| !folded[*row] && story.rows[*row].kind == RowKind::Delivery;
    (0..story.rows.len()).rev().filter(shown).filter_map(|row| source(story, row)).collect()
}

/// What the process has read whose change breaks the rule, from where it took up the message or request; the last first.
fn reads(story: &Story) -> Vec<usize> {
    let rows = &story.rows[..];
    let end = rows.iter().position(|row| row.kind == RowKind::Broken).unwrap_or_default();
    let Some(breaks) = rows[..end].last().filter(|row| !is_quiet(row)) else {
        return Vec::new();
    };
    let takes_up = |row: &Row| row.to == Some(breaks.from) && matches!(row.kind, RowKind::Delivery | RowKind::Request);
    let begin = rows[..end].iter().rposition(takes_up).unwrap_or(end);
    (begin..end).rev().filter(|row| rows[*row].from == breaks.from && is_read(&rows[*row])).collect()
}

fn is_read(row: &Row) -> bool {
    let verb = row.label.split(' ').next().unwrap_or_default();
    row.kind == RowKind::Operation && matches!(verb, "load" | "query" | "get")
}

/// The rows that deleted what a shown row looks for and does not find, and the requests that had asked for it, the last first.
fn deletes(story: &Story, folded: &[bool]) -> Vec<usize> {
    let misses =
        |row: &usize| !folded[*row] && is_read(&story.rows[*row]) && story.rows[*row].outcome == "nothing there";
    let deleters = (0..story.rows.len()).rev().filter(misses).filter_map(|row| deleter(story, row));
    deleters.flat_map(|row| [Some(row), request(story, row)]).flatten().collect()
}

/// The rows that made what the reason names and nothing has changed since, the last first.
fn makers(story: &Story, reason: &str) -> Vec<usize> {
    let words: Vec<&str> = reason.split(|c: char| !c.is_alphanumeric() && !"-_/".contains(c)).collect();
    let is_named =
        |cell: &str| cell.rsplit('/').next().is_some_and(|last| words.contains(&cell) || words.contains(&last));
    let mut cells = BTreeSet::new();
    let mut makers = Vec::new();
    for (at, row) in story.rows.iter().enumerate().rev() {
        let named = row.changes.iter().filter(|it| is_named(&it.cell));
        let last = named.filter(|it| cells.insert((&it.lane, &it.cell)));
        // Not `any`: each is a cell that was met.
        if last.filter(|it| it.before.is_none() && it.after.is_some()).count() > 0 {
            makers.push(at);
        }
    }
    makers
}

/// The request in whose handling this row happened.
fn request(story: &Story, row: usize) -> Option<usize> {
    let from = story.rows[row].from;
    story.rows[..row].iter().rposition(|row| row.kind == RowKind::Request && row.to == Some(from))
}

fn deleter(story: &Story, look: usize) -> Option<usize> {
    let row = &story.rows[look];
    let (lane, (_, key)) = (story.lanes.get(row.to?)?, row.label.split_once(' ')?);
    let deletes = |row: &Row| {
        row.changes.iter().any(|it| it.lane == lane.name && it.cell == key && it.before.is_some() && it.after.is_none())
    };
    story.rows[..look].iter().rposition(deletes)
}

/// The row that last put the message of a delivery into its queue.
fn source(story: &Story, delivery: usize) -> Option<usize> {
    let row = &story.rows[delivery];
    let (lane, message) = (story.lanes.get(row.from)?, row.label.strip_prefix("deliver ")?);
    story.rows[..delivery]
        .iter()
        .rposition(|row| row.changes.iter().any(|it| it.lane == lane.name && it.cell == message && it.before.is_none()))
}

/// Nothing is different afterwards, but for a message that was done with.
fn is_quiet(row: &Row) -> bool {
    row.changes.is_empty() || row.label.starts_with("ack")
}

fn is_kept(rows: &[Row], row: usize) -> bool {
    rows[row].refused || is_essential(rows, row)
}

fn is_essential(rows: &[Row], row: usize) -> bool {
    let end = rows.iter().position(|row| row.kind == RowKind::Broken).unwrap_or(rows.len());
    let near_the_break = row < end && row + BEFORE_THE_BREAK >= end;
    let this = &rows[row];
    this.fault.is_some() || matches!(this.kind, RowKind::Crash | RowKind::Broken) || near_the_break
}

struct Folding<'a> {
    folded: Vec<bool>,
    heights: &'a [usize],
    most: usize,
}

impl Folding<'_> {
    fn fits(&self) -> bool {
        let lines = |piece: &Piece| match piece {
            Piece::Row(row) => self.heights[*row],
            Piece::Folded(_) => 1,
        };
        self.pieces().iter().map(lines).sum::<usize>() <= self.most
    }

    /// Folds each run of such rows that saves a line, one after the other.
    fn runs(&mut self, rows: Range<usize>, foldable: impl Fn(usize) -> bool) {
        let mut start = rows.start;
        while start < rows.end && !self.fits() {
            let end = (start..rows.end).find(|&row| !foldable(row)).unwrap_or(rows.end);
            if self.heights[start..end].iter().sum::<usize>() > 1 {
                self.folded[start..end].fill(true);
            }
            start = end + 1;
        }
    }

    /// Folds from the start, at least two rows, until it fits; other folds before `end` are undone.
    fn prefix(&mut self, rows: &[Row], end: usize) {
        if self.fits() || end < 2 {
            return;
        }
        self.folded[..end].fill(false);
        self.folded[0] = true;
        let mut row = 1;
        self.folded[row] = true;
        while row + 1 < end && !self.fits() {
            row += 1;
            self.folded[row] = true;
        }
        // What follows should begin with a message or a request, not in the middle of its handling.
        let begins = |row: &usize| matches!(rows[*row].kind, RowKind::Delivery | RowKind::Request);
        if let Some(next) = (row + 1..end.min(row + 1 + LONGEST_REST)).find(begins) {
            self.folded[..next].fill(true);
        }
    }

    /// Shows these rows again, as long as that costs so many lines at most.
    fn bring_back(&mut self, lines: usize, rows: impl FnOnce(&[bool]) -> Vec<usize>) {
        self.most += lines;
        for row in rows(&self.folded) {
            let before = self.folded[row];
            self.folded[row] = false;
            if !self.fits() {
                self.folded[row] = before;
            }
        }
    }

    /// A fold of one line that hides one line saves nothing.
    fn unfold_ones(&mut self) {
        for piece in self.pieces() {
            if let Piece::Folded(run) = piece
                && self.heights[run.clone()].iter().sum::<usize>() == 1
            {
                self.folded[run].fill(false);
            }
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (row, &folded) in self.folded.iter().enumerate() {
            match (folded, pieces.last_mut()) {
                (true, Some(Piece::Folded(run))) => run.end = row + 1,
                (true, _) => pieces.push(Piece::Folded(row..row + 1)),
                (false, _) => pieces.push(Piece::Row(row)),
            }
        }
        pieces
    }
}
