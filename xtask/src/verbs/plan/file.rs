//! Reads what is to be planned: `lectures/plan.toml`, with the minutes of the manifests and of the chapters' notes.

use serde::Deserialize;

use super::content::{Block, Content, Drop, Kind, Part};
use super::notes;
use crate::catalog::Catalog;
use crate::exit::{Exit, Stop};
use crate::workspace::Workspace;

/// The file with the order of the workshop, in `lectures/`.
pub const FILE: &str = "plan.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    recap: Piece,
    reserve: String,
    last_reserve: String,
    #[serde(default)]
    tried_when: String,
    block: Vec<Blocks>,
    #[serde(default)]
    drop: Vec<Dropped>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocks {
    parts: Vec<Piece>,
    #[serde(default)]
    core: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    talk: Option<String>,
    lecture: Option<String>,
    exercise: Option<String>,
    name: Option<String>,
    minutes: Option<u32>,
    tried: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dropped {
    exercise: Option<String>,
    lecture: Option<String>,
    half: Option<String>,
    late: Option<u32>,
    instead: String,
}

/// Reads it all.
///
/// # Errors
/// A [`Stop`] where a file is missing or cannot be understood: all that is wrong, one a line.
pub fn read(workspace: &Workspace, catalog: &Catalog) -> Result<Content, Stop> {
    let path = workspace.root.join("lectures").join(FILE);
    let shown = workspace.shown(&path);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Stop::new(
            Exit::NotReady,
            format!("cannot read {shown}: {error}"),
            "get it back from the kit, as by git checkout",
        )
    })?;
    let wrong = |wrong: &[String]| Stop::new(Exit::WrongUse, wrong.join("\n"), format!("mend {shown}"));
    let file: File =
        toml::from_str(&text).map_err(|error| wrong(&[format!("{shown}: {}", error.to_string().trim_end())]))?;
    let mut reader = Reader { workspace, catalog, wrong: Vec::new() };
    let recap = Block { parts: reader.parts(&file.recap), core: false, begun: false };
    let blocks = file.block.iter().map(|block| Block {
        parts: block.parts.iter().flat_map(|piece| reader.parts(piece)).collect(),
        core: block.core,
        begun: false,
    });
    let blocks: Vec<Block> = blocks.collect();
    let drops = file.drop.iter().filter_map(|drop| reader.drop(drop, &blocks)).collect();
    if !reader.wrong.is_empty() {
        let lines: Vec<String> = reader.wrong.iter().map(|what| format!("{shown}: {what}")).collect();
        return Err(wrong(&lines));
    }
    let reserve = (file.reserve, file.last_reserve);
    Ok(Content { recap, reserve, tried_when: file.tried_when, blocks, drops })
}

struct Reader<'a> {
    workspace: &'a Workspace,
    catalog: &'a Catalog,
    wrong: Vec<String>,
}

impl Reader<'_> {
    /// The one part of a talk or a chapter, the two of an exercise.
    fn parts(&mut self, piece: &Piece) -> Vec<Part> {
        let minutes = piece.minutes.unwrap_or_default();
        match (&piece.talk, &piece.lecture, &piece.exercise) {
            (Some(talk), None, None) => {
                vec![Part { kind: Kind::Talk, key: String::new(), name: talk.clone(), minutes, full: minutes }]
            }
            (None, Some(key), None) => {
                let full = notes::minutes(self.workspace, key).unwrap_or_else(|what| {
                    self.wrong.push(what);
                    minutes
                });
                let name = piece.name.clone().unwrap_or_else(|| key.replace('-', " "));
                vec![Part { kind: Kind::Lecture, key: key.clone(), name, minutes, full }]
            }
            (None, None, Some(key)) => self.halves(key, piece.tried),
            _ => {
                self.wrong.push("a part has just one of `talk`, `lecture` and `exercise`".to_string());
                Vec::new()
            }
        }
    }

    fn halves(&mut self, key: &str, tried: Option<u32>) -> Vec<Part> {
        let Some(entry) = self.catalog.with_id(key) else {
            self.wrong.push(format!("there is no exercise `{key}`"));
            return Vec::new();
        };
        let part = |kind, minutes, full| Part { kind, key: key.to_string(), name: entry.name(), minutes, full };
        let mob = entry.exercise().map_or(0, |exercise| exercise.mob_minutes);
        vec![part(Kind::Alone, entry.minutes, tried.unwrap_or(entry.minutes)), part(Kind::Mob, mob, mob)]
    }

    fn drop(&mut self, drop: &Dropped, blocks: &[Block]) -> Option<Drop> {
        let half = match drop.half.as_deref() {
            Some("mob") => Ok(Some(Kind::Mob)),
            Some("alone") => Ok(Some(Kind::Alone)),
            None | Some("block") => Ok(None),
            Some(other) => Err(format!("`half` is `{other}`, expected mob, alone or block")),
        };
        let key = drop.exercise.as_ref().or(drop.lecture.as_ref()).ok_or("a drop names an exercise or a lecture");
        let (half, key) = match (half, key) {
            (Ok(half), Ok(key)) => (half, key.clone()),
            (half, key) => {
                self.wrong.extend(half.err().into_iter().chain(key.err().map(str::to_string)));
                return None;
            }
        };
        let parts = blocks.iter().flat_map(|block| block.parts.iter().map(move |part| (block, part)));
        let Some((block, part)) = parts.into_iter().find(|(_, part)| part.key == key) else {
            self.wrong.push(format!("`{key}` is to be dropped, and stands in no block"));
            return None;
        };
        if block.core && half != Some(Kind::Mob) {
            self.wrong.push(format!("`{key}` is to be dropped, and is on the core path"));
        }
        Some(Drop { name: part.name.clone(), key, half, late: drop.late, instead: drop.instead.clone() })
    }
}
