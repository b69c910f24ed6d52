//! The plan as a table for people: on a projector, in a mail.

use super::content::{Block, Content, Drop, Kind};
use super::schedule::{Day, Hours, Plan, Row, What};
use crate::markdown::wrap;
use crate::terminal::{Paint, Terminal};

/// The width of what is done.
const TITLE: usize = 46;
/// Before the title: the time and the mark of the core path.
const INDENT: usize = 9;

/// A day: its head, its rows, what is left of it.
pub fn day(terminal: &Terminal, head: &str, day: &Day, hours: &Hours, reserve: &str) {
    let head = format!("{head:<width$} {:>4} {:>5} {:>5} {:>4}", "min", "talk", "alone", "mob", width = INDENT + TITLE);
    terminal.line(terminal.paint(Paint::Strong, &head));
    for row in &day.rows {
        self::row(terminal, row);
    }
    let left = day.reserve(hours);
    let text = match left {
        1.. => line(&day.over.to_string(), "", reserve, &left.to_string(), &Default::default()),
        0 => line(&day.over.to_string(), "", "the end, and nothing in reserve", "", &Default::default()),
        _ => {
            let late = format!("the end, {} min after {}", -left, hours.end);
            return terminal
                .line(terminal.paint(Paint::Bad, &line(&day.over.to_string(), "", &late, "", &Default::default())));
        }
    };
    terminal.line(terminal.paint(Paint::Faint, &text));
}

fn row(terminal: &Terminal, row: &Row) {
    let (at, minutes) = (row.at.to_string(), row.minutes.to_string());
    let block = match &row.what {
        What::Work(block) => block,
        What::Break | What::Lunch => {
            let name = pause(&row.what);
            return terminal.line(terminal.paint(Paint::Faint, &line(&at, "", name, &minutes, &Default::default())));
        }
    };
    let title = wrap(&block.title(), TITLE, "", "");
    let mark = if block.core { "*" } else { "" };
    terminal.line(line(&at, mark, &title[0], &minutes, &split(block)));
    for more in &title[1..] {
        terminal.line(format!("{:INDENT$}{more}", ""));
    }
}

/// What a pause is called.
pub fn pause(what: &What) -> &'static str {
    if matches!(what, What::Lunch) { "lunch" } else { "break" }
}

/// The minutes of talk, alone, mob; empty where there are none.
pub fn split(block: &Block) -> [String; 3] {
    let talk = block.minutes_of(Kind::Talk) + block.minutes_of(Kind::Lecture);
    [talk, block.minutes_of(Kind::Alone), block.minutes_of(Kind::Mob)]
        .map(|minutes| if minutes == 0 { String::new() } else { minutes.to_string() })
}

fn line(at: &str, mark: &str, title: &str, minutes: &str, split: &[String; 3]) -> String {
    let [talk, alone, mob] = split;
    let line =
        format!("{at:>5} {mark:>1} {title:<width$} {minutes:>4} {talk:>5} {alone:>5} {mob:>4}", width = TITLE + 1);
    line.trim_end().to_string()
}

/// What is left out, one a line, and what takes its place.
pub fn dropped(terminal: &Terminal, dropped: &[(Drop, u32)]) {
    if dropped.is_empty() {
        return;
    }
    terminal.line("");
    terminal.line(terminal.paint(Paint::Strong, "Left out, in this order:"));
    for (drop, saved) in dropped {
        let text = format!("{} ({saved} min): {}", drop.label(), drop.instead);
        terminal.line(wrap(&text, terminal.text_columns(), "  ", "    ").join("\n"));
    }
}

/// What goes at which delay.
pub fn tiers(terminal: &Terminal, content: &Content, plan: &Plan) {
    let mut blocks: Vec<Block> = work(plan).cloned().collect();
    let mut lates: Vec<u32> = content.drops.iter().filter_map(|drop| drop.late).collect();
    lates.dedup();
    let mut lines = Vec::new();
    for late in lates {
        let mut names = Vec::new();
        let mut wins = 0;
        for drop in content.drops.iter().filter(|drop| drop.late == Some(late)) {
            let saved = super::schedule::take(&mut blocks, drop);
            if saved > 0 {
                names.push(drop.label());
                wins += saved;
            }
        }
        if wins > 0 {
            let text = format!("{} ({wins} min)", names.join(", "));
            lines.extend(wrap(&text, terminal.text_columns(), &format!("  {late:>2} min  "), "          "));
        }
    }
    if !lines.is_empty() {
        terminal.line("");
        terminal.line(terminal.paint(Paint::Strong, "When late, leave out:"));
        terminal.line(lines.join("\n"));
    }
}

/// What is in reserve, and what is known to take longer.
pub fn reserve(terminal: &Terminal, content: &Content, plan: &Plan, hours: &Hours) {
    let list = |minutes: Vec<String>| minutes.join(" + ");
    let left = list(plan.days.iter().map(|day| day.reserve(hours).to_string()).collect());
    terminal.line("");
    if plan.full {
        let text = format!(
            "Reserve: {left} min. There is time: chapters are told in full, and exercises have the minutes that people new to them needed."
        );
        return terminal.sentence(text);
    }
    terminal.sentence(format!("Reserve: {left} min. Not in it, and known:"));
    let over = |day: &Day, kind: Kind| -> u32 {
        let parts = blocks(day).flat_map(|block| &block.parts).filter(|part| part.kind == kind);
        parts.map(|part| part.full.saturating_sub(part.minutes)).sum()
    };
    let chapters = list(plan.days.iter().map(|day| over(day, Kind::Lecture).to_string()).collect());
    bullet(terminal, &format!("chapters told in full: {chapters} min. Tell them short, or let them be read."));
    let slow = work(plan).flat_map(|block| &block.parts);
    let slow = slow.filter(|part| part.kind == Kind::Alone && part.full > part.minutes);
    let slow: Vec<String> = slow.map(|part| format!("{} ({} for {})", part.name, part.full, part.minutes)).collect();
    if !slow.is_empty() {
        let alone = list(plan.days.iter().map(|day| over(day, Kind::Alone).to_string()).collect());
        let when = if content.tried_when.is_empty() { String::new() } else { format!(" ({})", content.tried_when) };
        let slow = slow.join(", ");
        bullet(terminal, &format!("people who are new to them{when} need longer for {slow}: {alone} min."));
    }
    for (nth, day) in plan.numbered(None) {
        let short = i64::from(over(day, Kind::Alone)) - day.reserve(hours);
        if short > 0 {
            terminal.sentence(format!("So day {nth} may lack {short} min: choose in the morning what to leave out."));
        }
    }
}

fn bullet(terminal: &Terminal, text: &str) {
    terminal.line(wrap(text, terminal.text_columns(), "  - ", "    ").join("\n"));
}

fn work(plan: &Plan) -> impl Iterator<Item = &Block> {
    plan.days.iter().flat_map(blocks)
}

/// The blocks of a day.
pub fn blocks(day: &Day) -> impl Iterator<Item = &Block> {
    day.rows.iter().filter_map(|row| match &row.what {
        What::Work(block) => Some(block),
        What::Break | What::Lunch => None,
    })
}
