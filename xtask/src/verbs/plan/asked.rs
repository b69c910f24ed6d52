//! What the command line says.

use clap::ArgMatches;

use super::schedule::Hours;
use super::time::Time;
use super::{DAYS, END, START};
use crate::exit::{Exit, Stop};

/// What the command line says.
pub struct Asked {
    /// How many days.
    pub days: usize,
    /// From when to when.
    pub hours: Hours,
    /// Only this one.
    pub day: Option<usize>,
    /// So many minutes are lost.
    pub late: Option<u32>,
    /// When that is seen; none: now.
    pub at: Option<Time>,
}

impl Asked {
    /// Reads it.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::WrongUse`] where no day can be so.
    pub fn read(matches: &ArgMatches) -> Result<Asked, Stop> {
        let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
        let time =
            |name: &str| text(name).map(|text| text.parse::<Time>().map_err(|what| wrong(name, &what))).transpose();
        let number = |name: &str, most: u32| match text(name) {
            None => Ok(None),
            Some(text) => match text.trim().parse() {
                Ok(number) if (1..=most).contains(&number) => Ok(Some(number)),
                _ => Err(wrong(name, &format!("`{text}` is no number from 1 to {most}"))),
            },
        };
        let days = number("days", 7)?.unwrap_or_default() as usize;
        let (Some(start), Some(end)) = (time("start")?, time("end")?) else { unreachable!("both have a default") };
        let asked = Asked {
            days,
            hours: Hours { start, end, lunch: time("lunch")? },
            day: number("day", 7)?.map(|day| day as usize),
            late: number("late", 600)?,
            at: time("at")?,
        };
        if end <= start {
            return Err(wrong("end", &format!("a day cannot begin at {start} and end at {end}")));
        }
        if let Some(lunch) = asked.hours.lunch.filter(|lunch| !(start..end).contains(lunch)) {
            return Err(wrong("lunch", &format!("lunch at {lunch} is not between {start} and {end}")));
        }
        if let Some(day) = asked.day.filter(|day| *day > days) {
            return Err(wrong("day", &format!("there is no day {day} of {days}")));
        }
        Ok(asked)
    }

    /// The options that make this plan, as they are typed.
    pub fn options(&self, days: usize) -> String {
        let mut options = String::new();
        let hours = [("start", START, self.hours.start), ("end", END, self.hours.end)];
        if days.to_string() != DAYS {
            options += &format!(" --days {days}");
        }
        for (name, default, time) in hours {
            if time.to_string() != default {
                options += &format!(" --{name} {time}");
            }
        }
        if let Some(lunch) = self.hours.lunch {
            options += &format!(" --lunch {lunch}");
        }
        options
    }
}

fn wrong(option: &str, what: &str) -> Stop {
    Stop::new(Exit::WrongUse, format!("--{option}: {what}"), "cargo xtask plan --help")
}
