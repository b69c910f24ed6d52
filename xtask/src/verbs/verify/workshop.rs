//! The plan of the workshop and the instructor's guide: that both say what the exercises, chapters and patches say.

use super::table::{Red, Row};
use super::{files, marks};
use crate::catalog::{Catalog, Entry, Patch};
use crate::verbs::plan;
use crate::workspace::Workspace;

/// What is typed to look at these alone.
pub const NAME: &str = "plan";

/// Both rows; none where this kit has no plan.
///
/// # Errors
/// Where a file cannot be written.
pub fn agrees(workspace: &Workspace, catalog: &Catalog, bless: bool) -> anyhow::Result<Vec<Row>> {
    if !plan::is_there(workspace) {
        return Ok(Vec::new());
    }
    let mut reds = texts(workspace, catalog);
    let table = match plan::of_the_kit(workspace, catalog) {
        Ok(made) => {
            reds.extend(made.wrong.iter().map(|what| Red::new(what, format!("mend lectures/{}", plan::FILE))));
            made.table
        }
        Err(stop) => {
            reds.push(Red::new(stop.what, stop.next.unwrap_or_default()));
            String::new()
        }
    };
    let (count, stale) = parts(workspace, catalog, &table, bless)?;
    Ok(vec![
        Row::new("plan", "minutes", "all have their time, and fit into the days", reds),
        Row::new("plan", "guide", format!("{count} parts are as plan and patches say"), stale),
    ])
}

/// That a task says the minutes that its manifest has, and the plan of those that are not there, too.
fn texts(workspace: &Workspace, catalog: &Catalog) -> Vec<Red> {
    let mut reds = Vec::new();
    for entry in &catalog.entries {
        let Ok(exercise) = entry.exercise() else { continue };
        let path = exercise.readme();
        let said = files::text(&path).ok().and_then(|text| text.lines().find_map(minutes_said));
        let wanted = (entry.minutes, exercise.mob_minutes);
        let agrees = |(alone, mob): (u32, Option<u32>)| alone == wanted.0 && mob.is_none_or(|mob| mob == wanted.1);
        if !said.is_some_and(agrees) {
            let what = format!("{} does not say its {} minutes", workspace.shown(&path), entry.minutes);
            reds.push(Red::new(what, format!("begin a line with `{} minutes`, as its manifest has it", entry.minutes)));
        }
        if entry.number.is_some() && exercise.mob_minutes == 0 {
            let what = format!("{} has no `mob_minutes`", workspace.shown(&exercise.manifest()));
            reds.push(Red::new(what, "say how long the mob's half takes"));
        }
        reds.extend(disagrees(entry));
    }
    reds
}

fn disagrees(entry: &Entry) -> Option<Red> {
    let known = Catalog::minutes_known(entry.number?)?;
    let what =
        format!("the plan of {} in catalog/known.rs has {known} minutes, its manifest {}", entry.name(), entry.minutes);
    (known != entry.minutes).then(|| Red::new(what, "mend one of the two"))
}

/// `20 minutes, and 25 for the mob.`
fn minutes_said(line: &str) -> Option<(u32, Option<u32>)> {
    let (alone, rest) = line.split_once(" minutes")?;
    let mob = rest.strip_prefix(", and ").and_then(|rest| rest.split_once(" for the mob"));
    Some((alone.parse().ok()?, mob.and_then(|(mob, _)| mob.parse().ok())))
}

/// How many made parts there are, and those that are stale.
fn parts(workspace: &Workspace, catalog: &Catalog, table: &str, bless: bool) -> anyhow::Result<(usize, Vec<Red>)> {
    let (mut count, mut reds) = (0, Vec::new());
    let mut wanted = Vec::new();
    for path in files::below(&workspace.root.join("lectures"), ".md") {
        let Ok(old) = files::text(&path) else { continue };
        let plan = |name: &str| match name {
            "table" => Ok(table.to_string()),
            other => Err(format!("there is no part `{other}` of the plan")),
        };
        let new = marks::renewed(&old, "plan", plan).and_then(|(text, plans)| {
            let exercise = |name: &str| exercise(workspace, catalog, name);
            marks::renewed(&text, "exercise", exercise).map(|(text, exercises)| (text, plans + exercises))
        });
        let file = workspace.shown(&path);
        match new {
            Ok((_, 0)) => {}
            Ok((new, parts)) => {
                count += parts;
                wanted.push((path, new));
            }
            Err(what) => reds.push(Red::new(format!("{file}: {what}"), format!("mend the marks of {file}"))),
        }
    }
    reds.extend(marks::stale(workspace, &wanted, NAME, bless)?);
    Ok((count, reds))
}

/// What is known of an exercise without the guide: its minutes, its chapter, and the chosen wrong turns from the headings of their
/// patches; the name is `07-outbox key-dropped …`.
fn exercise(workspace: &Workspace, catalog: &Catalog, name: &str) -> Result<String, String> {
    let mut words = name.split_whitespace();
    let id = words.next().unwrap_or_default();
    let entry = catalog.with_id(id).ok_or(format!("there is no exercise `{id}`"))?;
    let exercise = entry.exercise().map_err(|stop| stop.what)?;
    let patches = Patch::read_all(&workspace.solution(id).join("wrong-turns")).map_err(|error| format!("{error:#}"))?;
    let find = |word: &str| {
        patches.iter().find(|patch| patch.name == word).ok_or(format!("`{id}` has no wrong turn `{word}`"))
    };
    let chosen = words.map(find).collect::<Result<Vec<&Patch>, String>>()?;
    let mob = match exercise.mob_minutes {
        0 => String::new(),
        minutes => format!(", {minutes} with the mob"),
    };
    let chapter = entry.lecture().map(|chapter| format!(" [The chapter before it]({chapter}.md).")).unwrap_or_default();
    let mut text = format!("**{} minutes alone{mob}.**{chapter}\n", entry.minutes);
    if let Some(first) = chosen.first() {
        let more = match patches.len() - chosen.len() {
            0 => String::new(),
            more => format!(" ({more} more in `solutions/{id}/wrong-turns`)"),
        };
        text += &format!("\nWhat rooms try{more}:\n\n");
        text.extend(chosen.iter().map(|patch| told(patch)));
        text += &format!(
            "\nTo show the first of them on a file as shipped, then `check {}`, `explain`, and `reset`:\n\n```sh\n\
             git apply --directory=exercises/{id} \\\n    solutions/{id}/wrong-turns/{}.patch\n```\n",
            entry.argument(),
            first.name
        );
    }
    Ok(text)
}

/// One wrong turn as an item of a list.
fn told(patch: &Patch) -> String {
    let part = |label: &str| said(&patch.heading, label).unwrap_or_default();
    let fault = match patch.breaks.as_ref().map(|breaks| breaks.faults) {
        Some(0) if patch.heading.contains("no fault") => String::new(),
        Some(0) => " *It needs no fault.*".to_string(),
        Some(1) => " *One fault is enough.*".to_string(),
        Some(faults) => format!(" *It takes {faults} faults.*"),
        None => String::new(),
    };
    let (tempts, breaks) = (part("Why it tempts: "), part("What breaks it: "));
    let text = format!("**{}** (`{}`). It tempts: {tempts} It breaks: {breaks}{fault}", patch.title, patch.name);
    crate::markdown::wrap(&text, 120, "- ", "  ").join("\n") + "\n"
}

/// The paragraph of a heading that begins with this label, on one line.
fn said(heading: &str, label: &str) -> Option<String> {
    let (_, rest) = heading.split_once(label)?;
    let ends =
        |line: &&str| line.trim().is_empty() || line.starts_with("What breaks it: ") || line.starts_with("breaks: ");
    let lines: Vec<&str> = rest.lines().take_while(|line| !ends(line)).collect();
    Some(lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minutes_of_a_task_are_read_with_and_without_the_mobs() {
        assert_eq!(minutes_said("20 minutes. Module 1."), Some((20, None)));
        assert_eq!(minutes_said("20 minutes, and 25 for the mob. Module 5."), Some((20, Some(25))));
        assert_eq!(minutes_said("About minutes."), None);
    }

    #[test]
    fn a_paragraph_of_a_heading_ends_where_the_next_begins() {
        let heading = "T\n\nWhy it tempts: one\ntwo.\nWhat breaks it: three\nfour.\nbreaks: a: b: 1 faults";
        assert_eq!(said(heading, "Why it tempts: ").as_deref(), Some("one two."));
        assert_eq!(said(heading, "What breaks it: ").as_deref(), Some("three four."));
        assert_eq!(said(heading, "Nothing: "), None);
    }
}
