//! Counts the bytes that a search keeps: whatever it keeps many of holds a [`Tally`].
//!
//! An account, not a measurement: the same search counts the same bytes on every machine, so that a limit of memory ends it at
//! the same state. What few of are kept is left out.

use std::cell::Cell;

thread_local! {
    static LIVE: Cell<i64> = const { Cell::new(0) };
}

/// The bytes of all tallies of this thread.
pub(crate) fn live() -> i64 {
    LIVE.get()
}

/// So many bytes, counted as long as this lives.
#[derive(Debug)]
pub(crate) struct Tally(i64);

impl Tally {
    pub(crate) fn of(bytes: usize) -> Tally {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        LIVE.set(LIVE.get().wrapping_add(bytes));
        Tally(bytes)
    }
}

impl Clone for Tally {
    fn clone(&self) -> Tally {
        LIVE.set(LIVE.get().wrapping_add(self.0));
        Tally(self.0)
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        LIVE.set(LIVE.get().wrapping_sub(self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_counts_as_long_as_it_lives() {
        let before = live();
        let first = Tally::of(10);
        let second = first.clone();
        drop(first);
        assert_eq!(live() - before, 10);
        drop(second);
        assert_eq!(live(), before);
    }
}
