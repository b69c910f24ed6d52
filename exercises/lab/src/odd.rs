//! What a backend says of code that it cannot go on with.

use std::panic::Location;

use crate::op::Op;
use crate::sim::guard::{Caught, Oddity};
use crate::sim::port::gate_words;

/// Code that no backend can judge: which promise it breaks, and what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// The promise, one sentence.
    pub sentence: String,
    /// What was seen.
    pub reason: String,
}

/// A gate, and where it stands in the code.
pub type Place<'a> = (&'a Op, &'static Location<'static>);

impl From<Oddity> for Odd {
    fn from(oddity: Oddity) -> Self {
        Odd { sentence: oddity.sentence().into(), reason: oddity.reason() }
    }
}

impl Odd {
    /// A handler that passed so many gates and now stands at one more.
    pub fn endless(gates: u32, next: Place<'_>) -> Self {
        Oddity::Endless { gates, last: gate_words(next.0, next.1) }.into()
    }

    /// A handler that panicked, after this gate if it came to any.
    pub fn panic(caught: Caught, after: Option<Place<'_>>) -> Self {
        let after = after.map(|(op, at)| gate_words(op, at));
        Oddity::Panic { message: caught.message, at: caught.at, after }.into()
    }
}
