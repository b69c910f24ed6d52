//! Markdown as plain wrapped text: what the kit's own pages use, and no more.
//!
//! Headings, paragraphs, lists, code, tables, quotes, folded answers. Behind the words of a link stands where it leads, as a
//! reader in a terminal can use it.

mod clean;
mod inline;
mod links;
mod table;

use crate::terminal::{Paint, Terminal};

pub use clean::{clean, cut};
use inline::plain;
pub use inline::{sentences, width, wrap};
pub use links::Links;

/// The text for this terminal. Folded answers are open.
pub fn render(text: &str, terminal: &Terminal, links: &Links) -> String {
    let mut page = Page { terminal, links, lines: Vec::new(), pending: Pending::default(), table: Vec::new() };
    let text = without_comments(text);
    let mut fence: Option<(&str, Vec<String>)> = None;
    for line in text.lines() {
        let bare = line.trim_start();
        match &mut fence {
            Some((end, _)) if bare.starts_with(*end) => page.code(&fence.take().unwrap_or_default().1),
            Some((_, code)) => code.push(clean(line, terminal)),
            None if bare.starts_with("```") || bare.starts_with("~~~") => {
                page.flush();
                page.blank();
                fence = Some((&bare[..3], Vec::new()));
            }
            None => page.line(line),
        }
    }
    page.flush();
    if let Some((_, code)) = fence {
        page.code(&code);
    }
    page.lines.join("\n").trim().replace(inline::GLUE, " ")
}

/// A paragraph that is no Markdown: wrapped, and nothing else. A word that is too long for a line is cut, since it may be
/// anything that a learner stores.
pub fn verbatim(text: &str, terminal: &Terminal, first: &str, rest: &str) -> String {
    let columns = terminal.text_columns();
    let room = columns - first.chars().count().max(rest.chars().count());
    let text = clean(text, terminal);
    let pieces: Vec<String> = text.split_whitespace().flat_map(|word| pieces(word, room)).collect();
    wrap(&pieces.join(" "), columns, first, rest).join("\n")
}

/// A word in parts that fit: cut behind a comma, as between the fields of JSON, and where there is none in reach, anywhere.
fn pieces(word: &str, room: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut rest = &letters[..];
    let mut pieces = Vec::new();
    while rest.len() > room {
        let comma = rest[..room].iter().rposition(|&c| c == ',').map(|at| at + 1);
        let (piece, after) = rest.split_at(comma.unwrap_or(room));
        pieces.push(String::from_iter(piece));
        rest = after;
    }
    pieces.push(String::from_iter(rest));
    pieces
}

/// A paragraph or list item that is not complete yet.
#[derive(Default)]
struct Pending {
    first: String,
    rest: String,
    text: String,
}

struct Page<'a> {
    terminal: &'a Terminal,
    links: &'a Links,
    lines: Vec<String>,
    pending: Pending,
    table: Vec<String>,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        let line = &line.replace("<details>", "").replace("</details>", "").replace('\t', "    ");
        let bare = line.trim();
        if bare.starts_with('|') {
            self.flush_text();
            self.table.push(bare.to_string());
            return;
        }
        self.flush_table();
        if bare.is_empty() {
            self.flush();
            self.blank();
        } else if let Some((level, words)) = heading(bare) {
            self.flush();
            self.blank();
            self.heading(level, &self.plain(words));
            self.blank();
        } else if bare.starts_with("<summary>") {
            self.flush();
            let words = bare.replace("<summary>", "").replace("</summary>", "");
            let words = format!("[{}]", self.plain(words.trim()));
            self.lines.push(format!("{}{}", indent(line), self.terminal.paint(Paint::Strong, &words)));
        } else if let Some((mark, text)) = item(bare).filter(|(mark, _)| self.begins(line, mark)) {
            self.flush();
            let first = format!("{}{mark} ", indent(line));
            let rest = " ".repeat(first.chars().count());
            self.pending = Pending { first, rest, text: text.to_string() };
        } else {
            self.text(line, bare);
        }
    }

    /// Whether a list item can begin here: within a paragraph a number other than 1 is a word of it, as CommonMark has it.
    fn begins(&self, line: &str, mark: &str) -> bool {
        let number: Option<u64> = mark.trim_end_matches(['.', ')']).parse().ok();
        let within = !self.pending.text.is_empty() && indent(line).len() >= self.pending.rest.len();
        number.is_none_or(|number| number == 1) || !within
    }

    /// As it stands, indented as far as there is room: a story is as wide as a terminal.
    fn code(&mut self, lines: &[String]) {
        let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
        let indent = " ".repeat(self.terminal.text_columns().saturating_sub(width).min(4));
        self.lines.extend(lines.iter().map(|line| format!("{indent}{line}").trim_end().to_string()));
        self.blank();
    }

    /// Bold, and where there is no colour the upper two levels are underlined.
    fn heading(&mut self, level: usize, words: &str) {
        self.lines.push(self.terminal.paint(Paint::Strong, words));
        if !self.terminal.style.color && level <= 2 {
            let line = if level == 1 { "=" } else { "-" };
            self.lines.push(line.repeat(words.chars().count().min(self.terminal.text_columns())));
        }
    }

    fn text(&mut self, line: &str, bare: &str) {
        let (mark, bare) = bare.strip_prefix('>').map_or(("", bare), |text| ("  ", text.trim()));
        if self.pending.text.is_empty() {
            let indent = format!("{}{mark}", indent(line));
            self.pending = Pending { first: indent.clone(), rest: indent, text: String::new() };
        } else {
            self.pending.text.push(' ');
        }
        self.pending.text.push_str(bare);
    }

    fn flush(&mut self) {
        self.flush_table();
        self.flush_text();
    }

    fn flush_text(&mut self) {
        let Pending { first, rest, text } = std::mem::take(&mut self.pending);
        if !text.is_empty() {
            let text = self.plain(&text);
            self.lines.extend(wrap(&text, self.terminal.text_columns(), &first, &rest));
        }
    }

    fn flush_table(&mut self) {
        let rows = std::mem::take(&mut self.table);
        if !rows.is_empty() {
            let rows: Vec<String> = rows.iter().map(|row| clean(row, self.terminal)).collect();
            self.lines.extend(table::draw(&rows, self.terminal.text_columns(), &|cell| plain(cell, self.links)));
        }
    }

    /// Words without marks, in characters that the terminal can show.
    fn plain(&self, words: &str) -> String {
        clean(&plain(words, self.links), self.terminal)
    }

    /// One empty line, never two.
    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }
}

/// The level of a heading and its words.
fn heading(bare: &str) -> Option<(usize, &str)> {
    let text = bare.trim_start_matches('#');
    let level = bare.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| (level, text.trim()))
}

/// The mark of a list item and what follows.
fn item(bare: &str) -> Option<(&str, &str)> {
    let (mark, text) = bare.split_once(' ')?;
    let digits = mark.trim_end_matches(['.', ')']);
    let number = digits.len() + 1 == mark.len() && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    (matches!(mark, "-" | "*" | "+") || number).then(|| (mark, text.trim()))
}

fn indent(line: &str) -> String {
    " ".repeat((line.len() - line.trim_start().len()).min(12))
}

fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, rest)| rest);
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# A `page`\n\nSome **bold** words with [a link](x.md) and [one](https://example.org/a)\nof the web. <!-- not \
        this -->\n\n1. First\n   goes on\n\n   <details><summary>Answer</summary>\n\n   No.\n\n   </details>\n\n```\n  code *stays*\n```\n\
        | a | b |\n|---|---|\n| 1 | two |\n";

    fn shown(page: &str) -> String {
        render(page, &Terminal::plain(), &Links::default())
    }

    #[test]
    fn no_empty_line_stands_within_a_list() {
        assert_eq!(shown("## Sources\n\n- one\n- two\n- three\n"), "Sources\n-------\n\n- one\n- two\n- three");
        assert_eq!(shown("- one\n- two\n```\nopen"), "- one\n- two\n\n    open");
    }

    #[test]
    fn a_page_is_readable_text() {
        let text = shown(PAGE);
        let expected = "A `page`\n========\n\nSome bold words with a link and one (https://example.org/a) of the web.\n\n\
            1. First goes on\n\n   [Answer]\n\n   No.\n\n      code *stays*\n\na  b\n1  two";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_number_begins_an_item_of_a_paragraph_only_if_it_is_1() {
        assert_eq!(shown("it is exercise\n07. The wrong ones\n"), "it is exercise 07. The wrong ones");
        assert_eq!(shown("1. one,\n   see\n   07. And\n2. two\n10. ten\n"), "1. one, see 07. And\n2. two\n10. ten");
        assert_eq!(shown("these:\n1. one\n2. two\n"), "these:\n1. one\n2. two");
        assert_eq!(shown("- a\n07. b\n"), "- a\n07. b");
    }

    #[test]
    fn a_star_without_a_partner_stays() {
        assert_eq!(shown("| a* | `*` | * | *b* | **c `*` d** |\n"), "a*  `*`  *  b  c `*` d");
        assert_eq!(
            shown("**bold** and *it* and 2 * 3, `*`: alike, ***both***"),
            "bold and it and 2 * 3, `*`: alike, both"
        );
    }

    #[test]
    fn a_long_value_is_cut_behind_a_comma() {
        let value = format!("a: {{\"handled\":[\"cancel-3\",\"book-2\"],{}}}", "\"x\":\"a-long-value\",".repeat(5));
        let text = verbatim(&value, &Terminal::plain(), "  ", "    ");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 80), "{text}");
        assert!(lines[..lines.len() - 1].iter().skip(1).all(|line| line.ends_with(',')), "{text}");
        assert_eq!(pieces("abcdef", 4), ["abcd", "ef"]);
    }

    #[test]
    fn cells_that_do_not_fit_are_wrapped_in_their_columns() {
        let long = "a sentence that is too long for its column";
        let page = format!("| who | what | why |\n|--|--|--|\n| me | {long} | {long} |\n| you | no | yes |\n");
        let text = shown(&page);
        assert!(text.starts_with("who  what "), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        assert!(
            lines[1].starts_with("me   a sentence") && lines[2].starts_with("     ") && lines[3].starts_with("you  no")
        );
        let page = format!("| {long}, and this beside it | {long} |\n|--|--|\n| b | c |\n");
        assert!(shown(&page).contains("\n\nb "), "{}", shown(&page));
    }

    #[test]
    fn a_bar_can_stand_in_a_cell() {
        assert_eq!(shown("| a | b |\n|---|---|\n| `\\|seen\\| no` | two |\n"), "a            b\n`|seen| no`  two");
    }

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        let page = format!("| what | why |\n|--|--|\n| x | {} |\n\n- {}\n", "word ".repeat(40), "other ".repeat(50));
        let text = shown(&page);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert_eq!(text.matches("word").count(), 40);
        assert!(text.starts_with("what  why\nx     word word"), "{text}");
        let wide = format!("| a | b | c | d | e |\n|--|\n| 1 | {} | 3 | 4 | 5 |\n", "word ".repeat(40));
        assert!(shown(&wide).starts_with("- a: 1\n  b: word word"), "{}", shown(&wide));
        let story = format!("```\n{}\n```\n", "─".repeat(79));
        assert_eq!(shown(&story), "─".repeat(79));
    }

    #[test]
    fn a_page_that_is_no_markdown_does_no_harm() {
        for page in
            ["", "|", "[", "](", "```", "<details>", "**", "`", "#", "![", "<!--", "- ", "| |\n|", "1. ", "é\u{7}"]
        {
            shown(page);
        }
    }
}
