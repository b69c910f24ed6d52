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

/// One field of a cell's content, before and after; none where it was not there, or is gone. Content that is no object is one
/// field without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// All fields of a cell's content, those of an object in an object as `outer.inner`.
pub(super) fn fields(before: Option<&str>, after: Option<&str>) -> Vec<Field> {
    let objects = [before, after].map(|text| text.map_or_else(|| Some(Map::new()), object));
    let mut all = Vec::new();
    if let [Some(old), Some(new)] = &objects {
        all_fields("", old, new, &mut all);
    }
    if all.is_empty() {
        all.push(Field { name: String::new(), before: before.map(content), after: after.map(content) });
    }
    all
}

fn all_fields(outer: &str, old: &Map<String, Value>, new: &Map<String, Value>, all: &mut Vec<Field>) {
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    let none = Map::new();
    for name in names {
        let field = format!("{outer}{name}");
        let (before, after) = (old.get(name), new.get(name));
        match (inner(before), inner(after)) {
            (Some(a), Some(b)) => all_fields(&format!("{field}."), a, b, all),
            (Some(a), None) if after.is_none() => all_fields(&format!("{field}."), a, &none, all),
            (None, Some(b)) if before.is_none() => all_fields(&format!("{field}."), &none, b, all),
            _ => all.push(Field { name: field, before: before.map(show), after: after.map(show) }),
        }
    }
}

/// The object, if it is one that has fields.
fn inner(value: Option<&Value>) -> Option<&Map<String, Value>> {
    value.and_then(Value::as_object).filter(|object| !object.is_empty())
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
    fn all_fields_of_a_cell_are_there_the_changed_ones_with_both_contents() {
        let field = |name: &str, before: Option<&str>, after: Option<&str>| {
            let [before, after] = [before, after].map(|text| text.map(str::to_string));
            Field { name: name.to_string(), before, after }
        };
        let (before, after) = (r#"{"state":{"total":1},"tx":{"staged":"id-1"}}"#, r#"{"state":{"total":2},"tx":null}"#);
        let changed = [field("state.total", Some("1"), Some("2")), field("tx", Some("(staged id-1)"), Some("none"))];
        assert_eq!(fields(Some(before), Some(after)), changed);
        let fresh = [field("state.total", None, Some("1")), field("tx.staged", None, Some("id-1"))];
        assert_eq!(fields(None, Some(before)), fresh);
        assert_eq!(fields(Some("7"), Some(before))[0].before.as_deref(), Some("7"));
        assert_eq!(fields(Some("{}"), None), [field("", Some(""), None)]);
    }

    #[test]
    fn fields_on_the_first_level_are_told_as_they_are() {
        let (before, after) = (r#"{"items":["book"],"status":"Open"}"#, r#"{"items":["book","gift"],"status":"Open"}"#);
        assert_eq!(told(before, after).as_deref(), Some(r#"items: ["book"] → ["book","gift"]"#));
    }
}
