//! What is stored after an event, with what it changed: in words, by a line at the side, and by colour.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::changes::fields;
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
            (_, None, None) => continue,
            (false, _, None) => continue,
            (false, _, Some(_)) => "",
            (true, None, Some(_)) => "+ new",
            (true, Some(_), None) => "− gone",
            (true, Some(old), Some(new)) if old == new => "= the same again",
            (true, Some(_), Some(_)) => "● changed",
        };
        let place = story.lanes.iter().position(|own| own.name == lane).unwrap_or(story.lanes.len());
        let content = if mark.is_empty() { all(new.unwrap_or_default()) } else { differences(old, new) };
        lines.push((place, line(lane, cell, mark, &content)));
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

fn all(content: &str) -> String {
    fields(content).iter().map(|(name, value)| field(name, &safe(value))).collect()
}

/// Each field; where it differs, what it was and what it is.
fn differences(old: Option<&str>, new: Option<&str>) -> String {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (fields(old), fields(new)),
        (None, Some(new)) => return format!("<ins>{}</ins>", all(new)),
        (Some(old), None) => return format!("<del>{}</del>", all(old)),
        (None, None) => return String::new(),
    };
    let find = |fields: &[(String, String)], name: &str| {
        fields.iter().find(|(own, _)| own == name).map(|(_, value)| safe(value))
    };
    let names = old.iter().chain(new.iter().filter(|(name, _)| find(&old, name).is_none())).map(|(name, _)| name);
    let mut out = String::new();
    for name in names {
        let value = match (find(&old, name), find(&new, name)) {
            (Some(old), Some(new)) if old == new => new,
            (Some(old), Some(new)) => format!("<del>{old}</del> → <ins>{new}</ins>"),
            (Some(old), None) => format!("<del>{old}</del> gone"),
            (None, new) => format!("<ins>(new) {}</ins>", new.unwrap_or_default()),
        };
        let _ = write!(out, "{}", field(name, &value));
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
