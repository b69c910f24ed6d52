//! Lines of painted characters: cleaning, measuring, wrapping, cutting.

use super::Style;

/// How a character is painted, where colour is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Dim,
    Bold,
    Red,
    Alarm,
    Yellow,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Paint::Plain => "",
            Paint::Dim => "\u{1b}[2m",
            Paint::Bold => "\u{1b}[1m",
            Paint::Red => "\u{1b}[31m",
            Paint::Alarm => "\u{1b}[1;31m",
            Paint::Yellow => "\u{1b}[33m",
        }
    }
}

/// One character with its paint.
pub(super) type Ink = (char, Paint);

/// One line of the display, or a text before it is wrapped into lines.
pub(super) type Line = Vec<Ink>;

/// Fills the second column of a wide character where a line is drawn column by column; never printed.
pub(super) const FILLER: char = '\0';

/// A space where no line ends.
pub(super) const GLUE: char = '\u{a0}';

/// The text with one paint.
pub(super) fn ink(text: &str, paint: Paint) -> Line {
    text.chars().map(|c| (c, paint)).collect()
}

/// The text without anything that could steer a terminal, reorder what is read, or break out of a line.
pub(super) fn clean(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | GLUE => Some(' '),
        '\u{fe00}'..='\u{fe0f}' => None,
        c if c.is_control() || is_hidden(c) => Some('?'),
        c => Some(c),
    };
    text.chars().filter_map(visible).collect()
}

/// Like [`clean`], and in ASCII where the display knows nothing else.
pub(super) fn clean_for(style: Style, text: &str) -> String {
    let text = clean(text);
    if style.unicode {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => plain.push(c),
            '→' => plain.push_str("->"),
            '←' => plain.push_str("<-"),
            '…' => plain.push_str("..."),
            '–' | '—' | '·' => plain.push('-'),
            '‘' | '’' => plain.push('\''),
            '“' | '”' => plain.push('"'),
            '×' => plain.push('x'),
            _ => plain.push('?'),
        }
    }
    plain
}

/// Format characters without a width, among them those that turn the reading direction; and what XML forbids.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// The columns that a character takes in a terminal; where terminals differ, the larger number.
pub(super) fn columns_of(c: char) -> usize {
    match c {
        FILLER | '\u{300}'..='\u{36f}' => 0,
        '✓' | '✗' => 1,
        '\u{1100}'..='\u{115f}'
        | '\u{231a}'..='\u{23ff}'
        | '\u{25fd}'..='\u{25fe}'
        | '\u{2600}'..='\u{27bf}'
        | '\u{2b00}'..='\u{2bff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{16fe0}'..='\u{18fff}'
        | '\u{1aff0}'..='\u{1b2ff}'
        | '\u{1f000}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// The columns that a text takes in a terminal.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// The columns that a line takes in a terminal.
pub(super) fn line_width(line: &[Ink]) -> usize {
    line.iter().map(|&(c, _)| columns_of(c)).sum()
}

/// The text in at most `limit` columns, its end replaced by `ellipsis` where it is longer.
pub(super) fn cut(text: &str, limit: usize, ellipsis: &str) -> String {
    if width(text) <= limit {
        return text.to_string();
    }
    let room = limit.saturating_sub(width(ellipsis));
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept) + columns_of(c) > room {
            break;
        }
        kept.push(c);
    }
    let kept = kept.trim_end().to_string() + ellipsis;
    kept.chars().take(limit).collect()
}

/// Wraps at spaces to `limit` columns; lines after the first begin with `indent` spaces. A longer word is broken.
pub(super) fn wrap(text: &[Ink], limit: usize, indent: usize) -> Vec<Line> {
    let indent = indent.min(limit / 2);
    let mut lines: Vec<Line> = Vec::new();
    let (mut line, mut used) = (Line::new(), 0);
    let mut next_line = |line: &mut Line, used: &mut usize| {
        lines.push(std::mem::replace(line, vec![(' ', Paint::Plain); indent]));
        *used = indent;
    };
    let words = text.split(|&(c, _)| c == ' ').filter(|word| !word.is_empty());
    for (place, word) in words.enumerate() {
        if place > 0 && used + 1 + line_width(word) <= limit {
            line.push((' ', word[0].1));
            used += 1;
        } else if place > 0 {
            next_line(&mut line, &mut used);
        }
        for &(c, paint) in word {
            if used + columns_of(c) > limit {
                next_line(&mut line, &mut used);
            }
            line.push((if c == GLUE { ' ' } else { c }, paint));
            used += columns_of(c);
        }
    }
    lines.push(line);
    lines
}

/// Keeps the first `most` lines; where some are left out, the last one kept ends in `ellipsis`.
pub(super) fn keep_lines(mut lines: Vec<Line>, most: usize, limit: usize, ellipsis: &str) -> Vec<Line> {
    if lines.len() <= most {
        return lines;
    }
    lines.truncate(most);
    if let Some(last) = lines.last_mut() {
        while line_width(last) + width(ellipsis) > limit {
            last.pop();
        }
        let paint = last.last().map_or(Paint::Plain, |&(_, paint)| paint);
        last.extend(ink(ellipsis, paint));
    }
    lines
}

/// The lines as text, without spaces at their ends, coloured where the style says so.
pub(super) fn print(lines: &[Line], style: Style) -> String {
    let mut out = String::new();
    for line in lines {
        let end = line.iter().rposition(|&(c, _)| c != ' ').map_or(0, |last| last + 1);
        let mut now = Paint::Plain;
        for &(c, paint) in line[..end].iter().filter(|&&(c, _)| c != FILLER) {
            if style.color && paint != now && c != ' ' {
                out.push_str(if now == Paint::Plain { "" } else { "\u{1b}[0m" });
                out.push_str(paint.code());
                now = paint;
            }
            out.push(c);
        }
        out.push_str(if now == Paint::Plain { "\n" } else { "\u{1b}[0m\n" });
    }
    out
}
