//! Within a line: links, emphasis, and where to break.

use super::links::Links;

/// A space where no line is broken, as within a command.
pub const GLUE: char = '\u{a0}';

/// The words without the marks of links and emphasis. Code keeps its backticks and its content.
pub fn plain(text: &str, links: &Links) -> String {
    without_marks(&without_links(text, links))
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

/// Stars before a word and the same number of stars behind one are emphasis; any other star is a star. Emphasis may hold code,
/// and in code nothing is a mark.
fn without_marks(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let touches = |at: Option<&char>| at.is_some_and(|c| !c.is_whitespace());
    let mut marks: Vec<usize> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut code) = (0, false);
    while at < letters.len() {
        code ^= letters[at] == '`';
        let count = letters[at..].iter().take_while(|&&c| c == '*' && !code).count();
        if count > 0 {
            let partner = open.iter().rposition(|&(_, stars)| stars == count);
            let closes = touches(at.checked_sub(1).and_then(|before| letters.get(before)));
            if let Some(partner) = partner.filter(|_| closes) {
                marks.extend(open[partner].0..open[partner].0 + count);
                marks.extend(at..at + count);
                open.truncate(partner);
            } else if touches(letters.get(at + count)) {
                open.push((at, count));
            }
        }
        at += count.max(1);
    }
    letters.iter().enumerate().filter(|(at, _)| !marks.contains(at)).map(|(_, c)| c).collect()
}

/// Breaks at spaces; a word that is too long for a line, such as an address, stays whole on one of its own.
pub fn wrap(text: &str, columns: usize, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_string();
    let mut empty = true;
    for word in text.split(|c: char| c.is_whitespace() && c != GLUE).filter(|word| !word.is_empty()) {
        let width = width(&line) + usize::from(!empty) + width(word);
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

/// How wide a text is shown: colours take no room.
pub fn width(text: &str) -> usize {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().map_or(0, |part| part.chars().count());
    first + parts.map(|part| part.split_once('m').map_or(0, |(_, shown)| shown.chars().count())).sum::<usize>()
}

/// Plain sentences, one or more a line: what is too wide is wrapped, but not within a command. What is indented is no sentence
/// and stays as it is.
pub fn sentences(text: &str, columns: usize) -> String {
    let wrapped = |line: &str| match width(line) <= columns || line.starts_with(' ') {
        true => line.to_string(),
        false => wrap(&with_commands_whole(line), columns, "", "  ").join("\n").replace(GLUE, " "),
    };
    text.split('\n').map(wrapped).collect::<Vec<_>>().join("\n")
}

/// `cargo xtask`, and up to three words after it that belong to the command.
fn with_commands_whole(line: &str) -> String {
    const COMMAND: &str = "cargo xtask";
    let mut parts = line.split(COMMAND);
    let mut whole = parts.next().unwrap_or_default().to_string();
    for part in parts {
        whole.push_str(&COMMAND.replace(' ', &GLUE.to_string()));
        let mut left = 3;
        let mut before = ' ';
        for c in part.chars() {
            let ends = c == ' ' && matches!(before, ',' | '.' | ';' | ':' | ')');
            left = if ends || c == '(' { 0 } else { left };
            if c == ' ' && left > 0 {
                left -= 1;
                whole.push(GLUE);
            } else {
                whole.push(c);
            }
            before = c;
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_wrapped_and_commands_stay_whole() {
        let next = format!("Next: edit {}, then cargo xtask check 12 --mob", "x".repeat(48));
        assert_eq!(sentences(&next, 80), format!("Next: edit {}, then\n  cargo xtask check 12 --mob", "x".repeat(48)));
        let two = format!("{}\n    {}", "word ".repeat(20).trim(), "code ".repeat(20));
        let shown = sentences(&two, 80);
        assert_eq!((shown.lines().count(), shown.lines().last()), (3, two.lines().last()));
        assert_eq!(sentences("\nshort\n", 80), "\nshort\n");
    }

    #[test]
    fn a_colour_takes_no_room() {
        assert_eq!(width("\u{1b}[31;1mred\u{1b}[0m."), 4);
    }
}
