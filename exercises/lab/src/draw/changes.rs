//! What a row changed, in a few words: only the fields that differ.

use serde_json::{Map, Value};

use crate::report::{Change, Row, Story};

/// The changes of a row that its label and outcome do not say already, such as `cart-1 status: open → submitted`.
pub(super) fn changes(story: &Story, row: &Row) -> Vec<String> {
    let here: Vec<&str> = [Some(row.from), row.to]
        .into_iter()
        .flatten()
        .filter_map(|lane| story.lanes.get(lane))
        .map(|lane| lane.name.as_str())
        .collect();
    row.changes
        .iter()
        .filter_map(|change| {
            let what = describe(change, row)?;
            let lane = if here.contains(&change.lane.as_str()) { String::new() } else { format!("{} ", change.lane) };
            Some(format!("{lane}{} {what}", change.cell))
        })
        .collect()
}

fn describe(change: &Change, row: &Row) -> Option<String> {
    let said = |what: &str| !what.is_empty() && (row.outcome.contains(what) || row.label.contains(what));
    match (&change.before, &change.after) {
        (None, None) => None,
        (None, Some(after)) if said(after) => None,
        (None, Some(after)) => Some(format!("(new) {}", content(after))),
        (Some(_), None) if removes(row) && row.label.contains(&change.cell) => None,
        (Some(_), None) => Some("gone".to_string()),
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) => differences(before, after, &said),
    }
}

/// The label alone says that something is gone.
fn removes(row: &Row) -> bool {
    ["ack", "delete", "remove"].iter().any(|verb| row.label.starts_with(verb))
}

fn differences(before: &str, after: &str, said: &dyn Fn(&str) -> bool) -> Option<String> {
    let (Some(old), Some(new)) = (object(before), object(after)) else {
        let arrow = format!("{} → {}", content(before), content(after));
        return (!said(&arrow)).then_some(arrow);
    };
    let mut fields: Vec<String> = Vec::new();
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        match (old.get(name), new.get(name)) {
            (Some(a), Some(b)) if a != b => {
                let arrow = format!("{} → {}", show(a), show(b));
                if !said(&arrow) {
                    fields.push(format!("{name}: {arrow}"));
                }
            }
            (Some(_), None) => fields.push(format!("{name}: gone")),
            (None, Some(b)) => fields.push(format!("{name}: (new) {}", show(b))),
            _ => {}
        }
    }
    (!fields.is_empty()).then(|| fields.join(", "))
}

fn object(text: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    }
}

/// A cell's content: the fields of an object without its quotes and outer braces, anything else as it stands.
fn content(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {}", show(value))).collect();
            fields.join(", ")
        }
        Ok(value) => show(&value),
        Err(_) => text.to_string(),
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        value => value.to_string(),
    }
}
