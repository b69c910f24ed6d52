//! JSON as people write it: fields in their own order, no quotes where none are needed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::codec::Bytes;

/// A JSON value that keeps the order of its fields.
enum Plain {
    Text(String),
    List(Vec<Plain>),
    Fields(Vec<(String, Plain)>),
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comma = |at: usize| if at > 0 { ", " } else { "" };
        match self {
            Plain::Text(text) => f.write_str(text),
            Plain::List(items) => {
                f.write_str("[")?;
                items.iter().enumerate().try_for_each(|(at, item)| write!(f, "{}{item}", comma(at)))?;
                f.write_str("]")
            }
            Plain::Fields(fields) => fields.iter().enumerate().try_for_each(|(at, (name, value))| match value {
                Plain::Fields(_) => write!(f, "{}{name} ({value})", comma(at)),
                _ => write!(f, "{}{name} {value}", comma(at)),
            }),
        }
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Plain, E> {
        Ok(Plain::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Plain, E> {
        Ok(Plain::Text(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Text("none".into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Plain, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Plain::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Plain, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = entries.next_entry()? {
            fields.push(field);
        }
        Ok(Plain::Fields(fields))
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// Stored bytes as people read them: their JSON, else how many they are.
pub(crate) fn words(bytes: &Bytes) -> String {
    match serde_json::from_slice::<Plain>(bytes.as_slice()) {
        Ok(value) => value.to_string(),
        Err(_) => format!("{} bytes", bytes.len()),
    }
}
