//! The stories of the pristine copy: as files beside the solution, and inside of texts. `--bless` renews them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use lab::draw::{Style, masked};

use super::files;
use super::subject::Subject;
use super::table::Red;
use crate::catalog::Shipped;
use crate::ladder::{Outcome, Step};
use crate::workspace::Workspace;

/// What stands above a fenced block that holds a story: `<!-- story: 02-lost-or-ghost a_crash_loses_no_order -->`, or, for the first red
/// test of a wrong turn, `<!-- story: 02-lost-or-ghost wrong-turns/swapped-order -->`.
const MARK: &str = "<!-- story: ";
/// As in a terminal of the usual width.
const STYLE: Style = Style { columns: 80, unicode: true, color: false };

/// Compares the stories of an exercise with those that are kept, or writes them.
///
/// # Errors
/// Where one cannot be written.
pub fn agree(
    workspace: &Workspace,
    subject: &Subject<'_>,
    steps: &[Step],
    wrong_turns: &BTreeMap<&str, &[Step]>,
    bless: bool,
) -> anyhow::Result<(usize, Vec<Red>)> {
    let folder = subject.solution_folder.join("stories");
    let stories = drawn(subject, steps);
    let told = wrong_turns.iter().filter_map(|(name, steps)| {
        let report = steps.iter().find(|step| step.outcome != Outcome::Green)?.report.as_ref()?;
        Some((format!("wrong-turns/{name}.txt"), lab::draw::terminal(report, STYLE)))
    });
    let told: BTreeMap<String, String> = told.chain(stories.clone()).collect();
    let mut wanted: Vec<(PathBuf, Option<String>)> =
        stories.iter().map(|(name, text)| (folder.join(name), Some(text.clone()))).collect();
    for path in files::below(&folder, "") {
        if !wanted.iter().any(|(other, _)| *other == path) {
            wanted.push((path, None));
        }
    }
    wanted.extend(in_texts(workspace, &subject.entry.id, &told));
    let mut reds = Vec::new();
    for (path, new) in &wanted {
        let old = files::text(path).ok();
        // Another number of a line is no fault of a story; but whoever renews them wants all of it as it is now.
        let agrees = old.as_deref().map(masked) == new.as_deref().map(masked);
        if old == *new || agrees && !bless {
            continue;
        }
        if bless {
            match new {
                Some(text) => files::write(path, text)?,
                None => std::fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?,
            }
            continue;
        }
        let what = match (&old, new) {
            (None, _) => "is missing",
            (_, None) => "belongs to no red test, or to none of its name",
            _ => "is stale",
        };
        let next = format!("cargo xtask verify {} --bless, and look at what changed", subject.entry.argument());
        reds.push(Red::new(format!("{} {what}", workspace.shown(path)), next));
    }
    Ok((stories.len(), reds))
}

/// The files of all red tests, by name.
fn drawn(subject: &Subject<'_>, steps: &[Step]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (rung, step) in subject.exercise.ladder.iter().zip(steps) {
        let Some(report) = step.report.as_ref().filter(|_| rung.shipped == Shipped::Red) else {
            continue;
        };
        if let Some(story) = &report.story {
            files.insert(format!("{}.txt", rung.test), lab::draw::terminal(report, STYLE));
            files.insert(format!("{}.svg", rung.test), lab::draw::svg(story, &report.title));
        }
    }
    files
}

/// Each text that holds stories of this exercise, and as it should be.
fn in_texts(workspace: &Workspace, id: &str, stories: &BTreeMap<String, String>) -> Vec<(PathBuf, Option<String>)> {
    let mark = format!("{MARK}{id} ");
    let texts = files::below(&workspace.root, ".md").into_iter();
    texts
        .filter_map(|path| {
            let text = files::text(&path).ok().filter(|text| text.contains(&mark))?;
            Some((path, Some(renewed(&text, &mark, stories))))
        })
        .collect()
}

/// The text with each marked block replaced; a mark that names no story says so in its block.
fn renewed(text: &str, mark: &str, stories: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        let Some(test) = line.trim().strip_prefix(mark).and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        for fence in lines.by_ref() {
            out += &format!("{fence}\n");
            if fence.starts_with("```") {
                break;
            }
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        let story = stories.get(&format!("{test}.txt")).map_or("there is no such story", |story| story.trim_end());
        out += &format!("{}\n```\n", with_story(&block, story));
    }
    out
}

/// The block with the story from its title to its replay id renewed, and what stands around it kept.
fn with_story(block: &[&str], story: &str) -> String {
    let title = story.lines().next().unwrap_or_default();
    let start = block.iter().position(|line| *line == title).unwrap_or(0);
    let end = block.iter().position(|line| line.starts_with("replay id: ")).map_or(block.len(), |end| end + 1);
    [&block[..start], &[story], &block[end.max(start)..]].concat().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_block_is_renewed_and_the_rest_stays() {
        let stories = BTreeMap::from([("a_test.txt".to_string(), "new\n".to_string())]);
        let text = "one\n<!-- story: 02-x a_test -->\n\n```text\nold\nolder\n```\ntwo\n```\nother\n```\n";
        let wanted = "one\n<!-- story: 02-x a_test -->\n\n```text\nnew\n```\ntwo\n```\nother\n```\n";
        assert_eq!(renewed(text, "<!-- story: 02-x ", &stories), wanted);
        assert_eq!(renewed(wanted, "<!-- story: 02-x ", &stories), wanted);
        let story = "title\nnew\nreplay id: b";
        assert_eq!(
            with_story(&["said", "title", "old", "replay id: a", "Next"], story),
            format!("said\n{story}\nNext")
        );
    }
}
