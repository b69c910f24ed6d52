//! How many bytes a search keeps.

use crate::tally;

use super::machine::Machine;

/// What was kept before a search began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory(i64);

impl Memory {
    /// From here on.
    pub(crate) fn start() -> Memory {
        Memory(tally::live())
    }

    /// The bytes of all states and histories since then; `tables` are those of the search's own.
    pub(crate) fn used(self, machine: &Machine<'_>, tables: usize) -> u64 {
        let states = u64::try_from(tally::live().wrapping_sub(self.0)).unwrap_or_default();
        states + machine.locals.bytes() + tables as u64
    }

    /// A limit that was reached.
    pub(crate) fn words(self, limit: u64) -> String {
        match limit / 1_000_000 {
            0 => format!("{limit} bytes of memory"),
            megabytes => format!("{megabytes} MB of memory"),
        }
    }
}
