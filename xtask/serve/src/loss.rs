//! Which responses are lost: by their number and a seed, so that a run can be made again.

use std::sync::atomic::{AtomicU64, Ordering};

/// A source of numbers that look random: `SplitMix64`. The same seed gives the same numbers.
///
/// Source: Steele, Lea, Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The numbers of this seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number, below a bound that is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }
}

/// Decides for each response whether it is lost.
#[derive(Debug)]
pub struct Losses {
    percent: u32,
    seed: u64,
    responses: AtomicU64,
}

impl Losses {
    /// So many of 100 are lost.
    pub fn new(percent: u32, seed: u64) -> Losses {
        Losses { percent, seed, responses: AtomicU64::new(0) }
    }

    /// True where the next response is lost.
    pub fn next(&self) -> bool {
        let number = self.responses.fetch_add(1, Ordering::Relaxed);
        let mut dice = Dice::new(self.seed.rotate_left(32) ^ number);
        dice.below(100) < u64::from(self.percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(percent: u32, seed: u64) -> Vec<bool> {
        let losses = Losses::new(percent, seed);
        (0..10_000).map(|_| losses.next()).collect()
    }

    #[test]
    fn a_seed_loses_the_same_responses_each_time_and_about_as_many_as_asked() {
        assert_eq!(lost(30, 7), lost(30, 7));
        assert_ne!(lost(30, 7), lost(30, 8));
        let share = lost(30, 7).iter().filter(|lost| **lost).count();
        assert!((2_700..3_300).contains(&share), "{share}");
        assert!(lost(0, 7).iter().all(|lost| !lost));
    }
}
