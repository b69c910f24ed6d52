//! You are the adversary. Four colleagues have handed in a handler for coupons; read them in `src/given.rs`. Two workers run it, and
//! two payments of 150 by one customer wait: pay-1 and pay-2.
//!
//! Each submission either has a schedule that breaks a rule, or has none: then it is sound, and you say why.
//!
//! Run `cargo xtask check 8`. The words of a schedule, and the rules, are in exercises/08-be-the-scheduler/README.md.

mod given;

use lab::schedule::Schedule;

pub use given::*;

/// What you say of a submission.
pub enum Answer {
    /// This schedule breaks a rule.
    Breaks(Schedule),
    /// No schedule does, for this reason.
    Sound(&'static str),
}

pub fn of_kim() -> Answer {
    let both = Schedule::new().deliver("pay-1", "worker 1").finish("worker 1");
    Answer::Breaks(both.deliver("pay-2", "worker 2").finish("worker 2"))
}

pub fn of_lee() -> Answer {
    let both = Schedule::new().deliver("pay-1", "worker 1").finish("worker 1");
    Answer::Breaks(both.deliver("pay-2", "worker 2").finish("worker 2"))
}

pub fn of_max() -> Answer {
    let both = Schedule::new().deliver("pay-1", "worker 1").finish("worker 1");
    Answer::Breaks(both.deliver("pay-2", "worker 2").finish("worker 2"))
}

pub fn of_nia() -> Answer {
    let both = Schedule::new().deliver("pay-1", "worker 1").finish("worker 1");
    Answer::Breaks(both.deliver("pay-2", "worker 2").finish("worker 2"))
}
