//! What stands below the diagram: the verdict, how little it takes, how much was searched.

use super::Style;
use super::glyphs::Glyphs;
use super::text::{Line, Paint, clean_for, ink, wrap};
use super::verdict::words;
use crate::report::Report;

const INDENT: usize = 9;

/// The lines of the block.
pub(super) fn block(report: &Report, style: Style, glyphs: &Glyphs) -> Vec<Line> {
    let words = words(report);
    let mut block = Block { style, lines: Vec::new() };
    block.headed(words.word, if words.alarm { Paint::Alarm } else { Paint::Bold }, &words.headline);
    words.below.iter().for_each(|sentence| block.below(sentence));
    if !words.facts.is_empty() {
        block.lines.push(Line::new());
    }
    for fact in &words.facts {
        block.fact(&fact.join(&format!(" {} ", glyphs.dot)));
    }
    block.lines
}

struct Block {
    style: Style,
    lines: Vec<Line>,
}

impl Block {
    fn headed(&mut self, word: &str, paint: Paint, text: &str) {
        let mut line = ink(word, paint);
        // Wrapping makes one space of many, so the gap after the word is put in afterwards.
        line.extend(ink(&format!(" {}", clean_for(self.style, text)), Paint::Bold));
        let gap = (INDENT - 1).saturating_sub(word.len());
        let mut lines = wrap(&line, self.style.columns - gap, INDENT);
        let at = word.len().min(lines[0].len());
        lines[0].splice(at..at, vec![(' ', Paint::Plain); gap]);
        self.lines.extend(lines);
    }

    fn below(&mut self, text: &str) {
        let text = clean_for(self.style, text);
        if text.trim().is_empty() {
            return;
        }
        for mut line in wrap(&ink(&text, Paint::Plain), self.style.columns - INDENT, 0) {
            line.splice(0..0, vec![(' ', Paint::Plain); INDENT]);
            self.lines.push(line);
        }
    }

    fn fact(&mut self, fact: &str) {
        let fact = clean_for(self.style, fact);
        self.lines.extend(wrap(&ink(&fact, Paint::Dim), self.style.columns, 2));
    }
}
