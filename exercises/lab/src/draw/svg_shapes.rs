//! What stands between the lifelines of the picture: arrows, dots, crosses.

use std::fmt::Write;

use super::cells::Harm;
use super::svg_parts::{Frame, text};
use crate::report::{Row, RowKind};

/// The shape of a row at the height `y`.
pub(super) fn shape(out: &mut String, row: &Row, frame: &Frame, y: usize) {
    let Some(&from) = frame.at.get(row.from) else {
        return;
    };
    match (row.kind, row.to.and_then(|to| frame.at.get(to))) {
        (RowKind::Broken, _) => {
            let (left, right) = (frame.at[0] - 30, frame.at[frame.at.len() - 1] + 30);
            let _ = writeln!(out, "<path class=\"thick\" d=\"M{left} {y}H{right}\"/>");
            // At the end of the line, not on a lane: a broken rule is nobody's in particular.
            cross(out, left, y, 8);
        }
        (RowKind::Crash, _) => {
            cross(out, from, y, 7);
            let (left, right) = (from - 11, from + 11);
            let _ =
                writeln!(out, "<path class=\"stroke\" d=\"M{left} {}H{right}M{left} {}H{right}\"/>", y - 10, y + 10);
        }
        (RowKind::Note, _) => {
            let _ = writeln!(out, "<path class=\"solid\" d=\"M{} {y}l6 -6 6 6 -6 6z\"/>", from - 6);
        }
        (_, Some(&to)) if to != from => arrow(out, row, from, to, y),
        _ => dot(out, from, y),
    }
}

fn arrow(out: &mut String, row: &Row, from: usize, to: usize, y: usize) {
    let harm = Harm::of(row);
    let middle = if from < to { from + (to - from) * 2 / 5 } else { from - (from - to) * 2 / 5 };
    let short = |by: usize| if from < to { to - by } else { to + by };
    let end = match harm {
        Harm::Lost => middle,
        _ if !harm.arrives() => short(14),
        _ if row.refused => short(4),
        _ => short(1),
    };
    if harm == Harm::Double {
        let double = format!("M{from} {}H{end}M{from} {}H{end}", y - 2, y + 2, end = short(8));
        let _ = writeln!(out, "<path class=\"stroke\" d=\"{double}\"/>");
    }
    shaft(out, row, if harm == Harm::Double { short(8) } else { from }, end, y);
    dot(out, from, y);
    if !harm.arrives() {
        cross(out, end, y, 6);
    }
    if matches!(harm, Harm::Doubtful | Harm::DoubtfulLost) {
        let _ = writeln!(out, "<circle class=\"doubt\" cx=\"{middle}\" cy=\"{y}\" r=\"8\"/>");
        text(out, middle, y + 4, "alarm mid", "?");
    }
    if row.refused {
        let wall = if row.kind == RowKind::Response { from } else { to };
        let _ = writeln!(out, "<path class=\"thick\" d=\"M{wall} {}v18\"/>", y - 9);
    }
}

fn shaft(out: &mut String, row: &Row, from: usize, end: usize, y: usize) {
    let tip = match (row.fault.is_some(), row.refused) {
        (true, _) => "tip-fault",
        (false, true) => "tip-refused",
        (false, false) => "tip",
    };
    let tip = if Harm::of(row).arrives() { format!(" marker-end=\"url(#story-{tip})\"") } else { String::new() };
    let class = if row.kind == RowKind::Response { "stroke answer" } else { "stroke" };
    let _ = writeln!(out, "<path class=\"{class}\"{tip} d=\"M{from} {y}H{end}\"/>");
}

fn dot(out: &mut String, x: usize, y: usize) {
    let _ = writeln!(out, "<circle class=\"solid\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/>");
}

fn cross(out: &mut String, x: usize, y: usize, arm: usize) {
    let (left, up, size) = (x - arm, y - arm, 2 * arm);
    let _ = writeln!(out, "<path class=\"thick\" d=\"M{left} {up}l{size} {size}m-{size} 0l{size} -{size}\"/>");
}
