//! What is played: the exercise, its half, and the test whose scenario it is.

use crate::catalog::{Catalog, Entry, Exercise, Found, Half, Rung, Shipped};
use crate::exit::{Exit, Stop};
use crate::verbs::Context;

/// What is played.
pub struct Table<'a> {
    /// Where.
    pub context: &'a Context,
    /// The exercise.
    pub entry: &'a Entry,
    /// Its files.
    pub exercise: &'a Exercise,
    /// Which half of it.
    pub half: Half,
    /// The name of the test.
    pub test: String,
}

impl<'a> Table<'a> {
    /// Chooses the test: the one asked for, else the first that fails.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::WrongUse`] where there is none, or nothing in the exercise can be played.
    pub fn lay(
        context: &'a Context,
        catalog: &Catalog,
        (entry, exercise, half): (&'a Entry, &'a Exercise, Half),
        asked: Option<&String>,
    ) -> Result<Table<'a>, Stop> {
        let mut table = Table { context, entry, exercise, half, test: String::new() };
        if let Some(why) = &exercise.not_played {
            return Err(table.not_played(catalog, why));
        }
        if exercise.rungs(half).is_empty() {
            let what = format!("the mob's half of {} has no tests to play", entry.name());
            return Err(Stop::new(Exit::WrongUse, what, format!("cargo xtask play {}", entry.argument())));
        }
        table.test = match asked {
            Some(asked) => table.named(asked)?,
            None => table.failing(),
        };
        Ok(table)
    }

    /// What is typed for a verb about this exercise and half.
    pub fn command(&self, verb: &str) -> String {
        format!("cargo xtask {verb} {}{}", self.entry.argument(), self.half.flag())
    }

    fn rungs(&self) -> &[Rung] {
        self.exercise.rungs(self.half)
    }

    /// The test that failed in the last check; else the first that fails with the file as shipped.
    fn failing(&self) -> String {
        let last = self.context.progress().done(&self.entry.id).last_failure;
        let last = last.filter(|last| last.half == self.half && !last.passed_since);
        let rungs = self.rungs();
        let failed = last.and_then(|last| rungs.iter().find(|rung| rung.test == last.failure.test));
        let red = || rungs.iter().find(|rung| rung.shipped == Shipped::Red);
        failed.or_else(red).unwrap_or(&rungs[0]).test.clone()
    }

    fn named(&self, asked: &str) -> Result<String, Stop> {
        let names: Vec<&str> = self.rungs().iter().map(|rung| rung.test.as_str()).collect();
        let numbered = asked.parse::<usize>().ok().and_then(|number| names.get(number.checked_sub(1)?));
        let exact = numbered.or_else(|| names.iter().find(|name| **name == asked)).copied();
        let words = asked.replace([' ', '-'], "_");
        let parts: Vec<&str> = names.iter().copied().filter(|name| name.contains(&words)).collect();
        match (exact, parts.as_slice()) {
            (Some(name), _) | (None, &[name]) => Ok(name.to_string()),
            (None, parts) => {
                let there = if parts.is_empty() { &names } else { parts };
                let count = if parts.is_empty() { "no test" } else { "more than one test" };
                let what = format!("`{asked}` is {count} of {}\nthere are: {}", self.entry.name(), there.join(", "));
                Err(Stop::new(Exit::WrongUse, what, format!("{} --list", self.command("play"))))
            }
        }
    }

    /// The tests in their order, the one that is played by default marked.
    pub fn list(&self) {
        let terminal = &self.context.terminal;
        terminal.line(format!("{}{}: what can be played\n", self.entry.name(), self.half.words()));
        for (number, rung) in (1..).zip(self.rungs()) {
            let mark = if rung.test == self.test { terminal.glyph("▶", ">") } else { " " };
            terminal.line(format!("  {mark} {number:>2}  {}", rung.test));
        }
        terminal.sentence(format!("\nNext: {} --test {}", self.command("play"), self.test));
    }

    fn not_played(&self, catalog: &Catalog, why: &str) -> Stop {
        let can = catalog
            .entries
            .iter()
            .filter(|entry| matches!(&entry.found, Found::Exercise(exercise) if exercise.not_played.is_none()));
        let can: Vec<String> = can.map(Entry::argument).collect();
        let what = format!("{} cannot be played: {why}\nthese can be: {}", self.entry.name(), can.join(", "));
        Stop::new(Exit::WrongUse, what, format!("cargo xtask check {}", self.entry.argument()))
    }
}
