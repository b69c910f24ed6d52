//! Where a link leads, for somebody who reads in a terminal: a path from the root of the kit, or a command.

use std::path::{Component, Path, PathBuf};

use super::inline::GLUE;
use crate::workspace::Workspace;

/// The links of one page.
#[derive(Debug, Default)]
pub struct Links {
    /// The folder of the page, from the root of the kit; none where it has no place there.
    folder: Option<PathBuf>,
    chapters: PathBuf,
}

impl Links {
    /// Those of a page of the kit.
    pub fn of(workspace: &Workspace, page: &Path) -> Links {
        let below = |path: &Path| path.strip_prefix(&workspace.root).ok().map(Path::to_path_buf);
        Links { folder: page.parent().and_then(below), chapters: below(&workspace.chapters()).unwrap_or_default() }
    }

    /// An address of the web as it is, a chapter as the command that shows it, a file as its path; none for a place in the
    /// same page.
    pub(super) fn shown(&self, target: &str) -> Option<String> {
        if target.starts_with("http") {
            return Some(target.to_string());
        }
        let (path, _) = target.split_once('#').unwrap_or((target, ""));
        let folder = self.folder.as_ref().filter(|_| !path.is_empty())?;
        let mut parts: Vec<String> = Vec::new();
        for part in folder.join(path).components() {
            match part {
                Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
                Component::ParentDir => drop(parts.pop()?),
                Component::CurDir => {}
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        let whole: PathBuf = parts.iter().collect();
        let chapter = whole.extension().is_some_and(|ending| ending == "md") && whole.starts_with(&self.chapters);
        match whole.file_stem().filter(|_| chapter) {
            Some(name) => Some(format!("cargo{GLUE}xtask{GLUE}read{GLUE}{}", name.to_string_lossy())),
            None => Some(parts.join("/")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_told_from_the_root_of_the_kit() {
        let root = PathBuf::from("/a kit");
        let workspace = Workspace { here: root.clone(), root: root.clone() };
        let links = Links::of(&workspace, &root.join("solutions/02-x/README.md"));
        let shown = |target| links.shown(target);
        assert_eq!(shown("wrong-turns/y.patch").as_deref(), Some("solutions/02-x/wrong-turns/y.patch"));
        assert_eq!(shown("../../exercises/02-x").as_deref(), Some("exercises/02-x"));
        let command = shown("../../lectures/src/the-lab.md#a").map(|command| command.replace(GLUE, " "));
        assert_eq!(command.as_deref(), Some("cargo xtask read the-lab"));
        assert_eq!(shown("https://example.org/#a").as_deref(), Some("https://example.org/#a"));
        assert_eq!((shown("#below"), shown("../../../../away")), (None, None));
        assert_eq!(Links::default().shown("x.md"), None);
    }
}
