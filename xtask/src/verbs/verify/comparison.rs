//! The tables of `compare` in texts, and its picture. `--bless` renews them.

use std::path::PathBuf;

use super::files;
use super::table::Red;
use crate::verbs::compare::{self, PICTURE, Table};
use crate::workspace::Workspace;

/// What stands above a part: `<!-- compare: survives -->`; below it stands [`END`].
const MARK: &str = "<!-- compare: ";
const END: &str = "<!-- compare: end -->";

/// How many parts texts show, and which of them are stale; none where this kit compares nothing.
///
/// # Errors
/// Where a figure cannot be made, or a file not be written.
pub fn agrees(workspace: &Workspace, bless: bool) -> anyhow::Result<Option<(usize, Vec<Red>)>> {
    if !compare::is_there(workspace) {
        return Ok(None);
    }
    let table = match compare::make(workspace) {
        Ok(table) => table,
        Err(error) => {
            let red = Red::new(format!("nothing to compare: {error:#}"), "cargo test -p compare");
            return Ok(Some((0, vec![red])));
        }
    };
    let mut wanted = vec![(workspace.chapters().join(PICTURE), compare::svg(&table))];
    let (mut count, mut reds) = (1, Vec::new());
    if !table.is_searched_to_the_end() {
        reds.push(Red::new(
            "a search of `compare` did not come to its end",
            "make its scenario smaller, for all alike",
        ));
    }
    for path in files::below(&workspace.root, ".md") {
        let Some(text) = files::text(&path).ok().filter(|text| text.lines().any(|line| line.starts_with(MARK))) else {
            continue;
        };
        match renewed(&text, &table) {
            Ok((new, parts)) => {
                count += parts;
                wanted.push((path, new));
            }
            Err(what) => {
                let file = workspace.shown(&path);
                reds.push(Red::new(format!("{file}: {what}"), format!("mend the marks of {file}")));
            }
        }
    }
    reds.extend(stale(workspace, &wanted, bless)?);
    Ok(Some((count, reds)))
}

fn stale(workspace: &Workspace, wanted: &[(PathBuf, String)], bless: bool) -> anyhow::Result<Vec<Red>> {
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
        let next = "cargo xtask verify compare --bless, and look at what changed";
        reds.push(Red::new(format!("{} {what}", workspace.shown(path)), next));
    }
    Ok(reds)
}

/// The text with each marked part as it should be, and how many there are.
fn renewed(text: &str, table: &Table) -> Result<(String, usize), String> {
    let mut out = String::new();
    let mut count = 0;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        let Some(name) = line.strip_prefix(MARK).and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        let part = compare::part(table, name).ok_or_else(|| format!("there is no part `{name}` of the comparison"))?;
        lines.find(|line| *line == END).ok_or_else(|| format!("no `{END}` comes after the mark of `{name}`"))?;
        out += &format!("\n{}\n\n{END}\n", part.trim_end());
        count += 1;
    }
    Ok((out, count))
}
