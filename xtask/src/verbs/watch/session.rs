//! In a terminal: the screen, the keys, and a check at each save.

mod acts;
mod live;

use std::rc::Rc;
use std::time::{Duration, Instant};

use clap::Command;
use live::{Live, Over};

use super::keys::{Deed, deed};
use super::saves::Saves;
use super::words::Words;
use crate::catalog::{Catalog, Entry, Exercise, Half};
use crate::compile::plain;
use crate::exit::{Exit, Stop, tell};
use crate::keyboard::{Key, Keyboard};
use crate::process;
use crate::terminal::{Paint, Terminal, close_page, open_page};
use crate::verbs::check::{self, Checked};
use crate::verbs::{Context, Verb, debrief, explain, first_not_done, hint, list, read, reset};
use crate::workspace::Workspace;

/// The terminal as it is now.
fn context(workspace: &Workspace) -> Context {
    let terminal = Terminal::detect().with_links(workspace);
    Context { workspace: workspace.clone(), terminal, watched: true }
}

struct Session<'a> {
    catalog: &'a Catalog,
    half: Half,
    live: Rc<Live>,
    /// None when all have passed.
    at: Option<(&'a Entry, &'a Exercise)>,
    result: Option<Checked<'a>>,
    /// Said before the next result.
    preface: Vec<String>,
    /// A check is due.
    due: bool,
}

/// Until the user ends it.
///
/// # Errors
/// A [`Stop`] where an exercise cannot be checked at all, or an error that is a bug.
pub fn run(
    context: &Context,
    catalog: &Catalog,
    entry: &Entry,
    half: Half,
    keyboard: Keyboard,
) -> anyhow::Result<Exit> {
    let exercise = check::with_half(entry, half)?;
    let saves = Saves::of(&exercise.folder, &exercise.source());
    let live = Live::new(keyboard, saves, context.workspace.clone());
    let mut session = Session {
        catalog,
        half,
        live: Rc::new(live),
        at: Some((entry, exercise)),
        result: None,
        preface: Vec::new(),
        due: true,
    };
    let exit = session.run()?;
    let told = session.told();
    drop(session);
    // Where the window was closed there is nobody to tell.
    if process::typed(Duration::ZERO).is_ok() {
        context.terminal.sentence(told);
    }
    Ok(exit)
}

impl<'a> Session<'a> {
    fn run(&mut self) -> anyhow::Result<Exit> {
        loop {
            if std::mem::take(&mut self.due)
                && let Some(exit) = self.check()?
            {
                return Ok(exit);
            }
            match self.key() {
                None => self.due = true,
                Some(Key::Resized) => self.redraw(),
                Some(Key::Quit) => return Ok(Exit::Interrupted),
                Some(key) => {
                    let Some(deed) = deed(key) else { continue };
                    if let Some(exit) = self.act(deed)? {
                        return Ok(exit);
                    }
                }
            }
        }
    }

    fn context(&self) -> Context {
        context(&self.live.workspace)
    }

    /// The next key; none where a file was saved first.
    fn key(&self) -> Option<Key> {
        loop {
            self.live.show_banner();
            let pause = self.live.saves.borrow().pause();
            if let Some(key) = self.live.keyboard.next(pause) {
                return Some(key);
            }
            if self.at.is_some() && self.live.saves.borrow().is_new() {
                return None;
            }
        }
    }

    /// Checks until a result is that of the files as they are; the exit where the user wants to end.
    fn check(&mut self) -> anyhow::Result<Option<Exit>> {
        let Some((entry, exercise)) = self.at else { return Ok(None) };
        loop {
            self.begin(entry);
            let (live, saves) = (Rc::clone(&self.live), Rc::clone(&self.live.saves.borrow()));
            let context = self.context();
            open_page();
            let found = process::unless(Rc::new(move || live.is_over()), process::TICK, || {
                check::look(&context, (entry, exercise), self.half, || Ok(None), || saves.is_still())
            });
            let lines = close_page();
            match self.live.over.take() {
                Some(Over::Quit) => return Ok(Some(Exit::Interrupted)),
                Some(Over::Saved) => continue,
                None => {}
            }
            match found {
                Ok(Some(checked)) => self.found(lines, checked),
                Ok(None) => continue,
                Err(error) if is_interrupted(&error) => return Ok(Some(Exit::Interrupted)),
                Err(error) => self.not_checked(lines, error),
            }
            let quit = self.live.keyboard.forget_typed();
            self.live.screen.borrow_mut().draw();
            return Ok(quit.map(|_| Exit::Interrupted));
        }
    }

    fn begin(&self, entry: &Entry) {
        {
            let mut screen = self.live.screen.borrow_mut();
            screen.name = self.name(entry);
            screen.state = (Paint::Strong, "CHECKING".to_string());
            (screen.rung, screen.rule) = (String::new(), String::new());
            screen.next = "Keys wait for the result; Ctrl-C ends.".to_string();
            screen.note = None;
            screen.debrief = false;
            screen.draw();
        }
        self.live.saves.borrow().begin();
        self.live.began.set(Instant::now());
    }

    fn found(&mut self, lines: Vec<String>, checked: Checked<'a>) {
        // Where it does not compile, the warnings are the compiler's.
        let own = |line: &&String| checked.errors.is_none() && line.starts_with("warning: ");
        let warning = lines.iter().find(own).cloned();
        let words = Words::of(&checked);
        {
            let mut screen = self.live.screen.borrow_mut();
            screen.state = (words.paint, words.state.to_uppercase());
            (screen.rung, screen.rule) = (words.rung, words.rule);
            screen.debrief = checked.passed();
        }
        self.live.screen.borrow_mut().next = self.next_step(&checked);
        let from = begin_of(&checked, &lines);
        let preface = std::mem::take(&mut self.preface);
        let from = if preface.is_empty() { from } else { 0 };
        let mut screen = self.live.screen.borrow_mut();
        screen.turn_to("", preface.into_iter().chain(lines).collect(), from);
        screen.note = warning;
        self.result = Some(checked);
    }

    fn not_checked(&mut self, mut lines: Vec<String>, error: anyhow::Error) {
        lines.extend(told_of(error));
        let mut screen = self.live.screen.borrow_mut();
        screen.state = (Paint::Bad, "NOT CHECKED".to_string());
        screen.next = "Mend what it says, then [c]heck.".to_string();
        screen.turn_to("", lines, 0);
        self.result = None;
    }

    fn next_step(&self, checked: &Checked<'_>) -> String {
        let Some((entry, exercise)) = self.at else { return String::new() };
        let source = self.live.workspace.shown(&exercise.source());
        if !checked.passed() {
            return format!("Next: edit {source} and save it");
        }
        if self.half == Half::Mob {
            return "Next: [b] where it leads; then [q], and cargo xtask next".to_string();
        }
        match first_not_done(self.catalog, &self.context().progress()) {
            Some(next) if next.id != entry.id => format!("Next: [b] the debrief, then [n] on to {}", next.name()),
            _ => "Next: [b] the debrief; all exercises have passed: [n]".to_string(),
        }
    }

    fn name(&self, entry: &Entry) -> String {
        format!("{}{}", entry.name(), self.half.words())
    }

    /// In a line for the shell, how it stands.
    fn told(&self) -> String {
        match (self.at, &self.result) {
            (Some((entry, _)), Some(checked)) => {
                let what = format!("{}{}", entry.argument(), self.half.flag());
                format!("{}\nNext: cargo xtask watch {what}, or check {what}", Words::of(checked).line(entry))
            }
            (Some((entry, _)), None) => format!("Next: cargo xtask watch {}{}", entry.argument(), self.half.flag()),
            (None, _) => "All exercises that are there have passed.\nNext: cargo xtask check all".to_string(),
        }
    }
}

/// From where on a result is shown that does not fit: the story, or the first error; what is above is in the screen's first lines.
fn begin_of(checked: &Checked<'_>, lines: &[String]) -> usize {
    if checked.errors.is_some() {
        return lines.iter().position(|line| plain(line).starts_with("error")).unwrap_or(0);
    }
    let report = checked.first_red().and_then(|step| step.report.as_ref());
    let title = report.map(|report| report.title.as_str());
    title.and_then(|title| lines.iter().position(|line| plain(line) == title)).unwrap_or(0)
}

/// An error and its next step, line by line.
fn told_of(error: anyhow::Error) -> Vec<String> {
    open_page();
    tell(error);
    close_page()
}

fn is_interrupted(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Stop>().is_some_and(|stop| stop.exit == Exit::Interrupted)
}
