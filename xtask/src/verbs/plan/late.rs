//! The rest of a day, planned again when minutes were lost.

use super::content::{Block, Drop};
use super::schedule::{Day, Hours, Row, What, leave_out, place};
use super::time::Time;

/// What is left of a day.
#[derive(Debug)]
pub struct Rest {
    /// From now on.
    pub day: Day,
    /// What was left out, and the minutes that it saves.
    pub dropped: Vec<(Drop, u32)>,
}

/// Where a room stands in the day as it was planned.
struct Standing {
    blocks: Vec<Block>,
    /// The rest of a pause that is just going on.
    pause: Option<Row>,
    /// When lunch was planned, if it is still to come.
    noon: Option<Time>,
    /// For how long the room has been sitting.
    sat: u32,
}

/// Plans the rest of the day from `now` on, where the room is as far as it should have been `lost` minutes earlier.
///
/// What is to go at that delay goes; then as much more, in the order of dropping, as the day is still too long.
pub fn replan(day: &Day, hours: &Hours, drops: &[Drop], now: Time, lost: u32) -> Rest {
    let mut standing = stand(day, hours.start, Time(now.0 - lost), now);
    let mut dropped = Vec::new();
    for drop in drops.iter().filter(|drop| drop.late.is_some_and(|late| late <= lost)) {
        leave_out(&mut standing.blocks, drop, &mut dropped);
    }
    let mut rest = standing.place(now);
    for drop in drops {
        if rest.reserve(hours) >= 0 {
            break;
        }
        leave_out(&mut standing.blocks, drop, &mut dropped);
        rest = standing.place(now);
    }
    Rest { day: rest, dropped }
}

impl Standing {
    fn place(&self, now: Time) -> Day {
        let start = now.plus(self.pause.as_ref().map_or(0, |pause| pause.minutes));
        let day = place(&self.blocks, start, self.noon, self.sat);
        Day { rows: self.pause.iter().cloned().chain(day.rows).collect(), over: day.over }
    }
}

fn stand(day: &Day, start: Time, at: Time, now: Time) -> Standing {
    let mut standing = Standing { blocks: Vec::new(), pause: None, noon: None, sat: 0 };
    let mut paused = start;
    for row in &day.rows {
        let over = row.at.plus(row.minutes);
        match &row.what {
            What::Work(block) if over > at => standing.blocks.push(rest_of(block, at.since(row.at))),
            What::Work(_) => {}
            What::Break | What::Lunch if over <= at => paused = over,
            What::Break | What::Lunch if row.at <= at => {
                standing.pause = Some(Row { at: now, minutes: over.since(at), what: row.what.clone() });
                paused = at;
            }
            What::Lunch => standing.noon = Some(row.at),
            What::Break => {}
        }
    }
    standing.sat = at.since(paused);
    standing
}

/// The block without its first minutes.
fn rest_of(block: &Block, mut over: u32) -> Block {
    let mut block = block.clone();
    block.begun = over > 0;
    for part in &mut block.parts {
        let gone = over.min(part.minutes);
        part.minutes -= gone;
        over -= gone;
    }
    block
}
