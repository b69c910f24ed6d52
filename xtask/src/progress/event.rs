//! One line of the log.

use lab::report::Least;
use serde::{Deserialize, Serialize};

/// What happened, when, to which exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The version of the form: 1.
    pub v: u32,
    /// Unique; an event with an id seen before is a copy.
    pub id: String,
    /// One more than the largest in the log when this was written: the order of events. A clock may go back, this cannot.
    #[serde(default)]
    pub n: u64,
    /// When it happened, in milliseconds since 1970; only for people.
    pub at: u64,
    /// The folder of the exercise, such as `02-lost-or-ghost`.
    pub exercise: String,
    /// What happened. A name that this runner does not know is kept and has no effect.
    pub event: String,
    /// Up to which level the hints are read now; only of [`HINT`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<usize>,
    /// What failed; only of [`FAILED`] and [`MOB_FAILED`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What concerns a mob; only of its events, and of checks while one is at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mob: Option<Note>,
}

/// A check that passed.
pub const PASSED: &str = "passed";
/// A check that failed.
pub const FAILED: &str = "failed";
/// A check of the mob's half that passed.
pub const MOB_PASSED: &str = "mob-passed";
/// A check of the mob's half that failed.
pub const MOB_FAILED: &str = "mob-failed";
/// A hint was read.
pub const HINT: &str = "hint";
/// The solution was unlocked on demand.
pub const UNLOCKED: &str = "unlocked";
/// The solution was put into the learner's file.
pub const APPLIED: &str = "applied";
/// The learner's file was set back.
pub const RESET: &str = "reset";
/// The learner's file was brought back.
pub const RESTORED: &str = "restored";

/// A mob began to work: its people, its first turn.
pub const MOB_STARTED: &str = "mob-started";
/// The next turn of a mob began.
pub const MOB_TURN: &str = "mob-turn";
/// Somebody joined the mob.
pub const MOB_JOINED: &str = "mob-joined";
/// Somebody left the mob; who drove hands over with it.
pub const MOB_LEFT: &str = "mob-left";
/// A check while a mob was at work, of code that does not compile.
pub const MOB_ERRORS: &str = "mob-errors";
/// The mob ended its work.
pub const MOB_ENDED: &str = "mob-ended";

/// What an event says of a mob.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Who is there, in the order in which they drive; only of [`MOB_STARTED`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Who joined or left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The turn that begins with this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<Begin>,
    /// What the last driver would do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// What the room said of a check before it ran: whether it would pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicted: Option<bool>,
    /// It is about the mob's half: of [`MOB_STARTED`] and [`MOB_ERRORS`], since other checks say it by their name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mobs_half: bool,
    /// The mark of the files that were checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<String>,
}

/// How a turn of a mob begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// From 1. A turn that is not later than the last one is a copy.
    pub number: u32,
    /// Who drives.
    pub driver: String,
    /// How long it is, in milliseconds.
    pub millis: u64,
}

/// The first failing step of a check, as far as `explain` and `replay` need it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The name of the test.
    pub test: String,
    /// How it ended, in a word of [`Outcome::word`](crate::ladder::Outcome::word).
    pub outcome: String,
    /// Which kind of promise was broken: `rule`, `witness`, `guard`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broke: Option<String>,
    /// The sentence of the promise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What else is worth knowing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The faults of the story.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// What of the story is the least there is.
    #[serde(default, skip_serializing_if = "Least::is_faults")]
    pub least: Least,
    /// The replay id of the story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<String>,
    /// The mark of the learner's file that failed so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Event {
    /// An event of now, still without an id and a place in the order.
    pub fn new(exercise: &str, event: &str) -> Event {
        Event { v: 1, exercise: exercise.to_string(), event: event.to_string(), ..Event::default() }
    }
}
