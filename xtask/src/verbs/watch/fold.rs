//! Lines that are wider than the screen, cut into pieces that fit; colours go on in the next piece.

use crate::hyperlinks::escape;

/// The pieces, none wider than so many columns.
pub fn fold(line: &str, columns: usize) -> Vec<String> {
    let (mut pieces, mut piece, mut width, mut color) = (Vec::new(), String::new(), 0, String::new());
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = if first == '\u{1b}' { escape(rest).len() } else { first.len_utf8() };
        let (part, after) = rest.split_at(length);
        rest = after;
        if first == '\u{1b}' {
            piece.push_str(part);
            if part.starts_with("\u{1b}[") {
                color = if part == "\u{1b}[0m" { String::new() } else { color + part };
            }
        } else if first == '\t' {
            let gap = 4 - width % 4;
            piece.extend(std::iter::repeat_n(' ', gap));
            width += gap;
        } else if !first.is_control() {
            if width >= columns {
                pieces.push(std::mem::replace(&mut piece, color.clone()));
                width = 0;
            }
            piece.push(first);
            width += 1;
        }
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_goes_on_in_the_next_piece_and_has_no_width() {
        assert_eq!(fold("abcdefg", 3), ["abc", "def", "g"]);
        assert_eq!(fold("\u{1b}[31mabcd\u{1b}[0mef", 3), ["\u{1b}[31mabc", "\u{1b}[31md\u{1b}[0mef"]);
        assert_eq!(fold("", 3), [""]);
    }

    #[test]
    fn a_link_has_no_width() {
        let link = "\u{1b}]8;;file:///a\u{1b}\\lib\u{1b}]8;;\u{1b}\\";
        assert_eq!(fold(link, 3), [link]);
    }
}
