//! The plan as it is by default, for `verify` and the instructor's guide.

use super::content::Kind;
use super::schedule::{self, Hours};
use super::{DAYS, END, FILE, START, export, file, notes};
use crate::catalog::Catalog;
use crate::exit::Stop;
use crate::workspace::Workspace;

/// The plan of this kit for `verify`.
pub struct Made {
    /// The days as they are by default, in Markdown.
    pub table: String,
    /// What the plan forgets, names twice, or has no time for.
    pub wrong: Vec<String>,
}

/// Whether this kit has a plan.
pub fn is_there(workspace: &Workspace) -> bool {
    workspace.root.join("lectures").join(FILE).is_file()
}

/// Plans the days as they are by default, and looks whether each exercise and each chapter with a note is in them once.
///
/// # Errors
/// A [`Stop`] where the plan cannot be read.
pub fn of_the_kit(workspace: &Workspace, catalog: &Catalog) -> Result<Made, Stop> {
    let content = file::read(workspace, catalog)?;
    let mut wrong = Vec::new();
    let parts = || content.blocks.iter().flat_map(|block| &block.parts);
    let exercises =
        catalog.entries.iter().filter(|entry| entry.is_there()).map(|entry| (entry.id.clone(), Kind::Alone));
    let chapters = notes::chapters(workspace).into_iter().map(|chapter| (chapter, Kind::Lecture));
    for (key, kind) in exercises.chain(chapters) {
        match parts().filter(|part| part.key == key && part.kind == kind).count() {
            1 => {}
            0 => wrong.push(format!("`{key}` is in no block of the plan")),
            more => wrong.push(format!("`{key}` is {more} times in the plan")),
        }
    }
    let [Ok(start), Ok(end)] = [START, END].map(str::parse) else { unreachable!("both are times") };
    let hours = Hours { start, end, lunch: None };
    let plan = schedule::plan(&content, &hours, DAYS.parse().unwrap_or(2));
    let plan = plan.filter(|plan| plan.dropped.is_empty());
    if plan.is_none() {
        wrong.push(format!("not all of it fits into {DAYS} days from {START} to {END}"));
    }
    let table = plan.map(|plan| export::markdown(&content, &plan, &hours, None)).unwrap_or_default();
    Ok(Made { table, wrong })
}
