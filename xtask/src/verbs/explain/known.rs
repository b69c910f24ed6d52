//! Wrong turns that fail as the last check did: the same test, the same rule, as many faults.

use std::collections::BTreeSet;

use crate::catalog::{Entry, Exercise, Patch};
use crate::files;
use crate::progress::Failure;
use crate::terminal::complain_in_sentences;
use crate::verbs::Context;
use crate::verbs::explain::functions::is_elsewhere;

/// From so much alike on, of 1000, one idea is told alone,
const SURELY: usize = 600;
/// if the next is so much less alike.
const CLEARLY: usize = 150;
/// So many are listed.
const MOST: usize = 3;

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
    /// How many of the lines that it or the learner added, both added: of 1000.
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
    let solved = text(files::read(&solution.join("src").join("lib.rs"))?);
    let mut ideas = Vec::new();
    for patch in Patch::read_all(&solution.join("wrong-turns"))? {
        if is_like(&patch, failure) {
            let patched = applied(context, &patch, &shipped);
            if !is_elsewhere(&patched, &solved, &shipped, &mine) {
                ideas.push(idea(&patch, &patched, &shipped, &mine));
            }
        }
    }
    ideas.sort_by(|a, b| (b.alike, &a.title).cmp(&(a.alike, &b.title)));
    let next = ideas.get(1).map_or(0, |next| next.alike);
    if ideas.first().is_some_and(|first| first.alike >= SURELY && first.alike >= next + CLEARLY) {
        ideas.truncate(1);
    }
    ideas.truncate(MOST);
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

fn applied(context: &Context, patch: &Patch, shipped: &str) -> String {
    patch.apply(shipped).unwrap_or_else(|why| {
        complain_in_sentences(format!(
            "warning: {} does not fit the file as shipped: {why}",
            context.workspace.shown(&patch.path)
        ));
        String::new()
    })
}

fn idea(patch: &Patch, patched: &str, shipped: &str, mine: &str) -> Idea {
    let lines = |text: &str| text.lines().map(str::trim).filter(|line| line.len() > 1).map(str::to_string).collect();
    let (shipped_lines, mine): (Vec<String>, Vec<String>) = (lines(shipped), lines(mine));
    let new = |lines: Vec<String>| lines.into_iter().filter(|line| !shipped_lines.contains(line)).collect();
    let theirs: BTreeSet<String> = new(lines(patched));
    let mine: BTreeSet<String> = new(mine);
    let both = theirs.intersection(&mine).count();
    let alike = (1000 * both).checked_div(theirs.union(&mine).count()).unwrap_or_default();
    let (tempts, breaks) = (part(patch, "Why it tempts"), part(patch, "What breaks it"));
    let title = if patch.title.is_empty() { &patch.name } else { &patch.title };
    Idea { title: title.clone(), tempts, breaks, alike }
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
