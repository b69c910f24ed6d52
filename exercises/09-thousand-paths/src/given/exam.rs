//! Given: no need to edit. An exam: what is sent, what has to be true, and when it is looked at.

use std::ops::RangeInclusive;

use super::Seen;

/// When the `finally` rules are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settle {
    /// After the test has waited for so many steps, whatever is still on its way then.
    After {
        /// How many steps.
        steps: u32,
    },
    /// When the conversation is over: no message waits, and nobody works on one.
    ConversationOver,
}

/// Which runs, and which moments of them, a sentence speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Each moment of each run.
    Always,
    /// The end of each run, as [`Settle`] has it.
    Finally,
    /// Some moment of some run.
    Witness,
}

/// One line of an exam.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    /// When it has to be true.
    pub when: When,
    /// What has to be true, in plain words.
    pub sentence: &'static str,
    /// Whether it is.
    pub is_true: fn(&Seen<'_>) -> bool,
}

/// A test of a desk that takes orders.
#[derive(Clone, Debug)]
pub struct Exam {
    /// When the `finally` rules are looked at.
    pub settle: Settle,
    /// How many messages are sent.
    pub messages: RangeInclusive<usize>,
    /// The rules and witnesses, in their order.
    pub promises: Vec<Promise>,
}

impl Exam {
    /// An exam without a rule, of one message.
    #[allow(clippy::new_without_default, reason = "an exam is written down, never a default")]
    pub fn new() -> Self {
        Exam { settle: Settle::ConversationOver, messages: 1..=1, promises: Vec::new() }
    }

    /// Says when the `finally` rules are looked at.
    pub fn settle(self, settle: Settle) -> Self {
        Exam { settle, ..self }
    }

    /// Says how many messages are sent, at most 4. Each is for a new cart, or a copy of an earlier one; proptest makes them up.
    pub fn messages(self, messages: RangeInclusive<usize>) -> Self {
        Exam { messages, ..self }
    }

    /// Adds a rule for each moment of each run.
    pub fn always(self, sentence: &'static str, is_true: fn(&Seen<'_>) -> bool) -> Self {
        self.promise(When::Always, sentence, is_true)
    }

    /// Adds a rule for the end of each run.
    pub fn finally(self, sentence: &'static str, is_true: fn(&Seen<'_>) -> bool) -> Self {
        self.promise(When::Finally, sentence, is_true)
    }

    /// Adds what some run has to come to. It refuses no system: it says whether the exam has tested what it is for.
    pub fn witness(self, sentence: &'static str, is_true: fn(&Seen<'_>) -> bool) -> Self {
        self.promise(When::Witness, sentence, is_true)
    }

    fn promise(mut self, when: When, sentence: &'static str, is_true: fn(&Seen<'_>) -> bool) -> Self {
        self.promises.push(Promise { when, sentence, is_true });
        self
    }
}
