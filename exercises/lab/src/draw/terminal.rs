//! The report for a terminal: a sequence diagram and what it means.

use super::Style;
use super::block::block;
use super::cells::{cells, lifelines, paint};
use super::fold::{Piece, fold};
use super::glyphs::{ASCII, Glyphs, UNICODE};
use super::header::header;
use super::layout::Layout;
use super::text::{GLUE, Line, Paint, clean_for, cut, ink, keep_lines, line_width, print, width, wrap};
use super::verdict::broken_word;
use super::words::{Told, path_words, tell};
use crate::report::{Report, Row, RowKind, Story};

/// The diagram is folded until it has at most so many lines, or nothing more may be folded.
const MOST_LINES: usize = 22;
const MOST_TEXT_LINES: usize = 4;
const MOST_CHANGE_LINES: usize = 2;

/// The report for a terminal: the story, the rule that broke, how little it takes. It ends with a line feed.
pub fn terminal(report: &Report, style: Style) -> String {
    let style = Style { columns: style.columns.max(60), ..style };
    let glyphs = if style.unicode { &UNICODE } else { &ASCII };
    let mut lines = Vec::new();
    if let Some(story) = report.story.as_ref().filter(|story| !story.rows.is_empty()) {
        let title = cut(&clean_for(style, &report.title), style.columns, glyphs.ellipsis);
        lines.extend([ink(&title, Paint::Bold), Line::new()]);
        let reason = report.reason.as_deref().unwrap_or_default();
        let diagram = Diagram::new(story, reason, style, glyphs, broken_word(report));
        lines.extend(diagram.iter().flat_map(Diagram::draw));
        lines.push(Line::new());
    }
    lines.extend(block(report, style, glyphs));
    print(&lines, style)
}

/// The end of the report's story in at most so many lines, for a run in the making; one of them stands for what came before it.
/// All columns are drawn, so that they stay where they are. It ends with a line feed; empty where there is no row.
pub fn tail(report: &Report, most: usize, style: Style) -> String {
    let style = Style { columns: style.columns.max(60), ..style };
    let glyphs = if style.unicode { &UNICODE } else { &ASCII };
    let Some(story) = &report.story else { return String::new() };
    let all = (0..story.rows.len()).map(Piece::Row).collect();
    let diagram = Diagram::best(story, style, glyphs, broken_word(report), all);
    print(&diagram.map(|diagram| diagram.tail(most)).unwrap_or_default(), style)
}

struct Diagram<'a> {
    story: &'a Story,
    style: Style,
    glyphs: &'a Glyphs,
    broken: &'static str,
    pieces: Vec<Piece>,
    layout: Layout,
}

impl<'a> Diagram<'a> {
    /// Lays out all rows to learn how high they are, folds, and lays out again: fewer lanes may be left.
    fn new(
        story: &'a Story,
        reason: &str,
        style: Style,
        glyphs: &'a Glyphs,
        broken: &'static str,
    ) -> Option<Diagram<'a>> {
        let all = (0..story.rows.len()).map(Piece::Row).collect();
        let diagram = Diagram::best(story, style, glyphs, broken, all)?;
        let heights: Vec<usize> = story.rows.iter().map(|row| diagram.row(row, None).len()).collect();
        Diagram::best(story, style, glyphs, broken, fold(story, reason, &heights, MOST_LINES))
    }

    /// The widest lanes that cost no line more than narrower ones.
    fn best(
        story: &'a Story,
        style: Style,
        glyphs: &'a Glyphs,
        broken: &'static str,
        pieces: Vec<Piece>,
    ) -> Option<Diagram<'a>> {
        let shown = |piece: &Piece| match piece {
            Piece::Row(row) => Some(&story.rows[*row]),
            Piece::Folded(_) => None,
        };
        let rows: Vec<&Row> = pieces.iter().filter_map(shown).collect();
        Layout::choices(story, &rows, style.columns)
            .into_iter()
            .map(|layout| Diagram { story, style, glyphs, broken, pieces: pieces.clone(), layout })
            .min_by_key(|diagram| diagram.draw().len())
    }

    fn draw(&self) -> Vec<Line> {
        let mut lines = header(self.story, &self.layout, self.glyphs, &|text| clean_for(self.style, text));
        let mut before = None;
        for piece in &self.pieces {
            match piece {
                Piece::Row(row) => {
                    let row = &self.story.rows[*row];
                    lines.extend(self.row(row, before));
                    before = Some(row.step);
                }
                Piece::Folded(run) => lines.push(self.folded(&self.story.rows[run.clone()])),
            }
        }
        lines
    }

    fn tail(&self, most: usize) -> Vec<Line> {
        let rows = &self.story.rows;
        let mut lines = header(self.story, &self.layout, self.glyphs, &|text| clean_for(self.style, text));
        let room = most.saturating_sub(lines.len());
        let heights: Vec<usize> = rows.iter().map(|row| self.row(row, None).len()).collect();
        let fits = |first: &usize| heights[*first..].iter().sum::<usize>() + usize::from(*first > 0) <= room;
        let first = (0..rows.len()).find(fits).unwrap_or(rows.len().saturating_sub(1));
        if first > 0 {
            lines.push(self.fold(&rows[..first], " came before"));
        }
        for at in first..rows.len() {
            let before = at.checked_sub(1).filter(|before| *before >= first).map(|before| rows[before].step);
            lines.extend(self.row(&rows[at], before));
        }
        lines
    }

    fn row(&self, row: &Row, before: Option<u32>) -> Vec<Line> {
        let told = tell(self.story, row, self.broken, &|text| clean_for(self.style, text));
        let first = cells(self.story, row, &self.layout, self.glyphs);
        let next = match row.kind {
            RowKind::Broken => vec![(' ', Paint::Plain); self.layout.text],
            _ => lifelines(self.story, &self.layout, self.glyphs),
        };
        let mut lines = Vec::new();
        for (place, text) in self.text(row, &told).into_iter().enumerate() {
            let mut line = if place == 0 { first.clone() } else { next.clone() };
            if place == 0 && before != Some(row.step) {
                let number = format!("{:>1$}", row.step, self.layout.number);
                line.splice(..number.len(), ink(&number, Paint::Dim));
            }
            line.extend(text);
            lines.push(line);
        }
        lines
    }

    /// The lines right of the lanes: what happens, where, and what it changed.
    fn text(&self, row: &Row, told: &Told) -> Vec<Line> {
        let room = self.layout.text_width();
        let lines = wrap(&self.words(row, told), room, 2);
        let mut lines = keep_lines(lines, MOST_TEXT_LINES, room, self.glyphs.ellipsis);
        if !told.changes.is_empty() {
            let paint = Paint::Plain;
            let text = ink(&(self.glyphs.change.to_string() + &told.changes.join("; ")), paint);
            let indent = self.glyphs.change.len().min(3);
            let changed = wrap(&text, room, indent);
            lines.extend(keep_lines(changed, MOST_CHANGE_LINES, room, self.glyphs.ellipsis));
        }
        self.put_place(&mut lines, &told.place);
        lines
    }

    fn words(&self, row: &Row, told: &Told) -> Line {
        let arrow = clean_for(self.style, "→");
        let mut words = Line::new();
        if self.layout.lanes.is_empty() && row.kind != RowKind::Broken {
            words.extend(ink(&format!("[{}] ", clean_for(self.style, &path_words(self.story, row))), Paint::Dim));
        }
        let alarm = if row.kind == RowKind::Broken { Paint::Alarm } else { paint(row) };
        words.extend(ink(&told.alarm, alarm));
        let silent = told.label.is_empty() && told.outcome.is_empty();
        words.extend(ink(if told.alarm.is_empty() || silent { "" } else { ": " }, alarm));
        words.extend(ink(&told.label, Paint::Plain));
        if !told.label.is_empty() && !told.outcome.is_empty() {
            words.extend(ink(&format!(" {arrow}{GLUE}"), Paint::Plain));
        }
        if row.refused {
            let outcome = told.outcome.replacen("refused: ", &format!("refused:{GLUE}"), 1);
            words.extend(ink(&outcome, Paint::Yellow));
        } else {
            words.extend(ink(&told.outcome, Paint::Plain));
        }
        words
    }

    /// Puts the place at the right edge of the first line that has room, else on a line of its own.
    fn put_place(&self, lines: &mut Vec<Line>, place: &str) {
        if place.is_empty() {
            return;
        }
        let room = self.layout.text_width();
        let place = cut(place, room, self.glyphs.ellipsis);
        let fits = |line: &Line| line_width(line) + 2 + width(&place) <= room;
        let line = lines.iter().position(fits).unwrap_or_else(|| {
            lines.push(Line::new());
            lines.len() - 1
        });
        let gap = room - width(&place) - line_width(&lines[line]);
        lines[line].extend(vec![(' ', Paint::Plain); gap]);
        lines[line].extend(ink(&place, Paint::Dim));
    }

    fn folded(&self, rows: &[Row]) -> Line {
        self.fold(rows, if rows.iter().any(|row| row.refused) { ", more of the same" } else { " without a surprise" })
    }

    /// One line for these rows.
    fn fold(&self, rows: &[Row], what: &str) -> Line {
        let (first, last) = (rows.first().map_or(0, |row| row.step), rows.last().map_or(0, |row| row.step));
        let steps = if first == last { format!("step {first}") } else { format!("steps {first}-{last}") };
        let mut line = lifelines(self.story, &self.layout, self.glyphs);
        for &at in &self.layout.at {
            line[at] = (self.glyphs.folded, Paint::Dim);
        }
        line[self.layout.number - 1] = (self.glyphs.folded, Paint::Dim);
        let text = cut(&format!("{steps}{what}"), self.layout.text_width(), self.glyphs.ellipsis);
        line.extend(ink(&text, Paint::Dim));
        line
    }
}
