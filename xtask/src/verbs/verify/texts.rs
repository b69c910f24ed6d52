//! The texts of one exercise: task, hints, debrief, headings of patches.

use std::collections::BTreeSet;
use std::path::Path;

use super::files;
use super::subject::Subject;
use super::table::Red;
use crate::catalog::Patch;
use crate::workspace::Workspace;

/// The headings that a task needs.
const TASK: [&str; 4] = ["## The scene", "## The task", "## Predict first", "## Run"];
/// The headings that a debrief needs.
const DEBRIEF: [&str; 8] = [
    "## What was wrong",
    "## Why it works",
    "## What it costs",
    "## What still fails",
    "## Other right answers",
    "## The mob's half",
    "## The pattern card",
    "## Sources",
];
/// How many wrong turns an exercise has at least.
const WRONG_TURNS: usize = 3;
/// A line of code with fewer letters and digits is found anywhere, such as `Ok(())`.
const TRIVIAL: usize = 10;

/// Whether task and debrief have their parts.
pub fn parts(workspace: &Workspace, subject: &Subject<'_>) -> Vec<Red> {
    let numbered = subject.entry.number.is_some();
    let task = subject.exercise.folder.join("README.md");
    let command = format!("cargo xtask check {}", subject.entry.argument());
    let needed: Vec<&str> = TASK.iter().filter(|_| numbered).copied().chain([command.as_str()]).collect();
    let mut reds = missing(workspace, &task, &needed);
    if numbered {
        reds.extend(missing(workspace, &subject.solution_folder.join("README.md"), &DEBRIEF));
    }
    reds
}

fn missing(workspace: &Workspace, path: &Path, needed: &[&str]) -> Vec<Red> {
    let file = workspace.shown(path);
    let Ok(text) = files::text(path) else {
        return vec![Red::new(format!("{file} is missing"), format!("write it: {}", needed.join(", ")))];
    };
    let there = |part: &str| match part.starts_with('#') {
        true => text.lines().any(|line| line.starts_with(part)),
        false => text.contains(part),
    };
    let missing = needed.iter().filter(|part| !there(part));
    missing.map(|part| Red::new(format!("{file} has no `{part}`"), format!("add it to {file}"))).collect()
}

/// Whether there are three hints, and none of them holds a line of the answer.
pub fn hints(workspace: &Workspace, subject: &Subject<'_>) -> Vec<Red> {
    let path = subject.exercise.folder.join("hints.md");
    let file = workspace.shown(&path);
    let Ok(text) = files::text(&path) else {
        return vec![Red::new(format!("{file} is missing"), format!("write three hints to {file}"))];
    };
    let mut reds = Vec::new();
    let levels: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
    let numbered = levels.iter().zip(1..).all(|(line, level)| line.starts_with(&format!("## {level}. ")));
    if levels.len() != 3 || !numbered {
        let reason = format!("{file} has {} levels, expected `## 1. …`, `## 2. …`, `## 3. …`", levels.len());
        reds.push(Red::new(reason, format!("give {file} three numbered headings")));
    }
    let hints = normal(&text);
    for line in answer(&subject.shipped, &subject.solution).iter().filter(|line| hints.contains(line.as_str())) {
        let next = format!("say it in {file} without the code");
        reds.push(Red::new(format!("{file} holds a line of the answer: {line}"), next));
    }
    reds
}

/// The lines of code that are new in the solution.
fn answer(shipped: &str, solution: &str) -> BTreeSet<String> {
    let old: BTreeSet<String> = shipped.lines().map(normal).collect();
    let telling = |line: &String| {
        let letters = line.chars().filter(|c| c.is_alphanumeric()).count();
        letters >= TRIVIAL && !line.starts_with("//") && !old.contains(line)
    };
    solution.lines().map(normal).filter(telling).collect()
}

/// One space between words, so that a break of a line hides nothing.
fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether each wrong turn says why it tempts and what it breaks, and each alternative what it is; and whether all apply.
pub fn patches(workspace: &Workspace, subject: &Subject<'_>) -> Vec<Red> {
    let mut reds = Vec::new();
    let count = subject.wrong_turns.len();
    if subject.entry.number.is_some() && count < WRONG_TURNS {
        let next = format!("add patches to solutions/{}/wrong-turns", subject.entry.id);
        reds.push(Red::new(format!("there are {count} wrong turns, expected at least {WRONG_TURNS}"), next));
    }
    for patch in &subject.wrong_turns {
        reds.extend(patch.apply(&subject.shipped).err().map(|why| stale(workspace, patch, &why)));
        let next = format!("add it above the first `--- ` of {}", workspace.shown(&patch.path));
        if !patch.heading.contains("Why it tempts: ") {
            reds.push(Red::new(format!("{}: its heading has no `Why it tempts: `", patch.name), &next));
        }
        if patch.breaks.is_some() && !patch.heading.lines().last().is_some_and(|line| line.starts_with("breaks: ")) {
            let reason = "the line `breaks: …` is not the last of its heading";
            reds.push(Red::new(format!("{}: {reason}", patch.name), next));
        }
    }
    reds
}

/// The same for alternatives.
pub fn alternatives(workspace: &Workspace, subject: &Subject<'_>) -> Vec<Red> {
    let mut reds = Vec::new();
    for patch in &subject.alternatives {
        reds.extend(patch.apply(&subject.shipped).err().map(|why| stale(workspace, patch, &why)));
        for part in ["Why it is right: ", "What it costs: "] {
            if patch.title.is_empty() || !patch.heading.contains(part) {
                let next = format!("add it above the first `--- ` of {}", workspace.shown(&patch.path));
                reds.push(Red::new(format!("{}: its heading has no `{part}`", patch.name), next));
            }
        }
    }
    reds
}

fn stale(workspace: &Workspace, patch: &Patch, why: &str) -> Red {
    let next = format!("make {} again, against shipped/lib.rs", workspace.shown(&patch.path));
    Red::new(format!("{}: the patch does not apply: {why}", patch.name), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_what_is_new_and_says_something() {
        let shipped = "fn a() {\n    old_line_of_code();\n}\n";
        let solution =
            "fn a() {\n    old_line_of_code();\n    // a comment, a long one\n    Ok(())\n    new_line(of, code);\n}\n";
        assert_eq!(answer(shipped, solution).into_iter().collect::<Vec<_>>(), ["new_line(of, code);"]);
        assert!(normal("say\n  `new_line(of,\n code);`").contains("new_line(of, code);"));
    }
}
