//! Whether exercise and solution have the same public items, by their heads: an enum may grow, a signature may not change.

use std::collections::BTreeSet;

use super::subject::Subject;
use super::table::Red;

const KINDS: [&str; 9] = ["fn", "async fn", "const fn", "struct", "enum", "trait", "type", "const", "mod"];

/// The items that only one of the two has.
pub fn agree(subject: &Subject<'_>) -> Vec<Red> {
    let (shipped, solution) = (heads(&subject.shipped), heads(&subject.solution));
    let file = format!("solutions/{}/src/lib.rs", subject.entry.id);
    let only = |here: &BTreeSet<String>, there: &BTreeSet<String>, says: &str| -> Vec<Red> {
        let next = || format!("give {file} the public items of the exercise");
        here.difference(there).map(|head| Red::new(format!("only the {says} has `{head}`"), next())).collect()
    };
    let mut reds = only(&shipped, &solution, "exercise");
    reds.extend(only(&solution, &shipped, "solution"));
    reds
}

/// `impl Edge: pub fn new(world: &World) -> Self` and the like.
fn heads(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut of = String::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("impl") && !line.ends_with("{}") {
            of = format!("{}: ", line.trim_end_matches(['{', ' ']));
        } else if line.starts_with('}') {
            of.clear();
        }
        let is_item = |rest: &str| KINDS.iter().any(|kind| rest.starts_with(&format!("{kind} ")));
        if !line.trim_start().strip_prefix("pub ").is_some_and(is_item) {
            continue;
        }
        let is_fn = line.contains("fn ");
        let mut head = line.trim().to_string();
        while !ends(&head, is_fn) {
            let Some(more) = lines.next() else { break };
            head = format!("{head} {}", more.trim());
        }
        let end = if is_fn { head.find('{') } else { head.find(['{', ';', '(']) };
        let head = head[..end.unwrap_or(head.len())].trim_end_matches([';', ' ']);
        found.insert(format!("{of}{}", unnamed(&head.replace("( ", "(").replace(", )", ")"), is_fn)));
    }
    found
}

/// The head with `_` for the names of its parameters: one of the two may have no use for a parameter.
fn unnamed(head: &str, is_fn: bool) -> String {
    let Some((name, parameters)) = head.split_once('(').filter(|_| is_fn) else { return head.to_string() };
    let pieces: Vec<&str> = parameters.split(": ").collect();
    let (last, before) = pieces.split_last().expect("a split has a piece");
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let types = before.iter().map(|piece| format!("{}_: ", piece.trim_end_matches(word)));
    format!("{name}({}{last}", types.collect::<String>())
}

fn ends(head: &str, is_fn: bool) -> bool {
    head.contains('{') || head.ends_with(';') || (!is_fn && head.contains(['(', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_found_over_several_lines_and_without_what_is_inside() {
        let source = "pub struct A(u8);\npub enum B {\n    C,\n}\nimpl A {\n    pub async fn new(\n        a: u8,\n    ) -> Self {\n    \
                      }\n    fn own() {}\n}\npub(crate) fn hidden() {}\npub fn f(a: &mut [u8; 2]) {}\n";
        let heads: Vec<String> = heads(source).into_iter().collect();
        assert_eq!(heads.len(), 4, "{heads:?}");
        assert_eq!(&heads[..3], ["impl A: pub async fn new(_: u8) -> Self", "pub enum B", "pub fn f(_: &mut [u8; 2])"]);
    }

    #[test]
    fn a_parameter_without_a_use_is_the_same_parameter() {
        let heads =
            |names: [&str; 2]| heads(&format!("pub async fn f<S: T>({}: &S, {}: a::B) -> S {{\n", names[0], names[1]));
        assert_eq!(heads(["shop", "request"]), heads(["shop", "_"]));
        assert_eq!(heads(["_", "_"]).into_iter().collect::<Vec<_>>(), ["pub async fn f<S: T>(_: &S, _: a::B) -> S"]);
    }
}
