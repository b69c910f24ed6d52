//! Times of a day, to the minute.

use std::fmt;
use std::str::FromStr;

use crate::clock;

/// A time of the day: minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub u32);

impl Time {
    /// This many minutes later.
    pub fn plus(self, minutes: u32) -> Time {
        Time(self.0 + minutes)
    }

    /// The minutes from `earlier` to this one; 0 where it is not earlier.
    pub fn since(self, earlier: Time) -> u32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The time on the clock of this machine, where it tells.
    pub fn now() -> Option<Time> {
        clock::on_the_wall(clock::millis(clock::now()))?.parse().ok()
    }
}

impl fmt::Display for Time {
    /// `9:30`; after midnight it goes on with `24:10`, so that nobody takes it for the morning.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl FromStr for Time {
    type Err = String;

    /// `9:30`, `09:30`, `9.30` or `9`.
    fn from_str(text: &str) -> Result<Time, String> {
        let no = || format!("`{text}` is no time of the day, such as 9:30 or 17:30");
        let (hours, minutes) = text.trim().split_once([':', '.']).unwrap_or((text.trim(), "00"));
        let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hours) || !digits(minutes) || minutes.len() != 2 {
            return Err(no());
        }
        let (hours, minutes): (u32, u32) = (hours.parse().map_err(|_| no())?, minutes.parse().map_err(|_| no())?);
        if hours > 23 || minutes > 59 { Err(no()) } else { Ok(Time(60 * hours + minutes)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (text, minutes) in
            [("9:30", 570), ("09:30", 570), ("9.30", 570), ("9", 540), (" 23:59 ", 1439), ("0:00", 0)]
        {
            assert_eq!(text.parse(), Ok(Time(minutes)), "{text}");
        }
        for text in ["", "24:00", "9:60", "9:3", "nine", "-9:30", "9:30:00", "+9", "123", "9:"] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
        assert_eq!(format!("{:>5}|{}", Time(570), Time(1450)), " 9:30|24:10");
    }
}
