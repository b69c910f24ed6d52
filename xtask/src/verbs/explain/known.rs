//! Wrong turns that fail as the last check did: the same test, the same rule, as many faults.

use std::path::PathBuf;

use crate::catalog::{Entry, Exercise, Patch};
use crate::files;
use crate::progress::Failure;
use crate::verbs::Context;

/// What is known of a failure.
pub struct Known {
    /// The learner has changed nothing yet.
    pub as_shipped: bool,
    /// The most alike first.
    pub ideas: Vec<Idea>,
}

/// A wrong turn.
pub struct Idea {
    /// The idea in a few words.
    pub title: String,
    /// Why it tempts.
    pub tempts: String,
    /// What breaks it.
    pub breaks: String,
    /// The patch.
    pub path: PathBuf,
    /// How much of what it adds stands in the learner's file, of 1000.
    alike: usize,
}

/// Looks among the wrong turns of the exercise.
///
/// # Errors
/// Where a file cannot be read.
pub fn find(context: &Context, entry: &Entry, exercise: &Exercise, failure: &Failure) -> anyhow::Result<Known> {
    let solution = context.workspace.solution(&entry.id);
    let shipped = text(files::read(&solution.join("shipped").join("lib.rs"))?);
    let mine = text(files::read(&exercise.source())?);
    let mut ideas = Vec::new();
    for patch in Patch::read_all(&solution.join("wrong-turns"))? {
        if is_like(&patch, failure) {
            ideas.push(idea(&patch, &shipped, &mine));
        }
    }
    ideas.sort_by(|a, b| (b.alike, &a.title).cmp(&(a.alike, &b.title)));
    // One whose every new line is in the file is the one.
    if ideas.first().is_some_and(|first| first.alike == 1000) && ideas.get(1).is_none_or(|next| next.alike < 1000) {
        ideas.truncate(1);
    }
    Ok(Known { as_shipped: mine == shipped, ideas })
}

fn text(bytes: Option<Vec<u8>>) -> String {
    String::from_utf8_lossy(&bytes.unwrap_or_default()).replace("\r\n", "\n")
}

fn is_like(patch: &Patch, failure: &Failure) -> bool {
    let (test, rule, faults) = match &patch.breaks {
        Some(breaks) => (breaks.test.clone(), breaks.rule.clone(), Some(breaks.faults)),
        None => (part(patch, "Test"), part(patch, "Rule"), count(&part(patch, "Faults"))),
    };
    test == failure.test && Some(rule) == failure.rule && faults.is_none_or(|faults| faults == failure.faults.len())
}

fn count(text: &str) -> Option<usize> {
    let word = text.split([',', ' ']).next()?;
    if word == "none" { Some(0) } else { word.parse().ok() }
}

fn idea(patch: &Patch, shipped: &str, mine: &str) -> Idea {
    let lines = |text: &str| text.lines().map(str::trim).filter(|line| line.len() > 1).map(str::to_string).collect();
    let (shipped_lines, mine): (Vec<String>, Vec<String>) = (lines(shipped), lines(mine));
    let patched: Vec<String> = lines(&patch.apply(shipped).unwrap_or_default());
    let added: Vec<&String> = patched.iter().filter(|line| !shipped_lines.contains(line)).collect();
    let there = added.iter().filter(|line| mine.contains(line)).count();
    let alike = (1000 * there).checked_div(added.len()).unwrap_or_default();
    let (tempts, breaks) = (part(patch, "Why it tempts"), part(patch, "What breaks it"));
    let title = if patch.title.is_empty() { &patch.name } else { &patch.title };
    Idea { title: title.clone(), tempts, breaks, path: patch.path.clone(), alike }
}

/// A part of a heading: what follows `word: `, with the lines after it, up to the next part or an empty line.
fn part(patch: &Patch, word: &str) -> String {
    const WORDS: [&str; 6] = ["Why it tempts", "What breaks it", "Test", "Rule", "Faults", "breaks"];
    let begins = |line: &str| line.split_once(':').is_some_and(|(word, _)| WORDS.contains(&word));
    let mut lines = patch.heading.lines().map(str::trim);
    let Some(first) = lines.find_map(|line| line.strip_prefix(word)?.strip_prefix(':')) else {
        return String::new();
    };
    let rest = lines.take_while(|line| !line.is_empty() && !begins(line));
    std::iter::once(first.trim()).chain(rest).collect::<Vec<_>>().join(" ")
}
