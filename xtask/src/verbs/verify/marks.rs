//! Parts of a text that are made: each stands between `<!-- KIND: NAME -->` and `<!-- KIND: end -->`.

use std::path::PathBuf;

use super::files;
use super::table::Red;
use crate::workspace::Workspace;

/// The text with each part of this kind as `part` makes it from its name, and how many there are.
///
/// # Errors
/// In words, where there is no such part, or its end is missing.
pub fn renewed(
    text: &str,
    kind: &str,
    part: impl Fn(&str) -> Result<String, String>,
) -> Result<(String, usize), String> {
    let (start, end) = (format!("<!-- {kind}: "), format!("<!-- {kind}: end -->"));
    let mut out = String::new();
    let mut count = 0;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        let Some(name) = line.strip_prefix(&start).and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        let part = part(name)?;
        lines.find(|line| *line == end).ok_or_else(|| format!("no `{end}` comes after the mark of `{name}`"))?;
        out += &format!("\n{}\n\n{end}\n", part.trim_end());
        count += 1;
    }
    Ok((out, count))
}

/// Those of these files that do not hold what they should; with `bless` they do then. `verify NAME` looks at them alone.
///
/// # Errors
/// Where a file cannot be written.
pub fn stale(workspace: &Workspace, wanted: &[(PathBuf, String)], name: &str, bless: bool) -> anyhow::Result<Vec<Red>> {
    let mut reds = Vec::new();
    for (path, new) in wanted {
        if files::text(path).is_ok_and(|old| old == *new) {
            continue;
        }
        if bless {
            files::write(path, new)?;
            continue;
        }
        let what = if path.exists() { "is stale" } else { "is missing" };
        let next = format!("cargo xtask verify {name} --bless, and look at what changed");
        reds.push(Red::new(format!("{} {what}", workspace.shown(path)), next));
    }
    Ok(reds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_two_marks_is_made_anew() {
        let part = |name: &str| if name == "a" { Ok("new\n".to_string()) } else { Err(format!("no `{name}`")) };
        let text = "one\n<!-- x: a -->\nold\n<!-- x: end -->\ntwo\n";
        let wanted = "one\n<!-- x: a -->\n\nnew\n\n<!-- x: end -->\ntwo\n".to_string();
        assert_eq!(renewed(text, "x", part), Ok((wanted.clone(), 1)));
        assert_eq!(renewed(&wanted, "x", part), Ok((wanted, 1)));
        assert_eq!(renewed(text, "y", part), Ok((text.to_string(), 0)));
        assert_eq!(renewed("<!-- x: b -->\n<!-- x: end -->\n", "x", part), Err("no `b`".to_string()));
        assert!(renewed("<!-- x: a -->\n", "x", part).is_err());
    }
}
