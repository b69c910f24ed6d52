//! What is to be planned: blocks of lectures and exercises, and what may be left out.

/// The whole workshop.
#[derive(Clone, Debug)]
pub struct Content {
    /// With what each day after the first begins.
    pub recap: Block,
    /// What is left of a day is for this; of the last day for the second.
    pub reserve: (String, String),
    /// When people who were new to exercises were measured; empty where nothing is to be said of it.
    pub tried_when: String,
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
