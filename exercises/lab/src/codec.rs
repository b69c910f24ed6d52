//! Values as bytes: items and messages are JSON, so that nothing is shared by reference.
//!
//! What has a type parameter is compiled again with the learner's file, at each save and unoptimised. So here, and in all that a
//! handler or a test calls, a function with one is short, and leaves the rest to one without.

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
            Ok(json) => Bytes::of_json(json),
            Err(error) => no_json(std::any::type_name::<T>(), &error),
        }
    }

    #[inline(never)]
    fn of_json(json: Vec<u8>) -> Self {
        Bytes::new(json)
    }

    /// The value that these bytes are the JSON of.
    ///
    /// # Errors
    /// The reason, where the bytes are not a `T`.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, String> {
        match serde_json::from_slice(&self.bytes) {
            Ok(value) => Ok(value),
            Err(error) => Err(self.not_a(std::any::type_name::<T>(), &error)),
        }
    }

    #[inline(never)]
    fn not_a(&self, kind: &str, error: &serde_json::Error) -> String {
        let kind = kind.rsplit("::").next().unwrap_or_default();
        format!("not a {kind}: {error}: {}", self.text())
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

#[cold]
#[inline(never)]
#[track_caller]
fn no_json(kind: &str, error: &serde_json::Error) -> ! {
    panic!("{kind} cannot be written as JSON: {error}")
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
    if let Some(Ok(value)) = known(&key).map(Rc::downcast) {
        return value;
    }
    match bytes.read::<T>() {
        Ok(value) => {
            let value = Rc::new(value);
            keep(key, value.clone());
            value
        }
        Err(error) => no_value(&error),
    }
}

#[inline(never)]
fn known(key: &(TypeId, u128)) -> Option<Rc<dyn Any>> {
    DECODED.with_borrow(|cache| cache.get(key).cloned())
}

#[inline(never)]
fn keep(key: (TypeId, u128), value: Rc<dyn Any>) {
    DECODED.with_borrow_mut(|cache| {
        if cache.len() >= DECODED_MOST {
            cache.clear();
        }
        cache.insert(key, value);
    });
}

#[cold]
#[inline(never)]
fn no_value(error: &str) -> ! {
    panic!("a rule reads what is {error}")
}
