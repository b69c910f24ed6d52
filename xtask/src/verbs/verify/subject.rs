//! What `verify` reads of one exercise, and the variants that come of it.

use std::path::PathBuf;

use crate::catalog::{Entry, Exercise, Half, Patch, Rung};
use crate::workspace::Workspace;

use super::files;
use super::table::Red;

/// One exercise with everything that belongs to it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its place in the catalog.
    pub entry: &'a Entry,
    /// Its folder, package and ladder.
    pub exercise: &'a Exercise,
    /// `solutions/NN-slug`.
    pub solution_folder: PathBuf,
    /// The pristine copy.
    pub shipped: String,
    /// The reference.
    pub solution: String,
    /// The wrong turns, by name.
    pub wrong_turns: Vec<Patch>,
    /// Other right answers, by name.
    pub alternatives: Vec<Patch>,
    /// The reference of the mob's half; none where that has no tests.
    pub mob: Option<String>,
}

/// What a variant is, and so what it has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The pristine copy: fails as its manifest says.
    Shipped,
    /// The reference: passes.
    Solution,
    /// Another right answer: passes.
    Alternative,
    /// Fails on a rule.
    WrongTurn,
    /// The reference before the mob's half: fails that half's tests as the manifest says.
    MobStart,
    /// The reference of the mob's half: passes its tests.
    MobEnd,
}

/// One content of `src/lib.rs`.
#[derive(Debug)]
pub struct Variant {
    /// What it has to do.
    pub kind: Kind,
    /// The name of its package, unlike that of any other.
    pub package: String,
    /// The name for people: the patch, or what it is.
    pub name: String,
    /// The content.
    pub source: String,
}

impl<'a> Subject<'a> {
    /// Reads it; else what is missing.
    pub fn read(workspace: &Workspace, entry: &'a Entry) -> Result<Subject<'a>, Red> {
        let exercise = entry.exercise().map_err(|stop| Red::new(stop.what, stop.next.unwrap_or_default()))?;
        let solution_folder = workspace.solution(&entry.id);
        let text = |path: PathBuf| {
            files::text(&path).map_err(|error| {
                let file = workspace.shown(&path);
                Red::new(format!("cannot read {file}: {error}"), format!("add {file}; CONTRIBUTING.md tells how"))
            })
        };
        let patches = |folder: &str| {
            let next = "mend or remove the file";
            Patch::read_all(&solution_folder.join(folder)).map_err(|error| Red::new(format!("{error:#}"), next))
        };
        Ok(Subject {
            entry,
            exercise,
            shipped: text(solution_folder.join("shipped").join("lib.rs"))?,
            solution: text(solution_folder.join("src").join("lib.rs"))?,
            mob: match exercise.mob.is_empty() {
                true => None,
                false => Some(text(solution_folder.join("mob").join("lib.rs"))?),
            },
            wrong_turns: patches("wrong-turns")?,
            alternatives: patches("alternatives")?,
            solution_folder,
        })
    }

    /// All variants that can be made; a patch that does not apply makes none.
    pub fn variants(&self) -> Vec<Variant> {
        let of = self.entry.number.map_or_else(|| format!("-{}", self.entry.slug), |number| format!("{number:02}"));
        let variant = |kind, prefix: &str, name: &str, source: String| Variant {
            kind,
            package: format!("{prefix}{of}{}{name}", if kind.is_patch() { "-" } else { "" }),
            name: name.to_string(),
            source,
        };
        let mut all = vec![
            variant(Kind::Shipped, "shipped", "", self.shipped.clone()),
            variant(Kind::Solution, "ok", "", self.solution.clone()),
        ];
        for (kind, prefix, patches) in
            [(Kind::Alternative, "alt", &self.alternatives), (Kind::WrongTurn, "wt", &self.wrong_turns)]
        {
            let applied = patches.iter().filter_map(|patch| Some((patch, patch.apply(&self.shipped).ok()?)));
            all.extend(applied.map(|(patch, source)| variant(kind, prefix, &patch.name, source)));
        }
        if let Some(mob) = &self.mob {
            all.push(variant(Kind::MobStart, "mob-start", "", self.solution.clone()));
            all.push(variant(Kind::MobEnd, "mob-end", "", mob.clone()));
        }
        all
    }
}

impl Kind {
    /// The half whose tests judge it.
    pub fn half(self) -> Half {
        if matches!(self, Kind::MobStart | Kind::MobEnd) { Half::Mob } else { Half::Alone }
    }

    /// The tests that judge it.
    pub fn ladder(self, exercise: &Exercise) -> &[Rung] {
        if self.half() == Half::Mob { &exercise.mob } else { &exercise.ladder }
    }

    fn is_patch(self) -> bool {
        matches!(self, Kind::Alternative | Kind::WrongTurn)
    }
}
