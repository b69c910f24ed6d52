//! What is told to whoever watches the server: a line for each request.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};

use lab::Response;

/// How much of a body is shown.
const BODY_CHARS: usize = 37;

/// Counts requests, and writes a line for each, or keeps silent.
#[derive(Debug)]
pub struct Log {
    is_quiet: bool,
    answered: AtomicU64,
}

impl Log {
    /// Silent where it is quiet.
    pub fn new(is_quiet: bool) -> Log {
        Log { is_quiet, answered: AtomicU64::new(0) }
    }

    /// How many requests there were.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// A request, its response, and whether that was lost on its way.
    pub fn request(&self, asked: &str, response: &Response, is_lost: bool) {
        self.answered.fetch_add(1, Ordering::Relaxed);
        if self.is_quiet {
            return;
        }
        let status = response.status().as_u16();
        // It is what a learner's code says: no control character may reach the terminal.
        let body: String = String::from_utf8_lossy(response.body()).chars().take(BODY_CHARS).collect();
        let body = body.replace(char::is_control, " ");
        let lost = if is_lost { paint(Paint::Bad, "  LOST") } else { String::new() };
        say(format!("{asked:<31} {status} {body}{lost}").trim_end());
    }
}

/// A line on standard output. Where nobody can read it, there is nobody to tell.
pub fn say(text: impl AsRef<str>) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{}", text.as_ref()).and_then(|()| out.flush());
}

/// What a colour says; a word says the same.
#[derive(Clone, Copy, Debug)]
pub enum Paint {
    /// Green.
    Good,
    /// Red and bold.
    Bad,
}

/// The text in a colour, where standard output is a terminal that wants colours.
pub fn paint(paint: Paint, text: &str) -> String {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if !io::stdout().is_terminal() || set("NO_COLOR").is_some() || set("TERM").is_some_and(|term| term == "dumb") {
        return text.to_string();
    }
    let code = match paint {
        Paint::Good => "32",
        Paint::Bad => "31;1",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}
