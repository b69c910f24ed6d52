//! How alike two files are in what tells the known files of an exercise apart.

use std::collections::{BTreeMap, BTreeSet};

/// So many words and signs make a piece: enough to see that two lines have changed places, or one word in a call.
const PIECE: usize = 4;

/// Which pieces of code the known files have: one that few have says much, one that all have says nothing.
pub struct Crowd {
    files: usize,
    files_with: BTreeMap<String, usize>,
}

impl Crowd {
    /// Counts the pieces of these files.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a str>) -> Self {
        let mut crowd = Crowd { files: 0, files_with: BTreeMap::new() };
        for file in files {
            crowd.files += 1;
            pieces(file).into_iter().for_each(|piece| *crowd.files_with.entry(piece).or_default() += 1);
        }
        crowd
    }

    /// What both have of what one of them has, of 1000, each piece by what it says.
    pub fn alike(&self, one: &str, other: &str) -> usize {
        let (one, other) = (pieces(one), pieces(other));
        let says = |piece: &String| {
            let with = self.files_with.get(piece).copied().unwrap_or(1);
            ((self.files + 1) as f64 / with as f64).ln()
        };
        let both: f64 = one.intersection(&other).map(says).sum();
        let all: f64 = one.union(&other).map(says).sum();
        if all > 0.0 { (1000.0 * both / all).round() as usize } else { 0 }
    }
}

/// True where only comments and layout differ.
pub fn is_same(one: &str, other: &str) -> bool {
    words(one) == words(other)
}

fn pieces(text: &str) -> BTreeSet<String> {
    words(text).windows(PIECE).map(|piece| piece.join(" ")).collect()
}

/// The words and signs of the code, without comments, and without the comma that layout puts before a closing bracket.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => end_of_text(rest),
            _ if is_of_word(first) => rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(end);
        if matches!(word, ")" | "]" | "}") && words.last() == Some(&",") {
            words.pop();
        }
        if !word.starts_with("//") {
            words.push(word);
        }
        rest = after.trim_start();
    }
    words
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Where the text in quotes ends that begins here.
fn end_of_text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_layout_are_no_difference() {
        let one = "fn f() {\n    call(a, b); // why\n    text(\"a // b\\\" c\");\n}\n";
        let other = "// What.\nfn f() {\n    call(\n        a,\n        b,\n    );\n    text(\"a // b\\\" c\");\n}\n";
        assert!(is_same(one, other));
        assert!(!is_same(one, &other.replace("a,\n", "b,\n")));
        assert!(!is_same(one, &other.replace("a // b", "a // c")));
    }

    #[test]
    fn what_few_have_says_more_than_what_all_have() {
        let file = |order: &str, verb: &str| {
            format!("fn f() {{ let it = load(key); let done = mend(it); {order} {verb}(done); }}")
        };
        let (shipped, solved) =
            ("fn f() { let it = load(key); put(it); }".to_string(), file("ask(); tell();", "create"));
        let (turned, put) = (file("tell(); ask();", "create"), file("ask(); tell();", "put"));
        let crowd = Crowd::of([&shipped, &solved, &turned, &put].map(String::as_str));
        let mine = file("let name = 1; tell(); ask();", "create");
        assert!(crowd.alike(&turned, &mine) > crowd.alike(&put, &mine) + 100);
        assert!(crowd.alike(&turned, &mine) > crowd.alike(&solved, &mine));
        assert_eq!((crowd.alike(&put, &put), crowd.alike("", "")), (1000, 0));
    }
}
