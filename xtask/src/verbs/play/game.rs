//! A run in the making: what was chosen, where it led, and the way back.

use lab::report::{Choice, Found, Play, PlayRequest, Verdict};

use super::Table;
use crate::exit::{Exit, Stop};
use crate::ladder::{Answered, Runner};

/// A run in the making.
pub struct Game<'a> {
    runner: &'a Runner<'a>,
    /// The test whose scenario is played.
    pub test: String,
    /// Where things stand after each choice, the start first; never empty.
    moments: Vec<Play>,
    found: Option<Found>,
    /// Whether the player has asked for the story.
    told: bool,
}

impl<'a> Game<'a> {
    /// Begins after these choices, as far as they can be made. What is to be told of that comes with it.
    ///
    /// # Errors
    /// A [`Stop`] where the test has no scenario to play, or the code does not come to its first step.
    pub fn begin(
        runner: &'a Runner<'a>,
        table: &Table<'_>,
        steps: &[String],
    ) -> anyhow::Result<(Game<'a>, Option<String>)> {
        let mut game = Game { runner, test: table.test.clone(), moments: Vec::new(), found: None, told: false };
        let stuck = |what: String| {
            let what = format!("it does not come to its first step: {what}");
            Stop::new(Exit::NotPassed, what, table.command("check"))
        };
        let start = match game.ask(&[])? {
            Answered::Play(play) if play.stopped => return Err(stuck(play.report.reason.unwrap_or_default()).into()),
            Answered::Play(play) => *play,
            Answered::Lost(what) => return Err(stuck(what).into()),
            Answered::Nothing => {
                let what = format!("the test `{}` has no scenario whose steps can be chosen", table.test);
                let next = format!("{} --list, and another --test", table.command("play"));
                return Err(Stop::new(Exit::WrongUse, what, next).into());
            }
        };
        game.moments.push(start);
        for step in steps {
            if let Some(said) = game.choose(step)? {
                return Ok((game, Some(said)));
            }
        }
        Ok((game, None))
    }

    /// Where these steps lead. What a choice does is told by trying it; where that ends the process, it is only named.
    fn ask(&self, steps: &[String]) -> anyhow::Result<Answered> {
        let asked = PlayRequest { steps: steps.to_vec(), ..PlayRequest::default() };
        let answered = self.runner.play(&self.test, &asked)?;
        let lost = match &answered {
            Answered::Play(play) => play.stopped,
            Answered::Lost(_) => true,
            Answered::Nothing => false,
        };
        if lost { self.runner.play(&self.test, &PlayRequest { untried: true, ..asked }) } else { Ok(answered) }
    }

    /// Where things stand now.
    pub fn now(&self) -> &Play {
        self.moments.last().expect("a game has a start")
    }

    /// How many choices were made.
    pub fn made(&self) -> usize {
        self.moments.len() - 1
    }

    /// Whether a rule is broken.
    pub fn is_broken(&self) -> bool {
        self.now().report.verdict == Verdict::Broken
    }

    /// What can be chosen now: not twice what is the same.
    pub fn choices(&self) -> Vec<&Choice> {
        self.now().choices.iter().filter(|choice| !choice.alike).collect()
    }

    /// Makes the choice of this name; what is to be said where that is not possible, or the code has changed.
    pub fn choose(&mut self, name: &str) -> anyhow::Result<Option<String>> {
        let mut steps = self.now().steps.clone();
        steps.push(name.to_string());
        let play = match self.ask(&steps)? {
            Answered::Play(play) => *play,
            Answered::Lost(what) => return Ok(Some(format!("After {} {what}.", self.told(name)))),
            Answered::Nothing => return Ok(Some("The test has no scenario any more.".to_string())),
        };
        if play.stopped {
            let reason = play.report.reason.unwrap_or_default();
            return Ok(Some(format!("After {} your code does not come back: {reason}", self.told(name))));
        }
        let made = play.steps.len();
        let said = play.refused.as_ref().map(|refused| format!("Step {}: {refused}.", made + 1));
        self.moments.truncate(made.min(self.moments.len()));
        self.moments.push(play);
        Ok(said)
    }

    /// A choice in words: `load a` of worker.
    fn told(&self, name: &str) -> String {
        let choice = self.now().choices.iter().find(|choice| choice.name == name);
        choice.map_or(format!("`{name}`"), |choice| format!("`{}` of {}", choice.words, choice.from))
    }

    /// Takes the last choice back; false at the start.
    pub fn back(&mut self) -> bool {
        let can = self.made() > 0;
        if can {
            self.moments.pop();
        }
        can
    }

    /// The smallest run that breaks a rule; searched once.
    pub fn found(&mut self) -> anyhow::Result<Option<&Found>> {
        if self.found.is_none()
            && let Answered::Play(play) =
                self.runner.play(&self.test, &PlayRequest { search: true, ..PlayRequest::default() })?
        {
            self.found = play.found;
        }
        Ok(self.found.as_ref())
    }

    /// Whether the smallest run is known already.
    pub fn is_searched(&self) -> bool {
        self.found.is_some()
    }

    /// Makes one more step of the smallest run that breaks a rule; what is to be said where that is not possible.
    pub fn walk(&mut self) -> anyhow::Result<Option<String>> {
        if self.now().graded {
            return Ok(Some("Here you are the scheduler: no story is told before you have found one.".to_string()));
        }
        self.told = true;
        if self.is_broken() {
            return Ok(Some("The story ends here.".to_string()));
        }
        let made = self.now().steps.clone();
        let Some(found) = self.found()?.cloned() else {
            return Ok(Some("The search did not come to its end.".to_string()));
        };
        match (found.verdict, found.steps.get(made.len())) {
            (Verdict::Holds, _) => {
                Ok(Some("No run breaks a rule here, so there is no story to walk along.".to_string()))
            }
            (Verdict::Unknown, _) => {
                Ok(Some("The search reached a limit: there is no story to walk along.".to_string()))
            }
            (_, None) if found.steps.is_empty() => {
                Ok(Some("No single run shows what is wrong here: check tells it.".to_string()))
            }
            (_, Some(next)) if found.steps.starts_with(&made) => self.choose(next),
            _ => {
                let alike = made.iter().zip(&found.steps).take_while(|(mine, its)| mine == its).count();
                Ok(Some(format!("You left the story after step {alike}: go back to there to walk on along it.")))
            }
        }
    }

    /// The choice with which the smallest run goes on, if the player walks along it.
    pub fn along(&self) -> Option<usize> {
        let made = &self.now().steps;
        let found = self.found.as_ref().filter(|found| self.told && found.steps.starts_with(made))?;
        let next = found.steps.get(made.len())?;
        self.choices().iter().position(|choice| choice.name == *next)
    }

    /// Walks along the smallest run, to the moment before it breaks.
    pub fn walk_far(&mut self) -> anyhow::Result<Option<String>> {
        loop {
            if let Some(said) = self.walk()? {
                return Ok(Some(said));
            }
            if self.is_broken() {
                self.back();
                return Ok(None);
            }
        }
    }
}
