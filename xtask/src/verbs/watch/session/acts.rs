//! What the keys do between two checks.

use super::*;

/// The page of the task.
const TASK: &str = "the task";

impl<'a> Session<'a> {
    /// Does it; the exit where it is the end.
    pub fn act(&mut self, deed: Deed) -> anyhow::Result<Option<Exit>> {
        let Some((entry, exercise)) = self.at.filter(|_| !matches!(deed, Deed::Quit | Deed::List | Deed::Scroll(_)))
        else {
            return self.act_anywhere(deed);
        };
        let number = entry.argument();
        match deed {
            Deed::Check => self.due = true,
            Deed::Hint => self.show("hint", &hint::VERB, &[&number]),
            Deed::Explain => self.show("explain", &explain::VERB, &[&number]),
            Deed::Read => self.read(entry),
            Deed::Debrief if self.passed() && self.half == Half::Mob => {
                self.show("debrief", &debrief::VERB, &[&number, "--mob"]);
            }
            Deed::Debrief if self.passed() => self.show("debrief", &debrief::VERB, &[&number]),
            Deed::Debrief => self.note("The debrief opens with a pass."),
            Deed::Diff => self.diff(entry, exercise),
            Deed::Next => self.next(entry)?,
            Deed::Reset => return self.reset(entry, exercise),
            Deed::Back => self.back(),
            Deed::List | Deed::Quit | Deed::Scroll(_) => {}
        }
        Ok(None)
    }

    /// What needs no exercise.
    fn act_anywhere(&mut self, deed: Deed) -> anyhow::Result<Option<Exit>> {
        match deed {
            Deed::Quit => return Ok(Some(Exit::Done)),
            Deed::List => self.show("all exercises", &list::VERB, &[]),
            Deed::Scroll(scroll) => {
                let mut screen = self.live.screen.borrow_mut();
                screen.scroll(Some(scroll));
                screen.draw();
            }
            Deed::Back => self.all_passed(),
            _ => self.note("All exercises have passed; [q] ends, then cargo xtask watch N for one of them."),
        }
        Ok(None)
    }

    fn passed(&self) -> bool {
        self.result.as_ref().is_some_and(Checked::passed)
    }

    fn note(&self, text: &str) {
        let mut screen = self.live.screen.borrow_mut();
        screen.note = Some(text.to_string());
        screen.draw();
    }

    /// What another verb says, as a page.
    fn show(&mut self, title: &'static str, verb: &Verb, words: &[&str]) {
        let lines = self.said(verb, words);
        // All hints that were read come again: the new one is the last.
        let from = lines.iter().rposition(|line| plain(line).starts_with("Hint ")).unwrap_or(0);
        self.page(title, lines, from);
    }

    fn said(&self, verb: &Verb, words: &[&str]) -> Vec<String> {
        let command = (verb.arguments)(Command::new(verb.name));
        open_page();
        let matches = command.try_get_matches_from([&[verb.name], words].concat());
        if let Err(error) =
            matches.map_err(Into::into).and_then(|matches| (verb.run)(&self.context(), &matches).map(|_| ()))
        {
            tell(error);
        }
        close_page()
    }

    fn page(&mut self, title: &'static str, lines: Vec<String>, from: usize) {
        let mut screen = self.live.screen.borrow_mut();
        screen.turn_to(title, lines, from);
        screen.note = self.result.as_ref().map(|_| "Esc: the result again. A save checks.".to_string());
        screen.draw();
    }

    fn diff(&mut self, entry: &Entry, exercise: &Exercise) {
        let context = self.context();
        open_page();
        let shown = reset::changes(&context, entry, exercise);
        let lines = close_page();
        self.page("your changes", shown.map_or_else(told_of, |()| lines), 0);
    }

    /// To the first that is not done; where this one is not, it stays.
    fn next(&mut self, entry: &Entry) -> anyhow::Result<()> {
        let progress = self.context().progress();
        if self.half == Half::Mob {
            self.note("The mob's half leads nowhere by key: [q], then cargo xtask next.");
            return Ok(());
        }
        if !progress.of(&entry.id).passed_once() {
            self.note("This one has not passed. To leave it: [q], then cargo xtask watch N.");
            return Ok(());
        }
        let Some(next) = first_not_done(self.catalog, &progress) else {
            self.at = None;
            self.all_passed();
            return Ok(());
        };
        match check::with_half(next, self.half) {
            Ok(exercise) => self.go_to(next, exercise),
            Err(stop) => self.note(&stop.what),
        }
        Ok(())
    }

    /// First the task: what it asks to predict comes before the check.
    fn go_to(&mut self, entry: &'a Entry, exercise: &'a Exercise) {
        let saves = Saves::of(&exercise.folder, &exercise.source());
        saves.begin();
        *self.live.saves.borrow_mut() = Rc::new(saves);
        self.at = Some((entry, exercise));
        self.result = None;
        {
            let mut screen = self.live.screen.borrow_mut();
            screen.name = self.name(entry);
            screen.state = (Paint::Strong, "NOT CHECKED YET".to_string());
            (screen.rung, screen.rule) = (String::new(), entry.title.clone());
            screen.debrief = false;
            screen.next = "Predict first; then [c]heck, or save.".to_string();
        }
        self.read(entry);
    }

    /// The task, and from there its lecture.
    fn read(&mut self, entry: &Entry) {
        let number = entry.argument();
        let at_task = self.live.screen.borrow().title == TASK;
        if at_task && entry.lecture().is_some() {
            return self.show("its lecture", &read::VERB, &[&number, "--lecture"]);
        }
        self.show(TASK, &read::VERB, &[&number]);
        if entry.lecture().is_some() {
            self.note(match self.result {
                Some(_) => "[r] again: its lecture. Esc: the result again. A save checks.",
                None => "[r] again: its lecture. Then predict, and [c]heck or save.",
            });
        }
    }

    /// The end of all.
    fn all_passed(&mut self) {
        let context = self.context();
        open_page();
        check::all_passed(&context, self.catalog);
        let lines = close_page();
        let mut screen = self.live.screen.borrow_mut();
        screen.name = "All exercises".to_string();
        screen.state = (Paint::Good, "PASSED".to_string());
        (screen.rung, screen.rule) = (String::new(), String::new());
        screen.debrief = false;
        screen.next = "[q] ends.".to_string();
        screen.turn_to("", lines, 0);
        screen.draw();
    }

    /// After a key that says yes.
    fn reset(&mut self, entry: &Entry, exercise: &Exercise) -> anyhow::Result<Option<Exit>> {
        match reset::is_as_shipped(&self.context(), entry, exercise) {
            Ok(false) => {}
            Ok(true) => {
                self.note("There is nothing to reset: your file is as shipped.");
                return Ok(None);
            }
            Err(error) => {
                self.page("reset", told_of(error), 0);
                return Ok(None);
            }
        }
        self.note("Reset to the file as shipped? Yours is kept. [y]es, any other key: no");
        let answer = loop {
            let pause = self.live.saves.borrow().pause();
            match self.live.keyboard.next(pause) {
                None => {}
                Some(Key::Resized) => self.live.screen.borrow_mut().draw(),
                Some(key) => break key,
            }
        };
        match answer {
            Key::Quit => return Ok(Some(Exit::Interrupted)),
            Key::Char('y' | 'Y') => {
                let lines = self.said(&reset::RESET_VERB, &[&entry.argument()]);
                if self.live.saves.borrow().is_new() {
                    self.preface = lines.into_iter().filter(|line| !line.starts_with("Next: ")).collect();
                    self.preface.push(String::new());
                    self.due = true;
                } else {
                    self.page("reset", lines, 0);
                }
            }
            _ => self.note("Not reset: your file is as it was."),
        }
        Ok(None)
    }

    /// The result again.
    fn back(&mut self) {
        let (Some((_, exercise)), Some(checked)) = (self.at, &self.result) else { return };
        open_page();
        check::show_again(&self.context(), exercise, checked);
        let lines = close_page();
        let from = begin_of(checked, &lines);
        let mut screen = self.live.screen.borrow_mut();
        screen.turn_to("", lines, from);
        screen.draw();
    }

    /// For a window of another size: the result is drawn anew, other pages are cut to the width.
    pub fn redraw(&mut self) {
        let result = self.live.screen.borrow().title.is_empty();
        if result && self.at.is_some() && self.result.is_some() {
            self.back();
        } else {
            self.live.screen.borrow_mut().draw();
        }
    }
}
