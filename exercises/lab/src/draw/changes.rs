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
    let mut fields = Vec::new();
    differing("", &old, &new, said, &mut fields);
    (!fields.is_empty()).then(|| fields.join(", "))
}

/// The fields that differ; of an object in an object only those of the inner one, named `outer.inner`.
fn differing(
    outer: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    said: &dyn Fn(&str) -> bool,
    fields: &mut Vec<String>,
) {
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        let field = format!("{outer}{name}");
        match (old.get(name), new.get(name)) {
            (Some(a), Some(b)) if a == b => {}
            (Some(Value::Object(a)), Some(Value::Object(b))) => differing(&format!("{field}."), a, b, said, fields),
            (Some(a), Some(b)) => {
                let arrow = format!("{} → {}", show(a), show(b));
                if !said(&arrow) {
                    fields.push(format!("{field}: {arrow}"));
                }
            }
            (Some(_), None) => fields.push(format!("{field}: gone")),
            (None, Some(b)) => fields.push(format!("{field}: (new) {}", show(b))),
            (None, None) => {}
        }
    }
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

/// The fields of an object with their values, those of an object in it by `outer.inner`; anything else as one without a name.
pub(super) fn fields(text: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    match object(text) {
        Some(object) if !object.is_empty() => flatten("", &object, &mut all),
        _ => all.push((String::new(), content(text))),
    }
    all
}

fn flatten(outer: &str, object: &Map<String, Value>, all: &mut Vec<(String, String)>) {
    for (name, value) in object {
        match value {
            Value::Object(inner) if !inner.is_empty() => flatten(&format!("{outer}{name}."), inner, all),
            value => all.push((format!("{outer}{name}"), show(value))),
        }
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        Value::Null => "none".to_string(),
        Value::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name} {}", show(value))).collect();
            format!("({})", fields.join(", "))
        }
        // A list of texts keeps its quotes: a text may hold a comma.
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let items: Vec<String> = items.iter().map(show).collect();
            format!("[{}]", items.join(", "))
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Option<String> {
        differences(before, after, &|_| false)
    }

    #[test]
    fn of_an_object_in_an_object_only_what_differs_is_told() {
        let before = r#"{"outbox":{"a":null,"b":[{"id":"id-1"}]},"state":{"total":1}}"#;
        let after = r#"{"outbox":{"a":null,"b":null,"c":[]},"state":{"total":2}}"#;
        let all = "outbox.b: [(id id-1)] → none, outbox.c: (new) [], state.total: 1 → 2";
        assert_eq!(told(before, after).as_deref(), Some(all));
    }

    #[test]
    fn fields_on_the_first_level_are_told_as_they_are() {
        let (before, after) = (r#"{"items":["book"],"status":"Open"}"#, r#"{"items":["book","gift"],"status":"Open"}"#);
        assert_eq!(told(before, after).as_deref(), Some(r#"items: ["book"] → ["book","gift"]"#));
    }
}
