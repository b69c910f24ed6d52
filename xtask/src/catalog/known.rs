//! The plan of the workshop: five modules, fifteen exercises, whether or not their folders are there yet.

/// One exercise of the plan.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// 1 to 15.
    pub number: u8,
    /// The name after the number, such as `lost-or-ghost`.
    pub slug: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The module, an index into [`MODULES`] plus one.
    pub module: u8,
    /// How long one takes alone, in minutes.
    pub minutes: u32,
}

/// The names of the modules; module 1 comes first.
pub const MODULES: [&str; 5] = [
    "synchronous and asynchronous",
    "deduplication",
    "testing distributed algorithms",
    "cloud databases, identity re-examined",
    "HTTP",
];

/// The exercises in their order.
pub const EXERCISES: [Known; 15] = [
    known(1, "call-chain", "Call chain", 1, 10),
    known(2, "lost-or-ghost", "Lost or ghost", 1, 20),
    known(3, "local-queue", "Local queue", 1, 15),
    known(4, "create-once", "Create once", 2, 15),
    known(5, "late-duplicate", "Late duplicate", 2, 12),
    known(6, "stable-ids", "Stable ids", 2, 15),
    known(7, "outbox", "Outbox", 2, 20),
    known(8, "be-the-scheduler", "Be the scheduler", 3, 15),
    known(9, "thousand-paths", "Thousand paths", 3, 20),
    known(10, "model-check", "Model check", 3, 20),
    known(11, "small-items", "Small items", 4, 20),
    known(12, "no-big-transaction", "No big transaction", 4, 20),
    known(13, "tokens", "Tokens", 4, 20),
    known(14, "ask-again", "Ask again", 5, 15),
    known(15, "full-exchange", "Full exchange", 5, 20),
];

const fn known(number: u8, slug: &'static str, title: &'static str, module: u8, minutes: u32) -> Known {
    Known { number, slug, title, module, minutes }
}
