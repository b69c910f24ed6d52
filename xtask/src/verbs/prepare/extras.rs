//! What nobody needs to pass an exercise.

use std::path::Path;
use std::process::Command;

use super::{build, vendor};
use crate::cargo;
use crate::verbs::Context;
use crate::verbs::doctor::{Finding, Health, probes};

/// Workspaces of their own, and what their crates are for.
const WORKSPACES: [(&str, &str); 2] = [
    ("serve", "only `serve` needs them, 14 behind a real socket"),
    ("peers", "only who maintains the kit needs them: the lab beside shuttle and stateright"),
];

/// All of them, in the order in which they are shown.
///
/// # Errors
/// A [`Stop`](crate::exit::Stop) where the user interrupted.
pub fn all(context: &Context) -> anyhow::Result<Vec<Finding>> {
    let mut found = vec![probes::java(context)?, probes::tlc(context)?];
    for (name, what_for) in WORKSPACES {
        let manifest = context.workspace.root.join("xtask").join(name).join("Cargo.toml");
        if manifest.is_file() {
            found.push(crates(context, name, &manifest, what_for)?);
        }
    }
    if context.workspace.root.join("lectures").join("book.toml").is_file() {
        found.push(book(&context.workspace.root)?);
    }
    Ok(found)
}

fn crates(context: &Context, name: &'static str, manifest: &Path, what_for: &str) -> anyhow::Result<Finding> {
    let root = &context.workspace.root;
    let mut command = cargo::command(root);
    command.args(["metadata", "--offline", "--locked", "--format-version", "1", "--manifest-path"]).arg(manifest);
    if build::is_good(&cargo::run(command, None, "asking cargo")?) {
        return Ok(Finding { name, health: Health::Well, seen: format!("its crates are here; {what_for}") });
    }
    let cure = match vendor::is_copy(root) {
        true => "in the kit that this folder was made from, if you want them".to_string(),
        false => format!("cargo fetch --manifest-path {}, if you want them", context.workspace.shown(manifest)),
    };
    Ok(Finding { name, health: Health::Lacking(cure), seen: format!("its crates are not here; {what_for}") })
}

fn book(root: &Path) -> anyhow::Result<Finding> {
    let name = "mdBook";
    let own = root.join("target").join("mdbook").join("bin").join("mdbook");
    for program in ["mdbook".as_ref(), own.as_path()] {
        let run = probes::ask(Command::new(program).arg("--version"))?;
        if let Some(run) = run.filter(build::is_good) {
            return Ok(Finding { name, health: Health::Well, seen: run.stdout.trim().to_string() });
        }
    }
    let seen = "not here; the lectures read as well by `read N --lecture`".to_string();
    Ok(Finding { name, health: Health::Lacking(".ci/book, if you want them as a site".to_string()), seen })
}
