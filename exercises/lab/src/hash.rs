//! 128-bit hashes of plain data, by XXH3. They name states, items and answers; they are no protection against an attacker.

use xxhash_rust::xxh3::xxh3_128;

/// The hash of some bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

/// Collects plain data in an unambiguous form and hashes it in one go, which is several times faster than streaming.
#[derive(Debug, Default)]
pub(crate) struct Mix {
    bytes: Vec<u8>,
}

impl Mix {
    pub(crate) fn new() -> Self {
        Mix { bytes: Vec::with_capacity(256) }
    }

    /// The same buffer again, empty.
    pub(crate) fn clear(&mut self) -> &mut Self {
        self.bytes.clear();
        self
    }

    pub(crate) fn hash(&mut self, value: u128) -> &mut Self {
        self.bytes.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn number(&mut self, value: u64) -> &mut Self {
        self.bytes.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        self.number(value.len() as u64);
        self.bytes.extend_from_slice(value.as_bytes());
        self
    }

    pub(crate) fn finish(&self) -> u128 {
        xxh3_128(&self.bytes)
    }
}
