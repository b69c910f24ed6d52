//! The report as one HTML page that stands for itself: no second file, no network, and all of it readable without its script.
//!
//! The script knows no words and no data. The page holds each event with the state after it as text; the script shows one of them
//! at a time. So nothing that a learner typed ever stands inside a script, and the policy of the page lets no other script run.

mod cards;
mod contents;
mod diagram;
mod html;
mod sha256;

use std::fmt::Write;

use super::Style;
use super::svg::STYLE;
use super::svg_parts::row_id;
use super::terminal::terminal;
use super::text::clean;
use super::verdict::{Words, broken_word, words};
use super::words::tell;
use crate::report::{Report, RowKind, Story};
use html::{fill, safe};

const PAGE: &str = include_str!("page.html");
const RUN: &str = include_str!("run.html");
const SHEET: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// More faults have no link of their own.
const MOST_JUMPS: usize = 6;

/// What stands around a report on its page and is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The exercise as people know it, such as `02 lost-or-ghost: Lost or ghost`.
    pub exercise: String,
    /// The commands with which one goes on, and what each does.
    pub commands: Vec<(String, String)>,
    /// What else the reader should know, such as when the page is renewed.
    pub note: String,
}

/// The report as an HTML page, the same to the byte for the same report.
pub fn page(report: &Report, around: &Around) -> String {
    let words = words(report);
    let story = report.story.as_ref().filter(|story| !story.rows.is_empty());
    let sheet = format!("{STYLE}{SHEET}{}", story.map(diagram::sizes).unwrap_or_default());
    fill(PAGE, |mark| match mark {
        "policy" => policy(&sheet),
        "style" => sheet.clone(),
        "script" => SCRIPT.to_string(),
        "verdict" => words.bare_word().to_string(),
        "tone" => if words.alarm { "alarm" } else { "good" }.to_string(),
        "title" => safe(&report.title),
        "exercise" => safe(&around.exercise),
        "test" => safe(&report.test),
        "summary" => summary(&words, story.is_some()),
        "run" => story.map(|story| run(report, &words, story)).unwrap_or_default(),
        "commands" => commands(around),
        "note" => safe(&around.note),
        "terminal" => safe_lines(&terminal(report, Style { columns: 80, unicode: true, color: false })),
        mark => unreachable!("page.html has a mark `{mark}`"),
    })
}

/// Nothing may be fetched, and only this style sheet and this script be used.
fn policy(sheet: &str) -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'",
        sha256::source(sheet),
        sha256::source(SCRIPT)
    )
}

/// The sentences below the title. The rule itself stands in the strip, if there is one.
fn summary(words: &Words, has_strip: bool) -> String {
    let mut out = String::new();
    if !has_strip {
        let _ = writeln!(out, "<p class=\"sentence\"><strong>{}</strong></p>", safe(&words.headline));
    }
    for sentence in &words.below {
        let _ = writeln!(out, "<p>{}</p>", safe(sentence));
    }
    let facts: Vec<String> = words.facts.iter().flatten().map(|fact| safe(fact)).collect();
    if !facts.is_empty() {
        let _ = writeln!(out, "<p class=\"dim\">{}</p>", facts.join(" · "));
    }
    out
}

fn commands(around: &Around) -> String {
    let mut out = String::new();
    for (command, what) in &around.commands {
        let _ = writeln!(out, "<dt><code>{}</code></dt><dd>{}</dd>", safe(command), safe(what));
    }
    out
}

/// Line ends are kept, since they are not the learner's: what was in the report is in one line.
fn safe_lines(text: &str) -> String {
    text.lines().flat_map(|line| [safe(line), "\n".to_string()]).collect()
}

fn run(report: &Report, words: &Words, story: &Story) -> String {
    let broken = broken_word(report);
    fill(RUN, |mark| match mark {
        "before" => format!("not {} so far", broken.to_lowercase()),
        "broke" => words.bare_word().to_string(),
        "rule" => safe(&words.headline),
        "ticks" => ticks(story),
        "jumps" => jumps(story, broken),
        "figure" => safe(&diagram::in_short(story)),
        "diagram" => diagram::diagram(story),
        "cards" => cards::cards(report, story),
        mark => unreachable!("run.html has a mark `{mark}`"),
    })
}

/// A small field for each event.
fn ticks(story: &Story) -> String {
    let mut out = String::new();
    for (place, row) in story.rows.iter().enumerate() {
        let (class, sign) = match row.kind {
            RowKind::Broken => (" broken", "✗"),
            _ if row.is_fault() => (" fault", "▲"),
            _ => ("", ""),
        };
        let _ = write!(out, "<span class=\"tick{class}\" data-at=\"{}\">{sign}</span>", place + 1);
    }
    out
}

/// Links to the first faults and to the break.
fn jumps(story: &Story, broken: &str) -> String {
    let mut out = String::new();
    let mut faults = 0;
    for (place, row) in story.rows.iter().enumerate() {
        faults += usize::from(row.is_fault());
        if row.kind == RowKind::Broken || row.is_fault() && faults <= MOST_JUMPS {
            let (id, alarm) = (row_id(story, place), tell(story, row, broken, &clean).alarm);
            let (at, what) = (place + 1, safe(&format!("step {}: {alarm}", row.step)));
            let _ = write!(out, "<a href=\"#{id}\" data-at=\"{at}\">{what}</a> ");
        }
    }
    out
}
