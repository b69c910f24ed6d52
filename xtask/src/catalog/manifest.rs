//! The part of an exercise's `Cargo.toml` that the runner reads: `[package.metadata.exercise]`.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::known::MODULES;

/// What a manifest says about its exercise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// The name for people.
    pub title: String,
    /// The module, from 1; 0 is before the first.
    pub module: u8,
    /// How long one takes alone, in minutes.
    pub minutes: u32,
    /// How long the mob's half takes, in minutes; 0 where there is none.
    #[serde(default)]
    pub mob_minutes: u32,
    /// The chapter that belongs to it, if there is one.
    pub lecture: Option<String>,
    /// Why there is no scenario whose steps a person could choose; none where there is.
    #[serde(default)]
    pub not_played: Option<String>,
    /// The tests in the order in which they are shown.
    #[serde(default)]
    pub ladder: Vec<Rung>,
    /// The tests of the mob's half, in `tests/mob.rs`; empty where there is none.
    #[serde(default)]
    pub mob: Vec<Rung>,
}

/// One test of the ladder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// The name of the test function in `tests/check.rs`, or in `tests/mob.rs`.
    pub test: String,
    /// How it ends with the file as shipped.
    pub shipped: Shipped,
    /// The sentence of the rule that the shipped file breaks; only where `shipped` is red.
    pub rule: Option<String>,
}

/// How a test ends with the file as shipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shipped {
    /// It passes: a happy path, or a guard against over-fixing.
    Green,
    /// It fails: what is to be learned.
    Red,
}

#[derive(Deserialize)]
struct Manifest {
    package: Package,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    #[serde(default)]
    metadata: Tables,
}

#[derive(Default, Deserialize)]
struct Tables {
    exercise: Option<Metadata>,
}

/// Reads a manifest: the package's name and what it says about the exercise. None where the package is no exercise.
///
/// # Errors
/// What is wrong: the place and the field where it is not as the form asks; else all that is wrong in the values.
pub fn read(text: &str, number: Option<u8>, slug: &str) -> Result<Option<(String, Metadata)>, Vec<String>> {
    let manifest: Manifest =
        toml::from_str(text).map_err(|error: toml::de::Error| vec![error.to_string().trim_end().to_string()])?;
    let name = manifest.package.name;
    let Some(metadata) = manifest.package.metadata.exercise else {
        let missing = "field `package.metadata.exercise` is missing: it has title, module, minutes and the ladder";
        return if number.is_some() { Err(vec![missing.to_string()]) } else { Ok(None) };
    };
    let mut wrong = head(&metadata, number);
    if metadata.ladder.is_empty() {
        wrong.push("field `ladder` has no step: `[[package.metadata.exercise.ladder]]` names a test".to_string());
    }
    wrong.extend(rungs(&metadata.ladder));
    wrong.extend(names(&metadata.mob).into_iter().map(|what| format!("{what} of `mob`")));
    if let Some(number) = number
        && name != format!("ex{number:02}-{slug}")
    {
        wrong.push(format!("field `package.name` is `{name}`, expected `ex{number:02}-{slug}` as the folder is named"));
    }
    if wrong.is_empty() { Ok(Some((name, metadata))) } else { Err(wrong) }
}

fn head(metadata: &Metadata, number: Option<u8>) -> Vec<String> {
    let mut wrong = Vec::new();
    let first = if number.is_some() { 1 } else { 0 };
    if metadata.title.trim().is_empty() {
        wrong.push("field `title` is empty".to_string());
    }
    if !(first..=MODULES.len() as u8).contains(&metadata.module) {
        wrong.push(format!("field `module` is {}, expected {first} to {}", metadata.module, MODULES.len()));
    }
    if !(1..=120).contains(&metadata.minutes) {
        wrong.push(format!("field `minutes` is {}, expected 1 to 120", metadata.minutes));
    }
    wrong
}

fn names(rungs: &[Rung]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, rung) in (1..).zip(rungs) {
        let test = &rung.test;
        if test.is_empty() || !test.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            wrong.push(format!("field `test` of step {at} is `{test}`, expected the name of a test function"));
        }
        if !seen.insert(test) {
            wrong.push(format!("field `test` of step {at} is `{test}`, which an earlier step names already"));
        }
    }
    wrong
}

fn rungs(rungs: &[Rung]) -> Vec<String> {
    let mut wrong = names(rungs);
    for (at, rung) in (1..).zip(rungs) {
        let test = &rung.test;
        let rule = rung.rule.as_deref().map(str::trim).filter(|rule| !rule.is_empty());
        match (rung.shipped, rule) {
            (Shipped::Red, None) => wrong.push(format!(
                "field `rule` of step {at} (`{test}`) is missing: the rule that the shipped file breaks"
            )),
            (Shipped::Green, Some(_)) => {
                wrong.push(format!("field `rule` of step {at} (`{test}`) stands beside `shipped = \"green\"`"));
            }
            _ => {}
        }
    }
    wrong
}
