//! What goes on while a check runs: keys are dropped, a save ends it, and one that takes long is shown.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::context;
use crate::keyboard::{Key, Keyboard};
use crate::terminal::lines_on_page;
use crate::verbs::mob;
use crate::verbs::watch::BANNER;
use crate::verbs::watch::saves::Saves;
use crate::verbs::watch::screen::Screen;
use crate::workspace::Workspace;

/// A check that takes longer shows what it does; a shorter one leaves the old result where it is until there is a new one.
const LONG: Duration = Duration::from_millis(700);

/// What is looked at while a check runs.
pub struct Live {
    /// The keys.
    pub keyboard: Keyboard,
    /// The files of the exercise.
    pub saves: RefCell<Rc<Saves>>,
    /// What is shown.
    pub screen: RefCell<Screen>,
    /// When the check began.
    pub began: Cell<Instant>,
    /// Why it was ended, if it was.
    pub over: Cell<Option<Over>>,
    /// The kit.
    pub workspace: Workspace,
    /// When the banner was asked for last.
    asked: Cell<Option<Instant>>,
}

/// Why a check was ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// A file was saved.
    Saved,
    /// The user wants to end.
    Quit,
}

impl Live {
    /// At the begin, with an empty screen.
    pub fn new(keyboard: Keyboard, saves: Saves, workspace: Workspace) -> Live {
        Live {
            keyboard,
            saves: RefCell::new(Rc::new(saves)),
            screen: RefCell::new(Screen::new()),
            began: Cell::new(Instant::now()),
            over: Cell::new(None),
            workspace,
            asked: Cell::new(None),
        }
    }

    /// Keys are dropped but for a wish to end; a save ends the check; one that takes long is shown.
    pub fn is_over(&self) -> bool {
        while let Some(key) = self.keyboard.next(Duration::ZERO) {
            match key {
                Key::Quit => {
                    self.over.set(Some(Over::Quit));
                    return true;
                }
                Key::Resized => self.screen.borrow_mut().draw(),
                _ => {}
            }
        }
        if self.saves.borrow().is_new() {
            self.over.set(Some(Over::Saved));
            return true;
        }
        self.show_banner();
        self.show_long();
        false
    }

    /// Once a second.
    pub fn show_banner(&self) {
        if self.asked.get().is_none_or(|asked| asked.elapsed() >= BANNER) {
            self.asked.set(Some(Instant::now()));
            let banner = mob::banner(&context(&self.workspace));
            self.screen.borrow_mut().show_banner(banner);
        }
    }

    fn show_long(&self) {
        let took = self.began.get().elapsed();
        if took < LONG {
            return;
        }
        let (lines, seconds) = (lines_on_page(), format!("{} s", took.as_secs()));
        let mut screen = self.screen.borrow_mut();
        if screen.page != lines || screen.rung != seconds {
            screen.rung = seconds;
            let end = lines.len();
            screen.turn_to("", lines, end);
            screen.draw();
        }
    }
}
