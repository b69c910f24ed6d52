//! Whose turn it is and how long, in one line; in overtime so that nobody can miss it.

use super::{Context, names, now};
use crate::clock;
use crate::exit::Exit;
use crate::progress::Session;
use crate::terminal::{Paint, Terminal};

/// How much of a name stands in the line.
const NAME: usize = 12;

/// The line of a mob that is at work.
#[derive(Debug, PartialEq, Eq)]
pub struct Banner {
    /// The turn is over.
    pub overtime: bool,
    /// What it says, in less than 80 columns and without colour.
    pub words: String,
}

impl Banner {
    /// In colour, where there are colours.
    pub fn line(&self, terminal: &Terminal) -> String {
        terminal.paint(if self.overtime { Paint::Bad } else { Paint::Faint }, &self.words)
    }
}

/// The line of the mob that is at work; none where none is.
pub fn banner(context: &Context) -> Option<Banner> {
    let session = super::at_work(context)?;
    Some(of(&context.terminal, &session, now()))
}

/// The line of this mob.
pub fn of(terminal: &Terminal, session: &Session, now: u64) -> Banner {
    let words = match session.left(now) {
        Some(left) => {
            let (driver, navigator) = roles(terminal, session);
            let (number, left) = (session.turn().begin.number, clock::left(left));
            format!("mob, turn {number}: {driver} drives, {navigator} navigates, {left} left")
        }
        None if session.is_left(now) => "the mob's turn ended long ago: mob next goes on, mob done ends it".to_string(),
        None => {
            let over = clock::length(session.overtime(now));
            format!("OVERTIME {over}: {}", self::over(terminal, session))
        }
    };
    Banner { overtime: session.left(now).is_none(), words }
}

/// Who is to drive when the turn is over.
pub fn over(terminal: &Terminal, session: &Session) -> String {
    let (driver, navigator) = roles(terminal, session);
    format!("{driver}'s turn is over, {navigator} drives next")
}

fn roles(terminal: &Terminal, session: &Session) -> (String, String) {
    let name = |name| names::shown(terminal, name, NAME);
    (name(session.driver()), name(session.navigator()))
}

/// Does something with the line above it; in overtime with a block above and below it that cannot be missed.
///
/// # Errors
/// As of what is done.
pub fn framed(context: &Context, shown: bool, what: impl FnOnce() -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    let (terminal, mob) = (&context.terminal, || super::at_work(context).filter(|_| shown));
    if let Some(session) = mob() {
        let banner = of(terminal, &session, now());
        match banner.overtime {
            true => terminal.line(format!("{}\n", block(terminal, &[banner.line(terminal)]))),
            false => terminal.line(format!("{}\n", banner.line(terminal))),
        }
    }
    let exit = what()?;
    if let Some(session) = mob() {
        let banner = of(terminal, &session, now());
        match banner.overtime {
            true => {
                terminal.line(format!("\n{}", block(terminal, &[banner.line(terminal), first(terminal, &session)])));
            }
            false if session.passed().is_some() => terminal.line(first(terminal, &session)),
            false => {}
        }
    }
    Ok(exit)
}

/// Lines between two bars.
fn block(terminal: &Terminal, lines: &[String]) -> String {
    let bar = terminal.paint(Paint::Bad, &terminal.glyph("━", "=").repeat(terminal.text_columns()));
    format!("{bar}\n{}\n{bar}", lines.join("\n"))
}

/// What comes before all else, after a check in overtime or one that passed.
fn first(terminal: &Terminal, session: &Session) -> String {
    let text = match session.passed() {
        Some(_) => "First: cargo xtask mob done, which tells what the room did",
        None => "First: cargo xtask mob next",
    };
    terminal.paint(Paint::Strong, text)
}
