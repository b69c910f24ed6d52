//! `mob add` and `mob leave`: people come and go.

use clap::ArgMatches;

use super::card::Card;
use super::changes::Files;
use super::{Context, check, names, next, no_mob, not_written, now};
use crate::catalog::Catalog;
use crate::exit::{Exit, Stop};
use crate::progress::{self, Event, Held, MOB_JOINED, MOB_LEFT, Note, Session};

/// Somebody comes.
///
/// # Errors
/// A [`Stop`] where no mob is at work, the name is there already or none, or it cannot be recorded.
pub fn add(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let name = names::name(asked(matches))?;
    let (held, session) = at_work(context)?;
    if let Some(there) = session.find(&name) {
        return Err(wrong(format!("{there} is in the mob already"), "another name").into());
    }
    if session.people.len() >= names::MOST {
        return Err(wrong(format!("a mob is {} people at most", names::MOST), "cargo xtask mob leave NAME").into());
    }
    let note = Note { name: Some(name), ..Note::default() };
    held.record(Event { mob: Some(note), ..Event::new(&session.exercise, MOB_JOINED) }).map_err(not_written)?;
    drop(held);
    roles(context)
}

/// Somebody goes. Who drives hands over with it: the turn of the next one begins.
///
/// # Errors
/// A [`Stop`] where no mob is at work, nobody is called so, it would be no mob any more, or it cannot be recorded.
pub fn leave(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let (held, session) = at_work(context)?;
    let Some(name) = session.find(asked(matches).trim()) else {
        let what = format!("nobody in the mob is called {}", names::line(asked(matches)).unwrap_or_default());
        return Err(wrong(what, format!("one of: {}", row(context, &session))).into());
    };
    if session.people.len() <= 2 {
        return Err(wrong("two is the least that a mob can be", "cargo xtask mob done").into());
    }
    let turn = (name == session.driver()).then(|| next::following(&session, None));
    let hands_over = turn.is_some();
    let note = Note { name: Some(name.to_string()), turn, ..Note::default() };
    let event = Event { mob: Some(note), ..Event::new(&session.exercise, MOB_LEFT) };
    if hands_over {
        next::pass(context, held, &session, event)?;
        return next::card(context);
    }
    held.record(event).map_err(not_written)?;
    drop(held);
    roles(context)
}

fn asked(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("name").map(String::as_str).unwrap_or_default()
}

fn wrong(what: impl Into<String>, next: impl Into<String>) -> Stop {
    Stop::new(Exit::WrongUse, what, next)
}

fn at_work(context: &Context) -> anyhow::Result<(Held, Session)> {
    let held = progress::hold(&context.workspace.progress()).map_err(not_written)?;
    let session = held.progress().map_err(not_written)?.mob_at_work().cloned().ok_or_else(no_mob)?;
    Ok((held, session))
}

fn row(context: &Context, session: &Session) -> String {
    let people: Vec<&str> = session.people.iter().map(String::as_str).collect();
    names::row(&context.terminal, &people, 400)
}

fn roles(context: &Context) -> anyhow::Result<Exit> {
    let session = super::at_work(context).ok_or_else(no_mob)?;
    let catalog = Catalog::read(&context.workspace)?;
    let entry = next::entry(&catalog, &session)?;
    let card = Card { context, entry, session: &session, files: &Files::default(), now: now() };
    card.print(&format!("The mob at {}", card.head()), &[card.roles()]);
    context.terminal.sentence(format!("Next: {}", check(entry)));
    Ok(Exit::Done)
}
