//! Blocks on a clock: where the breaks and lunch go, and which block is on which day.

use super::content::{Block, Content, Drop};
use super::time::Time;

/// A break, and lunch, in minutes.
const BREAK: u32 = 15;
const LUNCH: u32 = 60;
/// When lunch is, as near as the ends of blocks allow.
const NOON: Time = Time(12 * 60 + 30);
/// After so many minutes a room needs a break, as near as the ends of blocks allow.
const ATTENTION: u32 = 85;
/// A break after less work than this, or before, only makes the day longer.
const WORTH_A_BREAK: u32 = 45;
/// A day that begins later, or ends earlier, has no lunch.
const LUNCH_BETWEEN: (Time, Time) = (Time(11 * 60 + 30), Time(14 * 60));
/// So much of each day is kept free: no workshop was ever on time.
const LEAST_RESERVE: u32 = 20;
/// With so much left on each day, chapters are told in full.
const AMPLE_RESERVE: u32 = 30;

/// From when to when the days go.
#[derive(Clone, Copy, Debug)]
pub struct Hours {
    /// When the first block begins.
    pub start: Time,
    /// When the last one is over, and the reserve.
    pub end: Time,
    /// When lunch should be, where somebody said so.
    pub lunch: Option<Time>,
}

/// One line of a day.
#[derive(Clone, Debug)]
pub struct Row {
    /// When it begins.
    pub at: Time,
    /// How long it takes.
    pub minutes: u32,
    /// What it is.
    pub what: What,
}

/// What is done at a time.
#[derive(Clone, Debug)]
pub enum What {
    /// A block.
    Work(Block),
    /// Coffee.
    Break,
    /// An hour.
    Lunch,
}

/// One day.
#[derive(Clone, Debug)]
pub struct Day {
    /// In their order.
    pub rows: Vec<Row>,
    /// When the last of them is over.
    pub over: Time,
}

/// All days, and what they do not hold.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In their order.
    pub days: Vec<Day>,
    /// What was left out, and the minutes that it saves.
    pub dropped: Vec<(Drop, u32)>,
    /// Whether chapters and exercises have their full length.
    pub full: bool,
}

impl Hours {
    /// When lunch should be on a day from this time on; none where the day has no lunch.
    pub fn noon(&self) -> Option<Time> {
        let has = self.start <= LUNCH_BETWEEN.0 && self.end >= LUNCH_BETWEEN.1;
        self.lunch.or(has.then_some(NOON))
    }
}

impl Plan {
    /// The days with their numbers from 1; only this one, where there is one.
    pub fn numbered(&self, only: Option<usize>) -> impl Iterator<Item = (usize, &Day)> {
        (1..).zip(&self.days).filter(move |(nth, _)| only.is_none_or(|only| only == *nth))
    }
}

impl Day {
    /// What is left until the end; negative where it is too long.
    pub fn reserve(&self, hours: &Hours) -> i64 {
        i64::from(hours.end.0) - i64::from(self.over.0)
    }
}

/// The blocks from a time on, lunch near `noon`. `sat` is how long the room has been sitting already.
pub fn place(blocks: &[Block], start: Time, noon: Option<Time>, sat: u32) -> Day {
    let Some(noon) = noon else {
        return half_day(blocks, start, sat);
    };
    // What was begun is brought to its end first.
    let least = blocks.first().map_or(0, |block| usize::from(block.begun));
    let mornings = (least..=blocks.len()).map(|at| (at, half_day(&blocks[..at], start, sat)));
    let nearest = mornings.min_by_key(|(_, morning)| morning.over.0.abs_diff(noon.0));
    let (at, mut day) = nearest.expect("a morning may be empty");
    day.rows.push(Row { at: day.over, minutes: LUNCH, what: What::Lunch });
    let afternoon = half_day(&blocks[at..], day.over.plus(LUNCH), 0);
    day.rows.extend(afternoon.rows);
    Day { rows: day.rows, over: afternoon.over }
}

/// Blocks without lunch: a break where the room has sat for about [`ATTENTION`], and enough is still to come.
fn half_day(blocks: &[Block], start: Time, mut sat: u32) -> Day {
    let mut rows = Vec::new();
    let mut over = start;
    let mut left: u32 = blocks.iter().map(Block::minutes).sum();
    for block in blocks {
        let minutes = block.minutes();
        let nearer = sat.abs_diff(ATTENTION) < (sat + minutes).abs_diff(ATTENTION);
        if nearer && !block.begun && sat >= WORTH_A_BREAK && left >= WORTH_A_BREAK {
            rows.push(Row { at: over, minutes: BREAK, what: What::Break });
            over = over.plus(BREAK);
            sat = 0;
        }
        rows.push(Row { at: over, minutes, what: What::Work(block.clone()) });
        over = over.plus(minutes);
        (sat, left) = (sat + minutes, left - minutes);
    }
    Day { rows, over }
}

/// The whole workshop on so many days: in full where there is time for it, else as planned, else without what is dropped first.
/// None where not even the core path fits.
pub fn plan(content: &Content, hours: &Hours, days: usize) -> Option<Plan> {
    let full = content.in_full();
    if let Some(days) = split(&full.recap, &full.blocks, hours, days, AMPLE_RESERVE) {
        return Some(Plan { days, dropped: Vec::new(), full: true });
    }
    let mut blocks = content.blocks.clone();
    let mut dropped = Vec::new();
    let mut drops = content.drops.iter();
    loop {
        if let Some(days) = split(&content.recap, &blocks, hours, days, LEAST_RESERVE) {
            return Some(Plan { days, dropped, full: false });
        }
        let drop = drops.next()?;
        leave_out(&mut blocks, drop, &mut dropped);
    }
}

/// Leaves it out and notes it, if it is there. A whole block takes up what was noted of its halves.
pub fn leave_out(blocks: &mut Vec<Block>, drop: &Drop, dropped: &mut Vec<(Drop, u32)>) {
    let mut saved = take(blocks, drop);
    if saved == 0 {
        return;
    }
    if drop.half.is_none() {
        saved += dropped.iter().filter(|(other, _)| other.key == drop.key).map(|(_, saved)| saved).sum::<u32>();
        dropped.retain(|(other, _)| other.key != drop.key);
    }
    dropped.push((drop.clone(), saved));
}

/// Leaves it out, and says how many minutes that saves.
pub fn take(blocks: &mut Vec<Block>, drop: &Drop) -> u32 {
    let minutes = |blocks: &[Block]| blocks.iter().map(Block::minutes).sum::<u32>();
    let before = minutes(blocks);
    *blocks = drop.apply(blocks);
    before - minutes(blocks)
}

/// The blocks in their order on so many days, the shortest reserve as long as it can be; none where a day has less than `least`.
fn split(recap: &Block, blocks: &[Block], hours: &Hours, days: usize, least: u32) -> Option<Vec<Day>> {
    // best[i]: the first i blocks on the days so far.
    let mut best: Vec<Option<(i64, Vec<Day>)>> = vec![None; blocks.len() + 1];
    best[0] = Some((i64::MAX, Vec::new()));
    for nth in 0..days {
        let mut next: Vec<Option<(i64, Vec<Day>)>> = vec![None; blocks.len() + 1];
        for (from, so_far) in best.iter().enumerate() {
            let Some((shortest, so_far)) = so_far else { continue };
            for to in from + 1..=blocks.len() {
                let first = (nth > 0).then_some(recap);
                let today: Vec<Block> = first.into_iter().chain(&blocks[from..to]).cloned().collect();
                let day = place(&today, hours.start, hours.noon(), 0);
                let reserve = day.reserve(hours);
                if reserve < i64::from(least) {
                    break;
                }
                let shortest = reserve.min(*shortest);
                if next[to].as_ref().is_none_or(|(other, _)| shortest > *other) {
                    next[to] = Some((shortest, so_far.iter().cloned().chain([day]).collect()));
                }
            }
        }
        best = next;
    }
    best.pop().flatten().map(|(_, days)| days)
}
