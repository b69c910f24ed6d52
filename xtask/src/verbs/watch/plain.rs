//! Without a terminal: one line a result, for logs and editors' tasks.
//!
//! A check begins with `checking 02-lost-or-ghost` and ends with `checked 02-lost-or-ghost: ` and the result. Between the two
//! stand the places to look at, one a line, in the compiler's short form.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use super::BANNER;
use super::saves::Saves;
use super::words::{Words, places};
use crate::catalog::{Catalog, Entry, Half};
use crate::exit::{Exit, Stop, tell as tell_error};
use crate::process;
use crate::verbs::check::{Checked, NOTHING_LEFT, look_quietly, with_half};
use crate::verbs::{Context, first_not_done, mob};

/// Checks at each save, until a signal ends it. Where no exercise was asked for, a pass leads on to the next.
///
/// # Errors
/// A [`Stop`] where the exercise cannot be checked at all.
pub fn run(context: &Context, catalog: &Catalog, entry: &Entry, half: Half, asked: bool) -> anyhow::Result<Exit> {
    let mut entry = entry;
    let overtime = Cell::new(false);
    loop {
        let exercise = with_half(entry, half)?;
        let saves = Rc::new(Saves::of(&exercise.folder, &exercise.source()));
        loop {
            let Some(passed) = check(context, entry, half, &saves)? else { continue };
            tell_banner(context, &overtime, true);
            if passed && !asked {
                break;
            }
            wait(context, &saves, &overtime);
            if process::interrupted() {
                return Ok(Exit::Interrupted);
            }
        }
        let Some(next) = first_not_done(catalog, &context.progress()) else {
            context.terminal.line(NOTHING_LEFT);
            return Ok(Exit::Done);
        };
        entry = next;
    }
}

/// Whether it passed; none where a save came in between.
fn check(context: &Context, entry: &Entry, half: Half, saves: &Rc<Saves>) -> anyhow::Result<Option<bool>> {
    let terminal = &context.terminal;
    saves.begin();
    terminal.line(format!("checking {}", entry.id));
    let exercise = with_half(entry, half)?;
    let wish = Rc::clone(saves);
    let found = process::unless(Rc::new(move || wish.is_new()), process::TICK, || {
        look_quietly(context, (entry, exercise), half, || saves.is_still())
    });
    match found {
        Ok(Some(checked)) => {
            tell(context, entry, &checked);
            Ok(Some(checked.passed()))
        }
        Ok(None) => Ok(None),
        Err(error) => match error.downcast::<Stop>()? {
            stop if stop.exit != Exit::Interrupted => {
                let why = stop.what.lines().next().unwrap_or_default();
                terminal.line(format!("checked {}: not checked: {why}", entry.id));
                tell_error(stop.into());
                Ok(Some(false))
            }
            stop if process::interrupted() => Err(stop.into()),
            _ => Ok(None),
        },
    }
}

fn tell(context: &Context, entry: &Entry, checked: &Checked<'_>) {
    places(checked).iter().for_each(|problem| context.terminal.line(problem.line()));
    context.terminal.line(format!("checked {}", Words::of(checked).line(entry)));
}

/// Until a save, or a signal.
fn wait(context: &Context, saves: &Saves, overtime: &Cell<bool>) {
    let mut looked = Instant::now();
    while !saves.is_new() && !process::interrupted() {
        std::thread::sleep(saves.pause());
        if looked.elapsed() >= BANNER {
            looked = Instant::now();
            tell_banner(context, overtime, false);
        }
    }
}

/// The line of a mob that is at work: at each result, and once where its overtime begins.
fn tell_banner(context: &Context, overtime: &Cell<bool>, result: bool) {
    let banner = mob::banner(context);
    let was = overtime.replace(banner.as_ref().is_some_and(|banner| banner.overtime));
    if let Some(banner) = banner
        && (result || (banner.overtime && !was))
    {
        context.terminal.line(banner.words);
    }
}
