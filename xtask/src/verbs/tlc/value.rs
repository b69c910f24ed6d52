//! Values as TLC prints them, as far as a story needs to look into them.

use std::fmt;

/// A value. What is not understood is an [`Atom`](Value::Atom).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number, a string, a model value, anything else.
    Atom(String),
    /// `{a, b}`.
    Set(Vec<Value>),
    /// `<<a, b>>`, or `(k :> a @@ l :> b)`: a function with its keys.
    Function(Vec<(String, Value)>),
    /// `[a |-> 1, b |-> 2]`.
    Record(Vec<(String, Value)>),
}

impl Value {
    /// Reads a value.
    pub fn read(text: &str) -> Value {
        let text = text.trim();
        let inside = |open: &str, close: &str| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        let pairs = |inner: &str, between: &str, arrow: &str| -> Option<Vec<(String, Value)>> {
            let parts = split(inner, between).into_iter();
            parts
                .map(|part| part.split_once(arrow).map(|(key, value)| (key.trim().to_string(), Value::read(value))))
                .collect()
        };
        if let Some(inner) = inside("<<", ">>") {
            let parts = split(inner, ",").into_iter();
            return Value::Function((1..).zip(parts).map(|(key, part)| (key.to_string(), Value::read(part))).collect());
        }
        let read = inside("{", "}")
            .map(|inner| Value::Set(split(inner, ",").into_iter().map(Value::read).collect()))
            .or_else(|| inside("[", "]").and_then(|inner| pairs(inner, ",", "|->")).map(Value::Record))
            .or_else(|| inside("(", ")").and_then(|inner| pairs(inner, "@@", ":>")).map(Value::Function));
        read.unwrap_or_else(|| Value::Atom(text.trim_matches('"').split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    /// The keys of a function, in order.
    pub fn keys(&self) -> Option<Vec<&str>> {
        match self {
            Value::Function(pairs) if !pairs.is_empty() => Some(pairs.iter().map(|(key, _)| key.as_str()).collect()),
            _ => None,
        }
    }

    /// What a function has at a key.
    pub fn at(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Function(pairs) => pairs.iter().find(|(own, _)| own == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The elements of a set; also of a small range such as `1..3`.
    pub fn elements(&self) -> Option<Vec<Value>> {
        match self {
            Value::Set(elements) => Some(elements.clone()),
            Value::Atom(text) => {
                let (from, to) = text.split_once("..")?;
                let (from, to): (i64, i64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
                (to - from < 100).then(|| (from..=to).map(|number| Value::Atom(number.to_string())).collect())
            }
            _ => None,
        }
    }

    /// As a change of the lab tells it: a record as an object, so that only the fields that differ are shown.
    pub fn told(&self) -> String {
        let Value::Record(pairs) = self else { return self.to_string() };
        let fields = pairs.iter().map(|(key, value)| (key.clone(), serde_json::Value::String(value.to_string())));
        serde_json::Value::Object(fields.collect()).to_string()
    }

    /// The number, where it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Value::Atom(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |parts: Vec<String>| parts.join(", ");
        let named =
            |pairs: &[(String, Value)]| list(pairs.iter().map(|(key, value)| format!("{key} {value}")).collect());
        match self {
            Value::Atom(text) => f.write_str(text),
            Value::Set(parts) => write!(f, "{{{}}}", list(parts.iter().map(Value::to_string).collect())),
            Value::Record(pairs) => write!(f, "[{}]", named(pairs)),
            Value::Function(pairs) if pairs.iter().zip(1..).all(|((key, _), place)| *key == place.to_string()) => {
                write!(f, "<<{}>>", list(pairs.iter().map(|(_, value)| value.to_string()).collect()))
            }
            Value::Function(pairs) => write!(f, "({})", named(pairs)),
        }
    }
}

/// The parts between separators that stand outside of brackets and strings; none of an empty text.
fn split<'a>(text: &'a str, between: &str) -> Vec<&'a str> {
    let (mut depth, mut in_string, mut start) = (0_i32, false, 0);
    let mut parts = Vec::new();
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let rest = &text[at..];
        match c {
            '"' => in_string = !in_string,
            _ if in_string => {}
            _ if depth == 0 && rest.starts_with(between) => {
                parts.push(&text[start..at]);
                start = at + between.len();
                skip_to = start;
            }
            _ if rest.starts_with("<<") || rest.starts_with(">>") => {
                depth += if c == '<' { 1 } else { -1 };
                skip_to = at + 2;
            }
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth -= 1,
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_shown() {
        for (text, shown) in [
            ("1", "1"),
            ("\"Send\"", "Send"),
            ("{}", "{}"),
            ("{[txId |-> 1, id |-> 1], [txId |-> 2, id |-> 1]}", "{[txId 1, id 1], [txId 2, id 1]}"),
            ("<<[msg |-> 0, seen |-> {}], {1, 2}>>", "<<[msg 0, seen {}], {1, 2}>>"),
            ("(w1 :> \"Receive\" @@ w2 :> <<>>)", "(w1 Receive, w2 <<>>)"),
            ("1..3", "1..3"),
            ("\"a, b\"", "a, b"),
        ] {
            assert_eq!(Value::read(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_kept() {
        for text in ["{", "<<1", "(a :> 1 @@ ", "[a |-> ", "]", "", "((", "\"", "é>>{"] {
            let _ = Value::read(text).to_string();
        }
    }
}
