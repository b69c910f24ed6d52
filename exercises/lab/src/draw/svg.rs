//! The story as a picture that stands for itself: no script, no font, no second file.

use std::fmt::Write;

use super::svg_parts::{Frame, Room, escape, lines_of, row, text};
use super::text::{clean, width};
use super::words::{lane_words, path_words, tell};
use crate::report::{LaneKind, RowKind, Story};

/// How the picture looks, light and dark.
pub(super) const STYLE: &str = "
  svg.story { --paper: #ffffff; --box: #f3f5f7; --ink: #1f2328; --dim: #5d656e; --line: #b4bcc5; --red: #c0262d; --yellow: #8a5a00;
    max-width: 100%; height: auto; font: 12px ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
  @media (prefers-color-scheme: dark) {
    svg.story { --paper: #16191d; --box: #22272d; --ink: #e6e9ec; --dim: #9aa4ae; --line: #4d5762; --red: #ff7b72; --yellow: #e3b341; }
  }
  .story .paper { fill: var(--paper); }
  .story text { fill: var(--ink); white-space: pre; }
  .story .mid { text-anchor: middle; }
  .story .end { text-anchor: end; }
  .story .dim { fill: var(--dim); }
  .story .title { font-size: 15px; font-weight: bold; }
  .story .name, .story .alarm { font-weight: bold; }
  .story .box { fill: var(--box); stroke: var(--line); }
  .story .lifeline { stroke: var(--line); stroke-width: 1.5; }
  .story .infrastructure { stroke-dasharray: 2 4; }
  .story .row { --now: var(--ink); }
  .story .fault, .story .broken { --now: var(--red); }
  .story .refused { --now: var(--yellow); }
  .story .alarm { fill: var(--now); }
  .story .stroke { stroke: var(--now); stroke-width: 1.5; fill: none; }
  .story .thick { stroke: var(--now); stroke-width: 3; fill: none; }
  .story .answer { stroke-dasharray: 5 4; }
  .story .solid { fill: var(--now); stroke: none; }
  .story .tip { fill: var(--ink); }
  .story .tip-fault { fill: var(--red); }
  .story .tip-refused { fill: var(--yellow); }
  .story .doubt { fill: var(--paper); stroke: var(--now); stroke-width: 1.5; }
";

/// Room for a title above, and for sentences that are read in one go.
const PICTURE: Room = Room { top: 48, text_columns: 60, pitch: 96, gap: 32, folds: false };

/// The story as one self-contained SVG picture, all rows of it, light or dark as the reader's system asks.
///
/// Each row is a group with the class `row` and the id `step-N`, or `step-N-2` where it is the second of its step.
pub fn svg(story: &Story, title: &str) -> String {
    let frame = Frame::new(story, &PICTURE);
    let title = clean(title);
    let total = frame.width.max(width(&title) * 10 + 40);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"story\" role=\"img\" width=\"{total}\" height=\"{0}\" \
         viewBox=\"0 0 {total} {0}\">\n<title>{1}</title>\n<desc>{2}</desc>\n<style>{STYLE}</style>\n",
        frame.height,
        escape(&title),
        escape(&in_words(story)),
    );
    tips(&mut out);
    out.push_str("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    text(&mut out, 20, 30, "title", &title);
    header(&mut out, story, &frame);
    lifelines(&mut out, story, &frame);
    for place in 0..story.rows.len() {
        row(&mut out, story, &frame, place);
    }
    out.push_str("</svg>\n");
    out
}

/// The tips of the arrows.
pub(super) fn tips(out: &mut String) {
    out.push_str("<defs>\n");
    for class in ["tip", "tip-fault", "tip-refused"] {
        let _ = writeln!(
            out,
            "  <marker id=\"story-{class}\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"{class}\" d=\"M0 0 10 5 0 10z\"/></marker>"
        );
    }
    out.push_str("</defs>\n");
}

/// The boxes with the names of the lanes.
pub(super) fn header(out: &mut String, story: &Story, frame: &Frame) {
    for (place, lane) in story.lanes.iter().enumerate() {
        let (x, y, wide) = (frame.at[place], frame.top, frame.pitch - 12);
        let round = if lane.kind == LaneKind::Process { 16 } else { 2 };
        let _ = writeln!(
            out,
            "<g class=\"lane\">\n<rect class=\"box\" x=\"{}\" y=\"{y}\" width=\"{wide}\" height=\"40\" rx=\"{round}\"/>",
            x - wide / 2
        );
        let (name, below) = lines_of(lane, frame.folds);
        let base = if below.is_some() { y + 17 } else { y + 24 };
        frame.name(out, x, base, &name);
        if let Some(below) = below {
            text(out, x, y + 32, "dim mid", &below);
        }
        out.push_str("</g>\n");
    }
}

/// One line a lane, cut where its process crashes.
pub(super) fn lifelines(out: &mut String, story: &Story, frame: &Frame) {
    for (place, lane) in story.lanes.iter().enumerate() {
        let class = if lane.kind == LaneKind::Process { "lifeline" } else { "lifeline infrastructure" };
        let crashes = story.rows.iter().zip(&frame.rows);
        let crashes = crashes.filter(|(row, _)| row.kind == RowKind::Crash && row.from == place);
        let mut from = frame.top + 40;
        for to in crashes.map(|(_, drawn)| drawn.y).chain([frame.height + 2]) {
            let _ = writeln!(out, "<path class=\"{class}\" d=\"M{0} {from}V{1}\"/>", frame.at[place], to - 10);
            from = to + 10;
        }
    }
}

/// The text alternative: the columns, then a sentence a row.
fn in_words(story: &Story) -> String {
    let lanes: Vec<String> = story.lanes.iter().map(lane_words).collect();
    let mut words = format!("A sequence diagram. Columns: {}.", clean(&lanes.join(", ")));
    for row in &story.rows {
        let told = tell(story, row, "BROKEN", &clean);
        let path = if row.kind == RowKind::Broken { String::new() } else { format!(", {}", path_words(story, row)) };
        let _ = write!(words, "\nStep {}{}: {}", row.step, clean(&path), told.sentence());
        if !told.place.is_empty() {
            let _ = write!(words, ", at {}", told.place);
        }
        for change in &told.changes {
            let _ = write!(words, "; {change}");
        }
        words.push('.');
    }
    words
}
