//! What the room says of a check before it runs, and how it came out.

use std::time::Duration;

use clap::{Arg, ArgMatches};

use super::changes::Files;
use super::{Context, at_work, is_at};
use crate::catalog::{Entry, Exercise};
use crate::exit::{Exit, Stop};
use crate::keyboard::{Key, Keyboard};
use crate::progress::Note;
use crate::terminal::Paint;

/// How long to wait for a key before looking again whether it is to end.
const PATIENCE: Duration = Duration::from_millis(500);

/// The argument `--predict`.
pub fn argument() -> Arg {
    Arg::new("predict")
        .long("predict")
        .value_name("pass|fail")
        .value_parser(["pass", "fail"])
        .hide_possible_values(true)
        .help("What the mob says before it runs")
}

/// What `--predict` says.
pub fn told(matches: &ArgMatches) -> Option<bool> {
    matches.get_one::<String>("predict").map(|said| said == "pass")
}

/// Who checks all cannot predict.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`] where somebody does.
pub fn not_of_all(matches: &ArgMatches) -> Result<(), Stop> {
    match told(matches) {
        None => Ok(()),
        Some(_) => {
            let what = "a prediction is about one exercise, not about all";
            Err(Stop::new(Exit::WrongUse, what, "cargo xtask check all"))
        }
    }
}

/// What a check leaves in the log for the mob that is at work at this exercise; none where none is. Taken before the build.
pub fn note(context: &Context, entry: &Entry, exercise: &Exercise) -> Option<Note> {
    at_work(context).filter(|session| session.exercise == entry.id)?;
    // Without a mark the card does not say whether the files have changed since, and that is all.
    let files = Files::read(&exercise.folder).ok().map(|files| files.mark());
    Some(Note { files, ..Note::default() })
}

/// What was said on the command line; else what the room says now, where there is a mob, and a terminal to ask.
///
/// # Errors
/// A [`Stop`] where the user asked to end.
pub fn ask(context: &Context, entry: &Entry, told: Option<bool>) -> Result<Option<bool>, Stop> {
    if told.is_some() || !is_at(context, entry) {
        return Ok(told);
    }
    let Ok(Some(keyboard)) = Keyboard::take() else { return Ok(None) };
    if keyboard.forget_typed().is_some() {
        return Err(Stop::interrupted());
    }
    let terminal = &context.terminal;
    terminal.line("Predict first, all of you: will it pass? (p pass, f fail, Enter: no prediction)");
    let said = loop {
        match keyboard.next(PATIENCE) {
            Some(Key::Char('p' | 'P')) => break Some(true),
            Some(Key::Char('f' | 'F')) => break Some(false),
            Some(Key::Enter | Key::Escape) => break None,
            Some(Key::Quit) => return Err(Stop::interrupted()),
            _ => {}
        }
    };
    drop(keyboard);
    terminal.line(
        terminal.paint(Paint::Faint, said.map_or("no prediction\n", |pass| if pass { "pass\n" } else { "fail\n" })),
    );
    Ok(said)
}

/// Says how a prediction came out, where there was one; nothing was run where the code did not compile.
pub fn tell(context: &Context, said: Option<bool>, passed: Option<bool>) {
    let Some(said) = said else { return };
    let Some(passed) = passed else {
        return context.terminal.sentence("(the prediction does not count: nothing was run)");
    };
    let word = |pass| if pass { "pass" } else { "fail" };
    let came = match said == passed {
        true => format!("You said {}, and so it is.", word(said)),
        false => format!("You said {}, and it came out otherwise: what did the room not see?", word(said)),
    };
    let so_far = at_work(context).map(|session| session.predictions()).filter(|&(_, all)| all > 1);
    let so_far = so_far.map(|(right, all)| format!(" So far {right} of {all} came out as you said."));
    context.terminal.sentence(format!("{came}{}", so_far.unwrap_or_default()));
}
