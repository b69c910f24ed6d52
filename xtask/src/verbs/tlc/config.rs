//! The `.cfg` beside a specification: what TLC 2.15 takes of it, with other constants and other rules where they are asked for.

use crate::exit::{Exit, Stop};

/// What the command line asks for.
#[derive(Debug, Default)]
pub struct Wanted {
    /// `NAME=VALUE`, each.
    pub set: Vec<String>,
    /// Invariants instead of those of the file.
    pub invariants: Vec<String>,
    /// Properties instead of those of the file.
    pub properties: Vec<String>,
}

/// The words that begin a part of the file.
const WORDS: [&str; 15] = [
    "SPECIFICATION",
    "INIT",
    "NEXT",
    "CONSTANT",
    "CONSTANTS",
    "CONSTRAINT",
    "CONSTRAINTS",
    "ACTION_CONSTRAINT",
    "ACTION_CONSTRAINTS",
    "INVARIANT",
    "INVARIANTS",
    "PROPERTY",
    "PROPERTIES",
    "SYMMETRY",
    "VIEW",
];
const RULES: [&str; 4] = ["INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES"];

/// The text for TLC, and whether it is to look for deadlocks: `CHECK_DEADLOCK FALSE`, which only later versions know.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`] where a constant is not in the file.
pub fn edit(text: &str, wanted: &Wanted) -> Result<(String, bool), Stop> {
    let mut text = text.replace("\r\n", "\n");
    let flag = text.lines().map(str::trim).find_map(|line| line.strip_prefix("CHECK_DEADLOCK"));
    let looks = flag.is_none_or(|value| value.trim() != "FALSE");
    text = text
        .lines()
        .filter(|line| !line.trim().starts_with("CHECK_DEADLOCK"))
        .map(|line| format!("{line}\n"))
        .collect();
    for set in &wanted.set {
        text = with(&text, set)?;
    }
    if !wanted.invariants.is_empty() || !wanted.properties.is_empty() {
        text = without_rules(&text);
        let part =
            |word: &str, names: &[String]| names.iter().map(|name| format!("{word} {name}\n")).collect::<String>();
        text += &part("INVARIANT", &wanted.invariants);
        text += &part("PROPERTY", &wanted.properties);
    }
    Ok((text, looks))
}

/// The text with another value for a constant that stands on a line of its own, or after the word `CONSTANT`.
fn with(text: &str, set: &str) -> Result<String, Stop> {
    let wrong = |what: String| Stop::new(Exit::WrongUse, what, "--set NAME=VALUE, with a constant of the .cfg");
    let (name, value) = set.split_once('=').ok_or_else(|| wrong(format!("`{set}` is no NAME=VALUE")))?;
    let (name, value) = (name.trim(), value.trim());
    let mut found = false;
    let lines = text.lines().map(|line| {
        let code = line.split("\\*").next().unwrap_or_default();
        let Some((left, _)) = code.split_once('=').filter(|(left, _)| left.split_whitespace().last() == Some(name))
        else {
            return format!("{line}\n");
        };
        found = true;
        format!("{left}= {value}\n")
    });
    let text = lines.collect();
    if found { Ok(text) } else { Err(wrong(format!("the .cfg gives no value to `{name}`"))) }
}

fn without_rules(text: &str) -> String {
    let mut drops = false;
    let mut kept = String::new();
    for line in text.lines() {
        let first = line.split_whitespace().next().unwrap_or_default();
        if WORDS.contains(&first) {
            drops = RULES.contains(&first);
        }
        if !drops {
            kept += &format!("{line}\n");
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "SPECIFICATION Spec\nCONSTANTS\n  Messages = 1  \\* so many\n  Workers = 1\nINVARIANTS\n  One\n  Two\n\
                        PROPERTY Ends\nCHECK_DEADLOCK FALSE\n";

    #[test]
    fn constants_and_rules_are_replaced() {
        let words = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        let wanted = Wanted { set: words(&["Messages=2"]), invariants: words(&["Two"]), properties: Vec::new() };
        let (text, looks) = edit(TEXT, &wanted).unwrap();
        assert_eq!(text, "SPECIFICATION Spec\nCONSTANTS\n  Messages = 2\n  Workers = 1\nINVARIANT Two\n");
        assert!(!looks);
    }

    #[test]
    fn an_unknown_constant_is_wrong_use() {
        let wanted = Wanted { set: vec!["Failures=2".to_string()], ..Wanted::default() };
        assert!(edit(TEXT, &wanted).unwrap_err().what.contains("`Failures`"));
    }
}
