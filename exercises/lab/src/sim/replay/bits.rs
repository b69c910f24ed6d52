//! A replay id as bits: few of them, and letters that can be read aloud.

use super::super::moves::{Move, Way};
use super::{Deviation, ReplayError};

/// Crockford's base 32, in lower case: no letter that is taken for a digit.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A row of bits, first to last.
#[derive(Default)]
pub(super) struct Bits {
    bits: Vec<bool>,
    at: usize,
}

impl Bits {
    pub(super) fn push(&mut self, value: u32, width: u32) {
        self.bits.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    }

    /// Small numbers in few bits: groups of three, each with a bit that says whether another follows.
    fn push_number(&mut self, mut value: u32) {
        while value >= 8 {
            self.push(1, 1);
            self.push(value & 7, 3);
            value >>= 3;
        }
        self.push(0, 1);
        self.push(value, 3);
    }

    pub(super) fn take(&mut self, width: u32) -> Result<u32, ReplayError> {
        let mut value = 0;
        for _ in 0..width {
            let bit = self.bits.get(self.at).ok_or_else(|| ReplayError::Malformed("it is too short".into()))?;
            value = value << 1 | u32::from(*bit);
            self.at += 1;
        }
        Ok(value)
    }

    fn take_number(&mut self) -> Result<u32, ReplayError> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let more = self.take(1)?;
            value |= self.take(3)? << shift;
            shift += 3;
            if more == 0 {
                return Ok(value);
            }
            if shift > 24 {
                return Err(ReplayError::Malformed("a number in it is too large".into()));
            }
        }
    }

    /// True where only what fills the last letter is left.
    pub(super) fn is_over(&self) -> bool {
        let rest = &self.bits[self.at..];
        rest.len() < 5 && rest.iter().all(|bit| *bit)
    }

    pub(super) fn text(mut self) -> String {
        while !self.bits.len().is_multiple_of(5) {
            self.bits.push(true);
        }
        let digit = |five: &[bool]| five.iter().fold(0, |value, bit| value << 1 | usize::from(*bit));
        let digits: Vec<u8> = self.bits.chunks(5).map(|five| DIGITS[digit(five)]).collect();
        let groups: Vec<_> = digits.chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
        groups.join("-")
    }

    pub(super) fn parse(id: &str) -> Result<Bits, ReplayError> {
        let mut bits = Bits::default();
        for letter in id.trim().chars().filter(|letter| *letter != '-') {
            let known = DIGITS.iter().position(|digit| char::from(*digit) == letter.to_ascii_lowercase());
            let value = known.ok_or_else(|| ReplayError::Malformed(format!("`{letter}` is no letter of one")))?;
            bits.push(value as u32, 5);
        }
        Ok(bits)
    }

    pub(super) fn deviation(&mut self, deviation: Deviation) {
        let (tag, a, b) = parts(deviation.chosen);
        self.push(u32::from(tag), 4);
        self.push_number(u32::from(a));
        if has_second(tag) {
            self.push_number(u32::from(b));
        }
        self.push(u32::from(deviation.gate), 4);
        match deviation.after {
            None => self.push(0, 1),
            Some((process, step)) => {
                self.push(1, 1);
                self.push_number(u32::from(process));
                self.push_number(step);
            }
        }
    }

    pub(super) fn read_deviation(&mut self) -> Result<Deviation, ReplayError> {
        let tag = self.take(4)? as u8;
        let small = |number: u32| {
            u8::try_from(number).map_err(|_| ReplayError::Malformed("a number in it is too large".into()))
        };
        let a = small(self.take_number()?)?;
        let b = if has_second(tag) { small(self.take_number()?)? } else { 0 };
        let gate = self.take(4)? as u8;
        let after = match self.take(1)? {
            0 => None,
            _ => Some((small(self.take_number()?)?, self.take_number()?)),
        };
        let chosen = whole(tag, a, b).ok_or_else(|| ReplayError::Malformed("it names no step".into()))?;
        Ok(Deviation { after, chosen, gate })
    }
}

const WAYS: [Way; 5] = [Way::Well, Way::Refused, Way::Done, Way::NotDone, Way::Lost];

fn has_second(tag: u8) -> bool {
    !matches!(tag, 5 | 6 | 11)
}

fn parts(chosen: Move) -> (u8, u8, u8) {
    match chosen {
        Move::Pass { process, way } => (0, process, WAYS.iter().position(|known| *known == way).unwrap_or(0) as u8),
        Move::Pick { process, to } => (1, process, to),
        Move::Serve { process, worker } => (2, process, worker),
        Move::Answer { process, heard } => (3, process, u8::from(heard)),
        Move::Receive { process, entry } => (4, process, entry),
        Move::Finish { process } => (5, process, 0),
        Move::Crash { process } => (6, process, 0),
        Move::Expire { queue, entry } => (7, queue, entry),
        Move::Duplicate { queue, entry } => (8, queue, entry),
        Move::Replay { queue, consumed } => (9, queue, consumed),
        Move::Evict { store, item } => (10, store, item),
        Move::Jump => (11, 0, 0),
    }
}

fn whole(tag: u8, a: u8, b: u8) -> Option<Move> {
    Some(match tag {
        0 => Move::Pass { process: a, way: *WAYS.get(b as usize)? },
        1 => Move::Pick { process: a, to: b },
        2 => Move::Serve { process: a, worker: b },
        3 => Move::Answer { process: a, heard: b == 1 },
        4 => Move::Receive { process: a, entry: b },
        5 => Move::Finish { process: a },
        6 => Move::Crash { process: a },
        7 => Move::Expire { queue: a, entry: b },
        8 => Move::Duplicate { queue: a, entry: b },
        9 => Move::Replay { queue: a, consumed: b },
        10 => Move::Evict { store: a, item: b },
        11 => Move::Jump,
        _ => return None,
    })
}
