//! Values as bytes: items and messages are JSON, so that nothing is shared by reference.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::hash;

/// Some bytes and their hash, shared: a stored item, a message, a blob.
#[derive(Clone, Debug)]
pub struct Bytes {
    bytes: Arc<[u8]>,
    hash: u128,
}

impl Bytes {
    /// Takes the bytes over and hashes them once.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Bytes { hash: hash::of_bytes(&bytes), bytes }
    }

    /// The bytes of `value` as JSON.
    ///
    /// # Panics
    /// Where the value has no JSON form, such as a map whose keys are not text.
    #[track_caller]
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => Bytes::new(bytes),
            Err(error) => panic!("{} cannot be written as JSON: {error}", std::any::type_name::<T>()),
        }
    }

    /// The value that these bytes are the JSON of.
    ///
    /// # Errors
    /// The reason, where the bytes are not a `T`.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_slice(&self.bytes).map_err(|error| {
            let kind = std::any::type_name::<T>().rsplit("::").next().unwrap_or_default();
            format!("not a {kind}: {error}: {}", self.text())
        })
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// True where there is not a single byte.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as text, with a replacement character for what is not UTF-8.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn hash(&self) -> u128 {
        self.hash
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.bytes == other.bytes
    }
}

impl Eq for Bytes {}

impl PartialOrd for Bytes {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Bytes {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

type Decoded = HashMap<(TypeId, u128), Rc<dyn Any>>;

thread_local! {
    static DECODED: RefCell<Decoded> = RefCell::new(HashMap::new());
}

/// How many decoded values are kept; past that the cache starts anew. At about 200 bytes each, 10 MB.
const DECODED_MOST: usize = 50_000;

/// The value of these bytes, decoded once for all rules and states that look at it.
///
/// # Panics
/// Where the bytes are not a `T`: the test looks at a store or a queue with another type than the handler.
pub(crate) fn decoded<T: DeserializeOwned + 'static>(bytes: &Bytes) -> Rc<T> {
    let key = (TypeId::of::<T>(), bytes.hash());
    let known = DECODED.with_borrow(|cache| cache.get(&key).cloned());
    if let Some(value) = known.and_then(|value| value.downcast::<T>().ok()) {
        return value;
    }
    let value: Rc<T> = Rc::new(bytes.read().unwrap_or_else(|error| panic!("a rule reads what is {error}")));
    DECODED.with_borrow_mut(|cache| {
        if cache.len() >= DECODED_MOST {
            cache.clear();
        }
        cache.insert(key, value.clone());
    });
    value
}
