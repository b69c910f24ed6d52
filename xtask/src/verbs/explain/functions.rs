//! The functions of a file, to see which of them somebody has changed.

use std::collections::BTreeMap;

/// The code of each function by its name, without comments and layout. Functions with one name count as one.
pub fn functions(text: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::<String, String>::new();
    let mut open: Option<(String, usize)> = None;
    for line in text.lines() {
        let code = line.trim();
        if code.is_empty() || code.starts_with("//") {
            continue;
        }
        let depth = line.len() - line.trim_start().len();
        if open.is_none() {
            open = name(code).map(|name| (name, depth));
        }
        if let Some((name, begin)) = &open {
            let body = all.entry(name.clone()).or_default();
            *body += code;
            *body += "\n";
            if code.ends_with('}') && depth <= *begin {
                open = None;
            }
        }
    }
    all
}

fn name(code: &str) -> Option<String> {
    let (before, after) = code.split_once("fn ")?;
    let is_word = |word: &str| matches!(word, "pub" | "async" | "const") || word.starts_with("pub(");
    let name: String = after.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (before.split_whitespace().all(is_word) && !name.is_empty()).then_some(name)
}

/// True where all that is wrong in `patched` is in functions that `mine` has as shipped: then it is not the idea of `mine`.
///
/// A function is wrong where it is neither as shipped nor as in the solution. Where none is, nothing can be said.
pub fn is_elsewhere(patched: &str, solution: &str, shipped: &str, mine: &str) -> bool {
    let (solution, shipped, mine) = (functions(solution), functions(shipped), functions(mine));
    let is_wrong = |name: &String, body: &String| shipped.get(name) != Some(body) && solution.get(name) != Some(body);
    let patched = functions(patched);
    let mut wrong = patched.iter().filter(|(name, body)| is_wrong(name, body)).map(|(name, _)| name).peekable();
    wrong.peek().is_some() && wrong.all(|name| shipped.contains_key(name) && mine.get(name) == shipped.get(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(make: &str, add: &str) -> String {
        format!(
            "use lab;\n\n/// Makes.\npub async fn make() {{\n    {make}\n}}\n\nfn add() {{\n    if it {{\n        {add}\n    }}\n}}\n"
        )
    }

    #[test]
    fn a_function_ends_with_its_brace_and_comments_do_not_count() {
        let all = functions(&file("// Why.\n    one()", "two()"));
        assert_eq!(Vec::from_iter(all.keys()), ["add", "make"]);
        assert_eq!(all["make"], "pub async fn make() {\none()\n}\n");
        assert!(functions("fn short() {}\nstruct After;\n")["short"].ends_with("{}\n"));
    }

    #[test]
    fn an_idea_in_an_untouched_function_is_elsewhere() {
        let (shipped, solution) = (file("old()", "old()"), file("good()", "good()"));
        let idea = file("good()", "wrong()");
        assert!(is_elsewhere(&idea, &solution, &shipped, &file("good()", "old()")));
        assert!(!is_elsewhere(&idea, &solution, &shipped, &file("good()", "mine()")));
        assert!(!is_elsewhere(&file("good()", "old()"), &solution, &shipped, &file("mine()", "old()")));
    }
}
