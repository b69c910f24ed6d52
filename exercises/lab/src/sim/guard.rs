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
    Panic { message: String, at: String, after: Option<String> },
    /// It goes on and on.
    Endless { gates: u32, last: String },
    /// It did something else with the same input and the same answers.
    NotRepeatable { before: String, now: String, step: u32 },
    /// A run broke a promise, and did not when it was made again.
    Vanished { seen: String },
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
            Oddity::NotRepeatable { .. } | Oddity::Vanished { .. } => {
                "a handler does the same again with the same input and the same answers"
            }
        }
    }

    /// What was seen, and what to do about it.
    pub(crate) fn reason(&self) -> String {
        match self {
            Oddity::ForeignAwait { after } => {
                let place = place_words(after.as_deref());
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
            Oddity::Panic { message, at, after } => {
                let hint = tokio_words(message);
                let place = place_words(after.as_deref());
                format!("{place} it panicked at {at}: {message}{hint}")
            }
            Oddity::Endless { gates, last } => {
                format!(
                    "it passed {gates} gates without coming to an end, and wants to go on with `{last}`; is there a loop \
                     that nothing ends?"
                )
            }
            Oddity::Vanished { seen } => {
                format!("in one run {seen}, and in the same run made again this did not happen; {HIDDEN}")
            }
            Oddity::NotRepeatable { before, now, step } => {
                format!(
                    "as step {step} it did `{now}`, and in another run `{before}`, with the same input and answers; {HIDDEN}"
                )
            }
        }
    }
}

/// Where hidden state comes from, and where it belongs.
const HIDDEN: &str = "the order of a HashMap? random? a static? keep such state in Memory";

fn tokio_words(message: &str) -> &'static str {
    if message.contains("no reactor running") || message.contains("Tokio 1.x runtime") {
        " (a spawn, sleep or timeout of tokio: the lab runs no tokio, use only the tools of the world)"
    } else {
        ""
    }
}

fn place_words(after: Option<&str>) -> String {
    after.map_or("at its start".into(), |gate| format!("after `{gate}`"))
}

/// A place as `src/lib.rs:42`.
pub(crate) fn place(at: &Location<'_>) -> String {
    format!("{}:{}", file(at), at.line())
}

/// The file of a place. Of the standard library or another crate only the name is left: the way there differs from machine
/// to machine, and a report must not.
pub(crate) fn file(at: &Location<'_>) -> String {
    let file = at.file().replace('\\', "/");
    let absolute = file.starts_with('/') || file.get(1..3) == Some(":/");
    match file.rsplit('/').next() {
        Some(name) if absolute => name.to_string(),
        _ => without_detours(&file),
    }
}

/// A path without `..`, which stands in it where a module is included by `#[path]`.
fn without_detours(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match parts.last() {
            Some(last) if part == ".." && *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// A panic that was caught.
#[derive(Clone, Debug)]
pub struct Caught {
    /// What it said.
    pub message: String,
    /// Where, as `src/lib.rs:42`.
    pub at: String,
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static PANICKED_AT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs code of a learner: a panic in it is returned, without a word on the terminal.
///
/// # Errors
/// The panic.
pub fn quietly<R>(run: impl FnOnce() -> R) -> Result<R, Caught> {
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
        Caught { message, at: PANICKED_AT.with_borrow(Clone::clone) }
    })
}
