//! Identifiers: what makes two copies of a message the same message.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::op::named;

/// The name of a thing: a message, a cart, a payment. Cheap to clone; ordered and compared by its text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct Id(Arc<str>);

impl Id {
    /// The identifier with this text.
    pub fn new(text: impl AsRef<str>) -> Self {
        Id(named(text.as_ref()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier with these bits, in the form of a UUID.
    pub fn from_bits(bits: u128) -> Self {
        Id::new(uuid::Builder::from_custom_bytes(bits.to_be_bytes()).into_uuid().to_string())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Id::new(text)
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Id::new(text)
    }
}

impl From<&Id> for Id {
    fn from(id: &Id) -> Self {
        id.clone()
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// The namespace of [`derive`]: the UUID v5 of the workshop's name in the DNS namespace.
const NAMESPACE: Uuid = Uuid::from_u128(0x8d3f_26c1_51c7_5a37_9c0b_6d1f_4b7e_2a90);

/// The same identifier for the same input, always and everywhere: a name-based UUID, version 5.
///
/// `from` is the identifier that it follows from, `endpoint` who derives it, `slot` which of its outputs it is.
/// Source: RFC 9562, section 5.5.
pub fn derive(from: &Id, endpoint: &str, slot: u32) -> Id {
    let name = format!("{}\u{1f}{}\u{1f}{}", from.as_str(), endpoint, slot);
    Id::new(Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string())
}
