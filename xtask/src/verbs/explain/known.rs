//! Wrong turns that fail as the last check did: the same test, the same rule, as many faults.

use crate::catalog::{Entry, Exercise, Patch};
use crate::files;
use crate::progress::Failure;
use crate::terminal::complain_in_sentences;
use crate::verbs::Context;
use crate::verbs::explain::alike::{Crowd, is_same};
use crate::verbs::explain::functions::is_elsewhere;

/// From so much alike on, of 1000, one idea is told alone,
///
/// Measured on 192 files: each wrong turn upon each other right answer. 126 were told alone, none of them was another idea.
const SURELY: usize = 400;
/// if the next is so much less alike.
const CLEARLY: usize = 100;
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
    /// The learner's file is the wrong turn, but for comments and layout.
    is_exact: bool,
    /// How alike the two are otherwise, of 1000.
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
    let patches = Patch::read_all(&solution.join("wrong-turns"))?;
    let file = |patch: Patch| (applied(context, &patch, &shipped), patch);
    let turns: Vec<(String, Patch)> = patches.into_iter().map(file).collect();
    let crowd = Crowd::of(turns.iter().map(|(file, _)| file).chain([&shipped, &solved]).map(String::as_str));
    let is_meant =
        |(file, patch): &&(String, Patch)| is_like(patch, failure) && !is_elsewhere(file, &solved, &shipped, &mine);
    let turns = turns.iter().filter(is_meant);
    let mut ideas: Vec<Idea> = turns.map(|(file, patch)| idea(patch, file, &crowd, &mine)).collect();
    ideas.sort_by(|a, b| (b.is_exact, b.alike, &a.title).cmp(&(a.is_exact, a.alike, &b.title)));
    let next = ideas.get(1).map_or(0, |next| next.alike);
    let is_sure = |first: &Idea| first.is_exact || first.alike >= SURELY && first.alike >= next + CLEARLY;
    if ideas.first().is_some_and(is_sure) {
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

fn idea(patch: &Patch, file: &str, crowd: &Crowd, mine: &str) -> Idea {
    let (tempts, breaks) = (part(patch, "Why it tempts"), part(patch, "What breaks it"));
    let title = if patch.title.is_empty() { &patch.name } else { &patch.title };
    Idea { title: title.clone(), tempts, breaks, is_exact: is_same(file, mine), alike: crowd.alike(file, mine) }
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
