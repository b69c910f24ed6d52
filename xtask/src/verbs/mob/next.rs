//! `mob next`: the handover. The navigator drives, and all see where the work stands.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use clap::ArgMatches;

use super::card::Card;
use super::changes::Files;
use super::{Context, at_work, at_work_or_told, names, no_mob, not_written, now, start};
use crate::catalog::{Catalog, Entry};
use crate::clock;
use crate::exit::{Exit, Stop};
use crate::progress::{self, Begin, Event, Held, MOB_TURN, Note, Session};

/// Whoever asks twice so soon means the same handover.
const SAME: u64 = 5_000;

/// Does it.
///
/// # Errors
/// A [`Stop`] where no mob is at work, or it cannot be recorded.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let asked = Asked {
        from: matches.get_one::<u32>("from").copied(),
        intent: matches.get_one::<String>("intent").map(String::as_str),
        minutes: matches.get_one::<u64>("turn").copied(),
    };
    hand_over(context, asked)
}

/// How a turn is to be handed over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// This turn, and no other; otherwise the one now.
    pub from: Option<u32>,
    /// What the driver would do next; otherwise asked, where there is a terminal.
    pub intent: Option<&'a str>,
    /// How long the next turn is; otherwise as long as this one.
    pub minutes: Option<u64>,
}

/// Ends a turn: the navigator drives.
///
/// # Errors
/// As of [`run`].
pub fn hand_over(context: &Context, asked: Asked<'_>) -> anyhow::Result<Exit> {
    let session = at_work_or_told(context).ok_or_else(no_mob)?;
    let turn = session.turn();
    let number = turn.begin.number;
    match asked.from {
        Some(from) if from > number => {
            let what = format!("turn {from} has not begun: it is turn {number}");
            return Err(Stop::new(Exit::WrongUse, what, "cargo xtask mob next").into());
        }
        Some(from) if from < number => return over_already(context, &session, from),
        None if number > 1 && now().checked_sub(turn.at).is_some_and(|age| age < SAME) => {
            return just_begun(context, &session);
        }
        _ => {}
    }
    let intent = match asked.intent {
        Some(text) => names::line(text),
        None => line(context, &session),
    };
    let held = progress::hold(&context.workspace.progress()).map_err(not_written)?;
    // The question takes its time: somebody else may have handed over, or ended, meanwhile.
    let fresh = held.progress().map_err(not_written)?;
    let Some(session) = fresh.mob_at_work() else { return Err(no_mob().into()) };
    if session.turn().begin.number != number {
        return over_already(context, session, number);
    }
    let begin = following(session, asked.minutes);
    let note = Note { turn: Some(begin), intent, ..Note::default() };
    pass(context, held, session, Event { mob: Some(note), ..Event::new(&session.exercise, MOB_TURN) })?;
    card(context)
}

/// The turn after the one now.
pub fn following(session: &Session, minutes: Option<u64>) -> Begin {
    let now = &session.turn().begin;
    let millis = minutes.map_or(now.millis, |minutes| minutes * 60_000);
    Begin { number: now.number.saturating_add(1), driver: session.navigator().to_string(), millis }
}

/// Keeps the files as they are now, then records.
///
/// # Errors
/// A [`Stop`] with [`Exit::NotWritten`] where it cannot be recorded.
pub fn pass(context: &Context, held: Held, session: &Session, event: Event) -> anyhow::Result<()> {
    let number = event.mob.as_ref().and_then(|note| note.turn.as_ref()).map_or(0, |turn| turn.number);
    if let Ok(files) = Files::read(&context.workspace.exercises().join(&session.exercise)) {
        start::keep(context, &files, number);
    }
    held.record(event).map_err(not_written)?;
    Ok(())
}

/// The card of the last handover.
///
/// # Errors
/// Where the exercises cannot be read.
pub fn card(context: &Context) -> anyhow::Result<Exit> {
    let session = at_work(context).ok_or_else(no_mob)?;
    let catalog = Catalog::read(&context.workspace)?;
    let entry = entry(&catalog, &session)?;
    let number = session.turn().begin.number;
    let kept = |number| Files::kept(&context.workspace, number);
    let files = kept(number).unwrap_or_default();
    let card = Card { context, entry, session: &session, files: &files, now: now() };
    let before = number.checked_sub(1).and_then(kept);
    card.print(&format!("Handover: {}", card.head()), &[card.state(before.as_ref()), card.roles()]);
    let driver = names::shown(&context.terminal, session.driver(), 24);
    context.terminal.sentence(match card.is_done() {
        true => format!("Next: {}", card.next()),
        false => format!("Next: {driver} takes the keyboard, then {}", card.next()),
    });
    Ok(Exit::Done)
}

/// The exercise of a mob.
///
/// # Errors
/// A [`Stop`] where its folder went away.
pub fn entry<'a>(catalog: &'a Catalog, session: &Session) -> Result<&'a Entry, Stop> {
    catalog.with_id(&session.exercise).ok_or_else(|| {
        let what = format!("the mob is at {}, and that exercise is not there any more", session.exercise);
        Stop::new(Exit::WrongUse, what, "cargo xtask mob done")
    })
}

fn over_already(context: &Context, session: &Session, number: u32) -> anyhow::Result<Exit> {
    let now = session.turn().begin.number;
    context
        .terminal
        .sentence(format!("Turn {number} was handed over already: it is turn {now}. Nothing was changed.\n"));
    card(context)
}

fn just_begun(context: &Context, session: &Session) -> anyhow::Result<Exit> {
    let turn = session.turn();
    let (number, age) = (turn.begin.number, clock::length(now().saturating_sub(turn.at)));
    context.terminal.sentence(format!(
        "Turn {number} began only {age} ago, so this is taken for the same handover, and nothing was changed. \
         (cargo xtask mob next --from {number} hands over all the same.)\n"
    ));
    card(context)
}

/// One line of the driver. Where there is nobody to ask, and at the end of the input, none.
fn line(context: &Context, session: &Session) -> Option<String> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return None;
    }
    let name = |name| names::shown(&context.terminal, name, 24);
    let (driver, navigator) = (name(session.driver()), name(session.navigator()));
    let _ = write!(io::stdout(), "{driver}, one line for {navigator}: what would you do next? (Enter: none)\n> ");
    let _ = io::stdout().flush();
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).ok()?;
    if !answer.ends_with('\n') {
        context.terminal.line("");
    }
    context.terminal.line("");
    names::line(&answer)
}
