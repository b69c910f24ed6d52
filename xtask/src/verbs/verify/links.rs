//! Whether the links of all texts lead somewhere: relative files, and headings in them. The network is not asked.

use std::collections::BTreeMap;
use std::path::Path;

use super::files;
use super::table::Red;
use crate::workspace::Workspace;

/// How many links there are, and those that are dead.
pub fn alive(workspace: &Workspace) -> (usize, Vec<Red>) {
    let mut count = 0;
    let mut reds = Vec::new();
    for path in files::below(&workspace.root, ".md") {
        let Ok(text) = files::text(&path) else { continue };
        for link in links(&text).into_iter().filter(|link| is_local(link)) {
            count += 1;
            if let Some(why) = dead(&path, &link) {
                let file = workspace.shown(&path);
                reds.push(Red::new(format!("{file} links to `{link}`: {why}"), format!("mend the link in {file}")));
            }
        }
    }
    (count, reds)
}

fn is_local(link: &str) -> bool {
    !["http://", "https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme))
}

fn dead(from: &Path, link: &str) -> Option<String> {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = if file.is_empty() { from.to_path_buf() } else { from.parent()?.join(file.replace("%20", " ")) };
    if !path.exists() {
        return Some("there is no such file".to_string());
    }
    let text = if anchor.is_empty() || path.is_dir() { return None } else { files::text(&path).ok()? };
    let is_text = path.extension().is_some_and(|ending| ending == "md");
    (is_text && !anchors(&text).iter().any(|there| there == anchor)).then(|| "there is no such heading".to_string())
}

/// The targets of all links, in their order.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        if line.starts_with('[')
            && let Some((_, target)) = line.split_once("]: ")
        {
            found.push(target.to_string());
        }
        for (start, end) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
            let pieces = line.split(start).skip(1);
            found.extend(pieces.filter_map(|piece| Some(piece.split_once(end)?.0.to_string())));
        }
    }
    // A link may have a title behind it.
    found.iter().filter_map(|link| Some(link.split_whitespace().next()?.trim_matches(['<', '>']).to_string())).collect()
}

/// The names by which the headings of a text are reached.
fn anchors(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    let headings = text.lines().zip(is_prose(text)).filter(|(line, prose)| *prose && line.starts_with('#'));
    for (line, _) in headings {
        let heading = line.trim_start_matches('#').trim().to_lowercase();
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let name: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let before = seen.entry(name.clone()).or_insert(0);
        found.push(if *before == 0 { name } else { format!("{name}-{before}") });
        *before += 1;
    }
    for (start, end) in [("id=\"", '"'), ("name=\"", '"')] {
        found.extend(text.split(start).skip(1).filter_map(|piece| Some(piece.split_once(end)?.0.to_string())));
    }
    found
}

/// The lines without code.
fn prose(text: &str) -> Vec<String> {
    let lines = text.lines().zip(is_prose(text)).filter(|(_, prose)| *prose);
    lines.map(|(line, _)| line.split('`').step_by(2).collect::<Vec<_>>().join("`")).collect()
}

/// For each line, whether it stands outside of fenced code.
fn is_prose(text: &str) -> Vec<bool> {
    let mut fenced = false;
    let mut mark = |line: &str| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fence && !fenced
    };
    text.lines().map(&mut mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_outside_of_code() {
        let text = "[a](b.md) `[c](d.md)` ![e](<f g.svg>)\n```\n[h](i.md)\n```\n[j]: k.md\n<img src=\"l.svg\">\n";
        assert_eq!(links(text), ["b.md", "f", "k.md", "l.svg"]);
    }

    #[test]
    fn anchors_are_named_as_the_web_names_them() {
        assert_eq!(
            anchors("# The mob's half\n## A `b`, c\n## A\n```\n# no\n```\n## A\n"),
            ["the-mobs-half", "a-b-c", "a", "a-1"]
        );
    }
}
