//! The plan for programs (one JSON object a line), and as Markdown.

use serde::Serialize;

use super::content::{Content, Kind};
use super::schedule::{Hours, Plan, What};
use super::show;
use crate::terminal::Terminal;

#[derive(Default, Serialize)]
struct Line<'a> {
    day: usize,
    at: String,
    minutes: i64,
    kind: &'a str,
    title: String,
    core: bool,
    talk: u32,
    alone: u32,
    mob: u32,
}

/// A row a line.
///
/// # Errors
/// Never in practice: all of it can be written as JSON.
pub fn json(
    terminal: &Terminal,
    content: &Content,
    plan: &Plan,
    hours: &Hours,
    only: Option<usize>,
) -> anyhow::Result<()> {
    for (nth, day) in plan.numbered(only) {
        for row in &day.rows {
            let base = Line { day: nth, at: row.at.to_string(), minutes: row.minutes.into(), ..Line::default() };
            terminal.json(&match &row.what {
                What::Work(block) => Line {
                    kind: "work",
                    title: block.title(),
                    core: block.core,
                    talk: block.minutes_of(Kind::Talk) + block.minutes_of(Kind::Lecture),
                    alone: block.minutes_of(Kind::Alone),
                    mob: block.minutes_of(Kind::Mob),
                    ..base
                },
                pause => Line { kind: show::pause(pause), ..base },
            })?;
        }
        let title = content.reserve_of(nth == plan.days.len()).to_string();
        let (at, minutes) = (day.over.to_string(), day.reserve(hours));
        terminal.json(&Line { day: nth, at, minutes, kind: "reserve", title, ..Line::default() })?;
    }
    Ok(())
}

/// A table a day, as it stands in the instructor's guide.
pub fn markdown(content: &Content, plan: &Plan, hours: &Hours, only: Option<usize>) -> String {
    let mut text = String::new();
    for (nth, day) in plan.numbered(only) {
        text += &format!("| Day {nth} | | min | talk | alone | mob |\n|---:|---|---:|---:|---:|---:|\n");
        for row in &day.rows {
            let (title, [talk, alone, mob]) = match &row.what {
                What::Work(block) if block.core => (format!("**{}**", block.title()), show::split(block)),
                What::Work(block) => (block.title(), show::split(block)),
                pause => (format!("*{}*", show::pause(pause)), Default::default()),
            };
            text += &format!("| {} | {title} | {} | {talk} | {alone} | {mob} |\n", row.at, row.minutes);
        }
        let reserve = content.reserve_of(nth == plan.days.len());
        text += &format!("| {} | *{reserve}* | {} | | | |\n\n", day.over, day.reserve(hours));
    }
    text.replace("|  |", "| |").replace("|  |", "| |").trim_end().to_string()
}
