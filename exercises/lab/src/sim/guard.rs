//! Guards: code that the lab cannot judge, and what it says about it.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::sync::Once;

/// Something in a handler that makes a search meaningless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// It waits for something that is no gate.
    ForeignAwait { after: Option<String> },
    /// It has two gates at once.
    TwoGates { first: String, second: String },
    /// It dropped a gate before the answer.
    Abandoned { gate: String },
    /// It used a gate on another thread.
    OtherThread { gate: String },
    /// It panicked.
    Panic { message: String, at: String },
    /// It goes on and on.
    Endless { gates: u32 },
    /// It did something else with the same input and the same answers.
    NotRepeatable { before: String, now: String, step: u32 },
}

impl Oddity {
    /// The promise that is broken.
    pub(crate) fn sentence(&self) -> &'static str {
        match self {
            Oddity::ForeignAwait { .. } => "a handler waits only for what the lab controls",
            Oddity::TwoGates { .. } => "a handler has one gate at a time",
            Oddity::Abandoned { .. } => "a handler waits for the answer of each gate",
            Oddity::OtherThread { .. } => "a handler stays on its own thread and spawns nothing",
            Oddity::Panic { .. } => "no handler panics",
            Oddity::Endless { .. } => "a handler comes to an end",
            Oddity::NotRepeatable { .. } => "a handler does the same again with the same input and the same answers",
        }
    }

    /// What was seen, and what to do about it.
    pub(crate) fn reason(&self) -> String {
        match self {
            Oddity::ForeignAwait { after } => {
                let place = after.as_ref().map_or("at its start".into(), |gate| format!("after `{gate}`"));
                format!(
                    "{place} it awaits something that is no gate (a sleep, a channel, a lock?); await only the tools of the world"
                )
            }
            Oddity::TwoGates { first, second } => {
                format!("`{second}` starts while `{first}` still waits (a join or select?); await one after the other")
            }
            Oddity::Abandoned { gate } => {
                format!(
                    "`{gate}` was dropped before its answer came (a select or a timeout?); await each gate to its end"
                )
            }
            Oddity::OtherThread { gate } => {
                format!(
                    "`{gate}` was awaited on another thread or task (a spawn?); what is spawned is lost in a crash, and nobody sees it: await it here"
                )
            }
            Oddity::Panic { message, at } => {
                let hint = if message.contains("no reactor running") || message.contains("Tokio 1.x runtime") {
                    " (a spawn, sleep or timeout of tokio: the lab runs no tokio, use only the tools of the world)"
                } else {
                    ""
                };
                format!("it panicked at {at}: {message}{hint}")
            }
            Oddity::Endless { gates } => {
                format!("it passed {gates} gates without coming to an end; is there a loop that nothing ends?")
            }
            Oddity::NotRepeatable { before, now, step } => {
                format!(
                    "at gate {step} it did `{now}`, before it did `{before}`, with the same input and answers; the order of a HashMap? \
                     random? a static? keep such state in Memory"
                )
            }
        }
    }
}

/// A place as `src/lib.rs:42`.
pub(crate) fn place(at: &Location<'_>) -> String {
    format!("{}:{}", at.file().replace('\\', "/"), at.line())
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static PANICKED_AT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs code of a learner: a panic in it is returned, without a word on the terminal.
pub(crate) fn quietly<R>(run: impl FnOnce() -> R) -> Result<R, Oddity> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if QUIET.get() {
                let at = info.location().map(place).unwrap_or_default();
                PANICKED_AT.with_borrow_mut(|known| *known = at);
            } else {
                usual(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    QUIET.set(before);
    result.map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
        let message = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".into());
        Oddity::Panic { message, at: PANICKED_AT.with_borrow(Clone::clone) }
    })
}
