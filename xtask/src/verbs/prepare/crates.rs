//! The crates in the folder, and the words that tell cargo to take them from there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::Value;

use super::build::{errors, is_good, say};
use super::{copy, not_written};
use crate::cargo;
use crate::exit::{Exit, Stop};

/// The folder of the crates, in the copy.
pub const FOLDER: &str = "vendor";

/// What the laptops of a workshop run. Of a crate that none of them builds only the manifest is kept, which cargo wants to see.
const PLATFORMS: [&str; 7] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
    "x86_64-pc-windows-gnu",
];

/// Above what is added to `.cargo/config.toml`.
const ADDED: &str =
    "# Added by `cargo xtask prepare --vendor`: the crates are in this folder, and no network is needed.";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    source: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
}

/// Puts all crates of the lock file there. Those that are there stay.
///
/// # Errors
/// A [`Stop`] where cargo cannot.
pub fn vendor(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let to = folder.join(FOLDER);
    fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
    // With the user's own sources: there may be a mirror, or this kit may be such a copy itself. With versions in the names a
    // crate that is whole is not written again.
    let mut vendor = cargo::command(root);
    vendor.args(["vendor", "--offline", "--locked", "--versioned-dirs", "--respect-source-config", "--color", "never"]);
    vendor.arg(&to);
    let run = cargo::run(vendor, None, "writing the crates")?;
    if is_good(&run) {
        return Ok(());
    }
    let error = anyhow::anyhow!("the crates cannot be written\n{}", errors(&run.stderr));
    Err(not_written(&error, folder).into())
}

/// Takes out what no supported platform builds: of 205 MB it is 61, most of it import libraries for 32 bits.
///
/// # Errors
/// A [`Stop`] where cargo does not tell what is needed; else where a file cannot be changed.
pub fn prune(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let all = metadata(root, &[])?;
    let needed: BTreeSet<String> = metadata(root, &PLATFORMS)?.resolve.nodes.into_iter().map(|node| node.id).collect();
    for package in all.packages.iter().filter(|package| package.source.is_some() && !needed.contains(&package.id)) {
        let crate_folder = folder.join(FOLDER).join(format!("{}-{}", package.name, package.version));
        if crate_folder.is_dir() {
            empty(&crate_folder, &kept(package))?;
        }
    }
    Ok(())
}

fn metadata(root: &Path, platforms: &[&str]) -> anyhow::Result<Metadata> {
    let mut words = vec!["metadata", "--offline", "--locked", "--format-version", "1"];
    words.extend(platforms.iter().flat_map(|platform| ["--filter-platform", *platform]));
    let run = say(root, &words, "asking cargo what is needed")?;
    serde_json::from_str(&run.stdout).map_err(|_| {
        let what = format!("cargo does not tell which crates are needed\n{}", errors(&run.stderr));
        Stop::new(Exit::NotReady, what, "mend what cargo says, then cargo xtask prepare").into()
    })
}

/// The manifest, and the files that it names.
fn kept(package: &Package) -> BTreeSet<String> {
    let from = package.manifest_path.parent().unwrap_or(&package.manifest_path);
    let relative = |target: &Target| Some(target.src_path.strip_prefix(from).ok()?.to_str()?.replace('\\', "/"));
    let mut kept: BTreeSet<String> = package.targets.iter().filter_map(relative).collect();
    kept.insert("Cargo.toml".to_string());
    kept
}

/// Leaves only these files and licences in the folder of a crate. What stays is as it was, and so is its checksum.
fn empty(folder: &Path, kept: &BTreeSet<String>) -> anyhow::Result<()> {
    const LIST: &str = ".cargo-checksum.json";
    let list = folder.join(LIST);
    let text = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let mut sums: Value = serde_json::from_slice(&text).with_context(|| format!("cannot read {}", list.display()))?;
    let files = sums["files"].as_object_mut().with_context(|| format!("{} names no files", list.display()))?;
    let stays = |file: &str| kept.contains(file) || is_licence(file);
    let gone: Vec<String> = files.keys().filter(|file| !stays(file)).cloned().collect();
    files.retain(|file, _| stays(file));
    // The list first: cargo does not mind a file that is not in it, but one that is in it has to be there.
    copy::put(&list, &serde_json::to_vec(&sums)?)?;
    copy::remove(folder, &gone, &[])?;
    Ok(())
}

fn is_licence(file: &str) -> bool {
    ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"]
        .iter()
        .any(|name| file.to_uppercase().starts_with(name))
}

/// Tells cargo to look for crates in the folder and nowhere else, wherever the folder stands.
///
/// # Errors
/// A [`Stop`] where the kit names a source itself; else where the file cannot be written.
pub fn configure(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let file = Path::new(".cargo").join("config.toml");
    let own = fs::read_to_string(root.join(&file)).unwrap_or_default();
    // In the copy of a copy it is there already.
    let own = own.split(ADDED).next().unwrap_or_default().trim_end();
    let tables: toml::Table = toml::from_str(own).with_context(|| format!("cannot read {}", file.display()))?;
    if tables.contains_key("source") {
        let what = format!("{} names a source of crates itself", file.display());
        return Err(Stop::new(Exit::WrongUse, what, "move it to the config.toml of your cargo home").into());
    }
    // A relative folder is looked for from where `.cargo` stands.
    let text = format!(
        "{own}\n\n{ADDED}\n[source.crates-io]\nreplace-with = \"{FOLDER}\"\n\n[source.{FOLDER}]\ndirectory = \"{FOLDER}\"\n"
    );
    copy::put(&folder.join(&file), text.trim_start().as_bytes())
}
