//! What is stored after an event, with what it changed: in words, by a line at the side, and by colour.

use std::collections::BTreeMap;

use super::super::changes::{Field, fields};
use super::html::safe;
use crate::report::{Cells, Row, Story};

/// The table; a sentence where nothing is stored at all.
pub(super) fn table(story: &Story, before: &Cells<'_>, after: &Cells<'_>, row: &Row) -> String {
    let olds: BTreeMap<(&str, &str), Option<&str>> =
        before.iter().map(|(lane, cell, content)| ((lane, cell), content)).collect();
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (lane, cell, new) in after.iter() {
        let old = olds.get(&(lane, cell)).copied().flatten();
        let is_written = row.changes.iter().any(|change| change.lane == lane && change.cell == cell);
        let mark = match (is_written, old, new) {
            (_, None, None) | (false, _, None) => continue,
            (false, _, Some(_)) => "",
            (true, None, Some(_)) => "+ new",
            (true, Some(_), None) => "− gone",
            (true, Some(old), Some(new)) if old == new => "= the same again",
            (true, Some(_), Some(_)) => "● changed",
        };
        let place = story.lanes.iter().position(|own| own.name == lane).unwrap_or(story.lanes.len());
        lines.push((place, line(lane, cell, mark, &contents(old, new))));
    }
    if lines.is_empty() {
        return "<p class=\"dim\">Nothing is stored of what this run touches.</p>\n".to_string();
    }
    lines.sort_by_key(|(place, _)| *place);
    let class = if row.changes.is_empty() { "state" } else { "state changes" };
    let caption = if row.step == 0 { "What is stored" } else { "What is stored after it" };
    let mut out = format!("<table class=\"{class}\"><caption>{caption}</caption>\n");
    lines.iter().for_each(|(_, line)| out.push_str(line));
    out.push_str("</table>\n");
    out
}

fn line(lane: &str, cell: &str, mark: &str, content: &str) -> String {
    let class = if mark.is_empty() { "" } else { " class=\"changed\"" };
    let mark = if mark.is_empty() { String::new() } else { format!(" <em class=\"mark\">{mark}</em>") };
    format!(
        "<tr{class}><th scope=\"row\">{} <span class=\"cell\">{}</span>{mark}</th><td>{content}</td></tr>\n",
        safe(lane),
        safe(cell)
    )
}

/// Each field; where it differs, what it was and what it is.
fn contents(old: Option<&str>, new: Option<&str>) -> String {
    let mut out = String::new();
    for Field { name, before, after } in fields(old, new) {
        let value = match (before.as_deref().map(safe), after.as_deref().map(safe)) {
            (Some(old), Some(new)) if old == new => new,
            (Some(old), Some(new)) => format!("<del>{old}</del> → <ins>{new}</ins>"),
            (Some(old), None) => format!("<del>{old}</del>"),
            (None, new) => format!("<ins>{}</ins>", new.unwrap_or_default()),
        };
        out += &field(&name, &value);
    }
    out
}

/// `value` is safe already.
fn field(name: &str, value: &str) -> String {
    if name.is_empty() {
        return format!("<span class=\"field\">{value}</span> ");
    }
    format!("<span class=\"field\"><span class=\"name\">{}:</span> {value}</span> ", safe(name))
}
