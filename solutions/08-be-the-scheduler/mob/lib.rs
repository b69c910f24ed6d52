//! You are the adversary. Four colleagues have handed in a handler for coupons; read them in `src/given.rs`. Two workers run it, and
//! two payments of 150 by one customer wait: pay-1 and pay-2.
//!
//! Each submission either has a schedule that breaks a rule, or has none: then it is sound, and you say why.
//!
//! Three break, each by an idea of its own; one is sound. README.md tells why.

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

/// Both decide before either has saved. One of them will not save, and its coupon is out: no fault, only an order of steps.
pub fn of_kim() -> Answer {
    let both = Schedule::new().deliver("pay-1", "worker 1").step("worker 1", "load").deliver("pay-2", "worker 2");
    Answer::Breaks(both.step("worker 2", "load").step("worker 1", "send").step("worker 2", "send"))
}

/// The total moves on between the save and the coupon that follows from it.
pub fn of_lee() -> Answer {
    let first = Schedule::new().deliver("pay-1", "worker 1").step("worker 1", "load").step("worker 1", "replace");
    Answer::Breaks(first.crash("worker 1").deliver("pay-2", "worker 2").finish("worker 2"))
}

/// All is done but the ack, and nothing is left that knows the payment.
pub fn of_max() -> Answer {
    let first = Schedule::new().deliver("pay-1", "worker 1").step("worker 1", "load").step("worker 1", "replace");
    let done = first.step("worker 1", "send").step("worker 1", "replace").crash("worker 1");
    Answer::Breaks(done.deliver("pay-1", "worker 2").finish("worker 2"))
}

/// What the three others lack, together.
pub fn of_nia() -> Answer {
    Answer::Sound(
        "nothing is told before it is saved; the coupon is stored with the total from which it follows; the id stays when the \
         coupon goes; and of two that save at once, the etag lets one through",
    )
}

/// The queue refuses both tries, and the handler goes on to say that all was sent.
pub fn of_the_fifth() -> Answer {
    let saved = Schedule::new().deliver("pay-1", "worker 1").step("worker 1", "load").step("worker 1", "replace");
    Answer::Breaks(saved.refuse("worker 1", "send").refuse("worker 1", "send").finish("worker 1"))
}
