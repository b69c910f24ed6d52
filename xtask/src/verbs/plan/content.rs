//! What is to be planned: `lectures/plan.toml`, with the minutes of the manifests and of the chapters' notes.

use serde::Deserialize;

use super::notes;
use crate::catalog::Catalog;
use crate::exit::{Exit, Stop};
use crate::workspace::Workspace;

/// The file with the order of the workshop, in `lectures/`.
pub const FILE: &str = "plan.toml";

/// The whole workshop.
#[derive(Clone, Debug)]
pub struct Content {
    /// With what each day after the first begins.
    pub recap: Block,
    /// What is left of a day is for this; of the last day for the second.
    pub reserve: (String, String),
    /// In their order.
    pub blocks: Vec<Block>,
    /// What goes when time is short, in this order.
    pub drops: Vec<Drop>,
}

/// What is done in one piece, between two breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// In their order.
    pub parts: Vec<Part>,
    /// Whether it is on the core path, which is never dropped.
    pub core: bool,
    /// Whether a part of it is over already.
    pub begun: bool,
}

/// A lecture, or half an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which of them.
    pub kind: Kind,
    /// The exercise's folder or the chapter's file name; empty for a talk.
    pub key: String,
    /// What is shown.
    pub name: String,
    /// How long it takes in the plan.
    pub minutes: u32,
    /// How long it takes in full: what a chapter's note says, or what people who were new to an exercise needed.
    pub full: u32,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody speaks, and no chapter tells it.
    Talk,
    /// A chapter.
    Lecture,
    /// An exercise, alone.
    Alone,
    /// An exercise's second half.
    Mob,
}

/// One thing that can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drop {
    /// The exercise's folder or the chapter's file name.
    pub key: String,
    /// What is shown.
    pub name: String,
    /// What of it; none: the whole block that it is in.
    pub half: Option<Kind>,
    /// It goes at the latest when this many minutes are lost.
    pub late: Option<u32>,
    /// What takes its place.
    pub instead: String,
}

impl Block {
    /// How long it takes.
    pub fn minutes(&self) -> u32 {
        self.parts.iter().map(|part| part.minutes).sum()
    }

    /// How long its parts of this kind take.
    pub fn minutes_of(&self, kind: Kind) -> u32 {
        self.parts.iter().filter(|part| part.kind == kind).map(|part| part.minutes).sum()
    }

    /// What it is called: its parts, as far as they take time.
    pub fn title(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for part in self.parts.iter().filter(|part| part.minutes > 0) {
            if names.last() != Some(&part.name.as_str()) {
                names.push(&part.name);
            }
        }
        format!("{}{}", names.join("; "), if self.begun { " (the rest)" } else { "" })
    }
}

impl Drop {
    /// What goes: a half of an exercise, or all of its block.
    pub fn label(&self) -> String {
        match self.half {
            Some(Kind::Mob) => format!("{} mob", self.name),
            Some(_) => format!("{} alone", self.name),
            None => self.name.clone(),
        }
    }

    /// The blocks without it.
    pub fn apply(&self, blocks: &[Block]) -> Vec<Block> {
        let mut kept = Vec::new();
        for block in blocks {
            let here = block.parts.iter().any(|part| part.key == self.key);
            let mut block = block.clone();
            match self.half {
                None if here && !block.core && !block.begun => continue,
                Some(half) => block.parts.retain(|part| part.key != self.key || part.kind != half),
                None => {}
            }
            if block.minutes() > 0 {
                kept.push(block);
            }
        }
        kept
    }
}

impl Content {
    /// The same with chapters and exercises at their full length.
    pub fn in_full(&self) -> Content {
        let mut content = self.clone();
        for part in content.blocks.iter_mut().flat_map(|block| &mut block.parts) {
            part.minutes = part.full.max(part.minutes);
        }
        content
    }

    /// What the time that is left of a day is for.
    pub fn reserve_of(&self, last: bool) -> &str {
        if last { &self.reserve.1 } else { &self.reserve.0 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    recap: Piece,
    reserve: String,
    last_reserve: String,
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
    Ok(Content { recap, reserve: (file.reserve, file.last_reserve), blocks, drops })
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
        let Some(entry) = self.catalog.entries.iter().find(|entry| entry.id == key) else {
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
