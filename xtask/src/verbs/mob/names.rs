//! The names of people, as they are typed and as they are shown.

use clap::{Arg, ArgAction, ArgMatches};

use crate::catalog::Entry;
use crate::exit::{Exit, Stop};
use crate::markdown;
use crate::progress::Session;
use crate::terminal::Terminal;

/// How many a mob may be.
pub const MOST: usize = 12;
const LEAST: usize = 2;
/// How long a name may be, in characters.
const LONGEST: usize = 60;
/// How long a line of intent is kept, in characters.
const LONGEST_LINE: usize = 200;

/// The argument `--with`.
pub fn with() -> Arg {
    Arg::new("with")
        .long("with")
        .value_name("A,B,C")
        .action(ArgAction::Append)
        .value_delimiter(',')
        .num_args(1..)
        .help("Two or more; the first drives, the second navigates")
}

/// A number behind the names is no name, but the exercise.
pub fn number(matches: &ArgMatches) -> Option<&str> {
    words(matches).last().filter(|word| is_number(word))
}

fn words(matches: &ArgMatches) -> impl Iterator<Item = &str> {
    let words = matches.get_many::<String>("with").into_iter().flatten();
    words.map(|word| word.trim()).filter(|word| !word.is_empty())
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

/// The people of `--with`.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`] where it is no mob, or a name is none.
pub fn people(matches: &ArgMatches, entry: &Entry) -> Result<Vec<String>, Stop> {
    if !matches.contains_id("with") {
        let next = format!("cargo xtask mob start {} --with ada,bob,cy", entry.argument());
        return Err(Stop::new(Exit::WrongUse, "who is there? --with names them in the order of driving", next));
    }
    let mut people: Vec<String> = Vec::new();
    for word in words(matches).filter(|word| !is_number(word)) {
        let name = name(word)?;
        if people.iter().any(|other| Session::is_same(other, &name)) {
            return Err(wrong(format!("two of the mob are called {name}: each needs a name of their own")));
        }
        people.push(name);
    }
    if !(LEAST..=MOST).contains(&people.len()) {
        let what = format!("a mob is {LEAST} to {MOST} people, and --with names {}", people.len());
        return Err(wrong(what));
    }
    Ok(people)
}

/// A name without the space around it.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`] where it is none, or cannot be shown.
pub fn name(word: &str) -> Result<String, Stop> {
    if let Some(bad) = word.trim().chars().find(|&c| is_unseen(c)) {
        return Err(wrong(format!("a name has a character that cannot be shown: {}", bad.escape_unicode())));
    }
    let name = word.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err(wrong("a name is empty")),
        1..=LONGEST => Ok(name),
        count => Err(wrong(format!("a name has {count} characters, and {LONGEST} are the most: {}…", cut(&name, 20)))),
    }
}

fn wrong(what: impl Into<String>) -> Stop {
    Stop::new(Exit::WrongUse, what, "the same with names such as --with ada,bob,cy")
}

/// Controls, and what turns the direction of a line.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// A line that somebody typed, as it is kept: none where nothing is left of it.
pub fn line(text: &str) -> Option<String> {
    let seen: String = text.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect();
    let line = cut(&seen.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST_LINE);
    (!line.is_empty()).then_some(line)
}

/// What somebody typed, as this terminal shows it in so many columns.
pub fn shown(terminal: &Terminal, text: &str, columns: usize) -> String {
    let text: String = text.chars().filter(|&c| !is_unseen(c)).collect();
    let text = markdown::clean(&text, terminal);
    if text.chars().count() <= columns {
        return text;
    }
    let dots = terminal.glyph("…", "~");
    format!("{}{dots}", cut(&text, columns.saturating_sub(1)))
}

/// Several names in a row, as long as they fit.
pub fn row(terminal: &Terminal, names: &[&str], columns: usize) -> String {
    let names: Vec<String> = names.iter().map(|name| shown(terminal, name, 16)).collect();
    let joined = names.join(", ");
    if joined.chars().count() <= columns {
        return joined;
    }
    let fits = |count: &usize| names[..*count].join(", ").chars().count() + 14 <= columns;
    let count = (1..names.len()).rev().find(fits).unwrap_or(1);
    format!("{} and {} more", names[..count].join(", "), names.len() - count)
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_no_controls_and_no_more_than_it_should() {
        assert_eq!(line(" mend \u{1b}[31m the\tsweep\u{202e} \r\n").as_deref(), Some("mend [31m the sweep"));
        assert_eq!(line(" \t\r\n"), None);
        assert_eq!(line(&"x".repeat(500)).map(|line| line.len()), Some(LONGEST_LINE));
    }

    #[test]
    fn many_names_say_how_many_more() {
        let terminal = Terminal::plain();
        let names = ["ada lovelace the first of her name", "bob", "cy", "dan"];
        assert_eq!(row(&terminal, &names, 40), "ada lovelace th…, bob, cy, dan");
        assert_eq!(row(&terminal, &names, 29), "ada lovelace th… and 3 more");
    }
}
