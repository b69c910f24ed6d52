//! The tables as Markdown: what stands between the marks of a text.

use super::show::{LIMITS, legend};
use super::table::{Table, Technique};

/// The file of the picture, from a chapter of the lectures.
pub const PICTURE: &str = "pictures/stored-bytes.svg";

/// All parts by name, in the order in which they are printed.
pub fn parts(table: &Table) -> Vec<(&'static str, String)> {
    ["techniques", "survives", "replays", "costs", "picture", "limits"]
        .into_iter()
        .filter_map(|name| Some((name, part(table, name)?)))
        .collect()
}

/// The part with this name, if there is one.
pub fn part(table: &Table, name: &str) -> Option<String> {
    match name {
        "techniques" => Some(techniques(table)),
        "survives" => Some(survives(table)),
        "replays" => Some(replays(table)),
        "costs" => Some(costs(table)),
        "picture" => Some(picture(table)),
        "limits" => Some(LIMITS.map(|line| format!("- {line}\n")).concat()),
        _ => None,
    }
}

fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn name(technique: &Technique) -> String {
    match &technique.exercise {
        Some(exercise) => format!("{} ({exercise})", technique.name),
        None => technique.name.clone(),
    }
}

fn techniques(table: &Table) -> String {
    table.techniques.iter().map(|technique| format!("- **{}**: {}\n", name(technique), technique.idea)).collect()
}

fn survives(table: &Table) -> String {
    let heads = table.columns.iter().map(|column| column.name.as_str());
    let mut out = row(["technique"].into_iter().chain(heads));
    out += &row(std::iter::repeat_n("---", table.columns.len() + 1));
    for technique in &table.techniques {
        let cells: Vec<String> = std::iter::once(name(technique))
            .chain(technique.cells.iter().map(|cell| match cell.words().as_str() {
                words @ ("survives" | "-") => words.to_string(),
                words => format!("**{words}**"),
            }))
            .collect();
        out += &row(cells.iter().map(String::as_str));
    }
    out += "\n";
    for column in &table.columns {
        out += &format!("- **{}**: {}\n", column.name, column.what);
    }
    out
}

fn replays(table: &Table) -> String {
    let mut out = row(["technique", "what goes wrong", "this is not true any more", "replay id"]);
    out += &row(["---"; 4]);
    for (technique, head, cell) in table.broken() {
        let id = cell.replay.as_deref().map(|id| format!("`{id}`")).unwrap_or_default();
        out += &row([&technique.name, head.name.as_str(), cell.rule.as_deref().unwrap_or_default(), &id]);
    }
    out
}

fn costs(table: &Table) -> String {
    let heads = ["technique", "round trips", "loads", "writes", "with a condition", "sends", "calls", "bytes kept"];
    let mut out = row(heads.into_iter().chain(["too large at no.", "garbage, crashes", "garbage, copies"]));
    out += &row(std::iter::once("---").chain(["---:"; 10]));
    for technique in &table.techniques {
        let costs = &technique.costs;
        let counts = [costs.round_trips, costs.loads, costs.writes, costs.conditional, costs.sends, costs.calls];
        let large = costs.too_large_at.map_or_else(|| "never".to_string(), |at| at.to_string());
        let mut cells = vec![name(technique)];
        cells.extend(counts.map(|count| count.to_string()));
        cells.extend([costs.kept_bytes.to_string(), large]);
        cells.extend([costs.garbage_after_crashes.words(), costs.garbage_after_copies.words()]);
        out += &row(cells.iter().map(String::as_str));
    }
    out += "\n";
    for line in legend(table) {
        let (what, means) = line.split_once(": ").unwrap_or(("", &line));
        out += &format!("- **{what}**: {means}\n");
    }
    out
}

fn picture(table: &Table) -> String {
    format!("![{}]({PICTURE})\n", alternative(table))
}

/// What the picture shows, in words.
pub fn alternative(table: &Table) -> String {
    let last = |technique: &Technique| technique.costs.stored_bytes.last().copied().unwrap_or_default();
    let ends = table.techniques.iter().map(|technique| format!("{} {}", technique.name, last(technique)));
    let ends: Vec<String> = ends.collect();
    let messages = table.run.messages;
    format!("Stored bytes over {messages} messages of one customer. At the end: {}.", ends.join(", "))
}
