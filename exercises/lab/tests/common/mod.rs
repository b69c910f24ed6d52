//! What the tests of the lab share.

use lab::{Id, Message};
use serde::{Deserialize, Serialize};

/// A message that only says which one it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub id: Id,
}

pub fn note(id: &str) -> Note {
    Note { id: self::id(id) }
}

impl Message for Note {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

pub fn id(text: &str) -> Id {
    Id::new(text)
}
