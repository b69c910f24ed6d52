//! The wall clock: for the log of progress, the turns of a mob and a day that is late, and for nothing else.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::process;

/// The time since 1970. The runner's own tests set it: `XTASK_NOW`, in milliseconds.
pub fn now() -> Duration {
    let told = std::env::var("XTASK_NOW").ok().and_then(|text| text.trim().parse().ok());
    told.map_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(), Duration::from_millis)
}

/// In whole milliseconds, as the log has it.
pub fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Hours and minutes as the clock on the wall shows them, `14:32`; none where the system does not tell the offset from UTC.
pub fn on_the_wall(millis: u64) -> Option<String> {
    static OFFSET: OnceLock<Option<i64>> = OnceLock::new();
    let offset = (*OFFSET.get_or_init(process::minutes_from_utc))?;
    let minutes = i64::try_from(millis / 60_000).ok()?.checked_add(offset)?.rem_euclid(24 * 60);
    Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

/// A length of time as people read it, `4:05` or `1:04:05`.
pub fn length(millis: u64) -> String {
    let seconds = millis / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// What is left of a time: the second that has begun counts, so that a whole turn is shown as one.
pub fn left(millis: u64) -> String {
    length(millis.saturating_add(999))
}

/// An offset from UTC, `+0530` or `+05:30`, in minutes.
pub fn offset(text: &str) -> Option<i64> {
    let text = text.trim().replace(':', "");
    let digits = text.strip_prefix(['+', '-']).filter(|digits| digits.len() == 4)?;
    let number: i64 = digits.parse().ok()?;
    let minutes = number / 100 * 60 + number % 100;
    Some(if text.starts_with('-') { -minutes } else { minutes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_has_a_sign_and_four_digits() {
        let told = ["+0530\n", "+05:30\r\n", "-0930", "+0000"].map(offset);
        assert_eq!(told, [Some(330), Some(330), Some(-570), Some(0)]);
        assert_eq!([offset("0530"), offset("+5"), offset("+ab12"), offset("")], [None; 4]);
    }

    #[test]
    fn a_length_has_hours_only_where_there_are_some() {
        assert_eq!([length(59_999), length(245_000), length(3_845_000)], ["0:59", "4:05", "1:04:05"]);
    }
}
