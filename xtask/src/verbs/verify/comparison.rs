//! The tables of `compare` in texts, and its picture. `--bless` renews them.

use super::table::Red;
use super::{files, marks};
use crate::verbs::compare::{self, PICTURE};
use crate::workspace::Workspace;

/// What stands above a part: `<!-- compare: survives -->`; see [`marks`].
const KIND: &str = "compare";

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
        let Ok(text) = files::text(&path) else { continue };
        let part = |name: &str| {
            compare::part(&table, name).ok_or_else(|| format!("there is no part `{name}` of the comparison"))
        };
        match marks::renewed(&text, KIND, part) {
            Ok((_, 0)) => {}
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
    reds.extend(marks::stale(workspace, &wanted, compare::NAME, bless)?);
    Ok(Some((count, reds)))
}
