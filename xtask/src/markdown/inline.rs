//! Within a line: links, emphasis, and where to break.

use super::links::Links;

/// A space where no line is broken, as within a command.
pub const GLUE: char = '\u{a0}';

/// The words without the marks of links and emphasis. Code keeps its backticks and its content.
pub fn plain(text: &str, links: &Links) -> String {
    // Emphasis may hold code, so its marks are looked for in the whole, but not in code.
    let mut kept = String::new();
    for (at, part) in without_links(text, links).split('`').enumerate() {
        if at > 0 {
            kept.push('`');
        }
        kept.push_str(&if at % 2 == 1 { part.to_string() } else { without_marks(part) });
    }
    kept
}

/// `[words](target)` and `![words](target)`, not in code; the words may be code. Where it leads follows in brackets, if the
/// words do not say so.
fn without_links(text: &str, links: &Links) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = opening(rest) {
        let link = after.split_once("](").and_then(|(words, tail)| Some((words, tail.split_once(')')?)));
        let Some((words, (target, tail))) = link.filter(|(words, _)| opening(words).is_none()) else {
            out.push_str(before);
            out.push('[');
            rest = after;
            continue;
        };
        let shown = links.shown(target).filter(|shown| shown != words.trim_matches('`'));
        let place = shown.map(|shown| format!(" ({shown})")).unwrap_or_default();
        match before.strip_suffix('!') {
            Some(before) => out.push_str(&format!("{before}[picture: {words}{place}]")),
            None => out.push_str(&format!("{before}{words}{place}")),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// What stands before and after the first bracket that is not in code.
fn opening(text: &str) -> Option<(&str, &str)> {
    let mut code = false;
    let at = text.find(|c| {
        code ^= c == '`';
        c == '[' && !code
    })?;
    Some((&text[..at], &text[at + 1..]))
}

/// Stars that touch a word are emphasis; one between spaces is a star.
fn without_marks(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let space = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_none_or(|c| c.is_whitespace());
    let alone = |at: usize| at > 0 && space(at.checked_sub(1)) && space(Some(at + 1));
    letters.iter().enumerate().filter(|&(at, &c)| c != '*' || alone(at)).map(|(_, c)| c).collect()
}

/// Breaks at spaces; a word that is too long for a line, such as an address, stays whole on one of its own.
pub fn wrap(text: &str, columns: usize, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_string();
    let mut empty = true;
    for word in text.split(|c: char| c.is_whitespace() && c != GLUE).filter(|word| !word.is_empty()) {
        let width = line.chars().count() + usize::from(!empty) + word.chars().count();
        if !empty && width > columns {
            lines.push(std::mem::replace(&mut line, rest.to_string()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line.trim_end().to_string());
    lines
}
