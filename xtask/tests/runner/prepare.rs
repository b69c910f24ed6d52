//! `prepare`: what it proves, and the folder for laptops without a network. `.ci/prepare` builds the whole kit from such a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use crate::kit::{Kit, Said, Sample};
use crate::samples::{SHIPPED, green, whole};

/// A lock file that fits: that of the kit itself names crates that a small one has not.
fn lock(kit: &Kit, packages: &[&str]) {
    let package = |name: &&str| format!("\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let packages: String = packages.iter().map(package).collect();
    fs::write(kit.root.join("Cargo.lock"), format!("version = 4\n{packages}")).unwrap();
}

/// A folder beside the kits, not there yet.
fn outside(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sticks").join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn vendor(kit: &Kit, folder: &Path) -> Said {
    Said::from(kit.xtask(&["prepare", "--vendor"]).arg(folder).output().unwrap())
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_default()
}

#[test]
fn what_a_learner_typed_is_no_fault_of_the_machine() {
    let broken = Sample { source: "this is no Rust\n", ..green("41-typed") };
    let kit = Kit::new("prepare", &[green("40-ready"), broken]);
    lock(&kit, &["ex40-ready", "ex41-typed"]);
    // Of an earlier run of this test.
    for (old, _) in programs("ready") {
        fs::remove_file(built_programs().join(old)).unwrap();
    }
    kit.says(&["doctor"]).expect(0, &["note     offline", "cargo xtask prepare, before the workshop"]);
    let said = kit.says(&["prepare"]);
    assert!(!kit.root.join(".progress").join("log.jsonl").exists(), "it was no check");
    said.expect(0, &["ok       build           2 exercises", "does not compile: 41 typed"]).one_next_step();
    kit.says(&["doctor"]).expect(0, &["ok       offline"]);
    let built = programs("ready");
    assert!(!built.is_empty());
    kit.says(&["check", "40"]).expect(0, &["PASSED"]);
    assert_eq!(programs("ready"), built, "check built what prepare had built already");
    kit.write("Cargo.lock", &format!("{}\n# Other crates.\n", kit.read("Cargo.lock")));
    kit.says(&["doctor"]).expect(0, &["note     offline", "other crates"]);
    assert!(said.out.lines().all(|line| line.chars().count() <= 80), "{}", said.out);
}

fn built_programs() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("xtask-fixtures/debug/deps")
}

/// What was built of a library in the target folder of the kits, and when.
fn programs(library: &str) -> Vec<(String, SystemTime)> {
    let named = |file: &fs::DirEntry| file.file_name().to_string_lossy().starts_with(&format!("lib{library}-"));
    let files = fs::read_dir(built_programs()).into_iter().flatten().map(Result::unwrap).filter(named);
    let mut found: Vec<_> = files
        .map(|file| (file.file_name().into_string().unwrap(), file.metadata().unwrap().modified().unwrap()))
        .collect();
    found.sort();
    found
}

#[test]
fn what_is_wrong_beside_the_exercises_is_told() {
    let kit = Kit::new("prepare ill", &[green("42-leans")]);
    let manifest = kit.read("exercises/42-leans/Cargo.toml");
    let needs = |what: &str| manifest.replace("[dependencies]\n", &format!("[dependencies]\n{what}\n"));
    kit.write("helper/Cargo.toml", "[package]\nname = \"helper\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    kit.write("helper/src/lib.rs", "this is no Rust\n");
    kit.write("exercises/42-leans/Cargo.toml", &needs("helper = { path = \"../../helper\" }"));
    fs::remove_file(kit.root.join("Cargo.lock")).unwrap();
    let said = kit.says(&["prepare"]);
    said.expect(3, &["the kit cannot be built without a network", "helper/src/lib.rs"]).one_next_step();
    kit.write("exercises/42-leans/Cargo.toml", &needs("no-such-crate-is-here = \"1\""));
    let said = kit.says(&["prepare"]);
    said.expect(3, &["the crates cannot be fetched", "no-such-crate-is-here", "where there is a network"]);
    said.one_next_step();
    let there = outside("never made");
    vendor(&kit, &there).expect(3, &["the crates cannot be fetched"]).one_next_step();
    assert!(!there.exists());
}

#[test]
fn the_folder_has_the_kit_as_shipped_and_says_where_the_crates_are() {
    let kit = whole("vendored", "43-carried");
    lock(&kit, &["ex43-carried"]);
    kit.write("exercises/43-carried/src/lib.rs", "//! My own try.\n");
    kit.write(".progress/log.jsonl", "{}\n");
    kit.write(".cargo/config.toml", "[alias]\nx = \"run\"\n");
    kit.write("my own notes.txt", "secret\n");
    kit.write("solutions/43-carried/old.md", "Old.\n");
    let stick = outside("a stick").join("Größe");
    let said = vendor(&kit, &stick);
    said.expect(0, &["exercises as shipped, no progress", "ok       build", "START-HERE.txt in it says"])
        .one_next_step();
    assert_eq!(read(&stick, "exercises/43-carried/src/lib.rs"), SHIPPED);
    assert_eq!(read(&stick, "exercises/43-carried/hints.md"), kit.read("exercises/43-carried/hints.md"));
    assert!(read(&stick, ".cargo/config.toml").starts_with("[alias]\nx = \"run\"\n"));
    assert!(read(&stick, ".cargo/config.toml").contains("directory = \"vendor\""));
    assert!(read(&stick, "START-HERE.txt").contains("cargo xtask check"));
    for gone in [".progress", "my own notes.txt", "target"] {
        assert!(!stick.join(gone).exists(), "{gone} is in the copy");
    }

    // Renewed: what is new comes, what is gone goes, what is somebody else's stays.
    fs::remove_file(kit.root.join("solutions/43-carried/old.md")).unwrap();
    kit.write("lectures/src/new.md", "New.\n");
    fs::write(stick.join("slides.txt"), "Ours.\n").unwrap();
    vendor(&kit, &stick).expect(0, &["Everything is in"]).one_next_step();
    assert_eq!((read(&stick, "lectures/src/new.md"), read(&stick, "slides.txt")), ("New.\n".into(), "Ours.\n".into()));
    assert!(!stick.join("solutions/43-carried/old.md").exists());

    // Not written over: what somebody did there.
    fs::write(stick.join("exercises/43-carried/src/lib.rs"), "//! A day of work.\n").unwrap();
    let said = vendor(&kit, &stick);
    said.expect(4, &["somebody works in", "43-carried/src/lib.rs was edited, so nothing was written"]).one_next_step();
    assert_eq!(read(&stick, "exercises/43-carried/src/lib.rs"), "//! A day of work.\n");

    // Cut off in the middle: a note that says so, and files that do not fit together.
    let note = read(&stick, ".workshop-copy.json");
    for torn in [note.replace("\"complete\":true", "\"complete\":false"), note[..note.len() / 2].to_string()] {
        fs::write(stick.join(".workshop-copy.json"), torn).unwrap();
        fs::write(stick.join("exercises/43-carried/src/lib.rs"), "//! Of an older kit.\n").unwrap();
        vendor(&kit, &stick).expect(0, &["Everything is in"]);
        assert_eq!(read(&stick, "exercises/43-carried/src/lib.rs"), SHIPPED);
    }
    fs::create_dir_all(stick.join(".progress")).unwrap();
    fs::write(stick.join(".progress/log.jsonl"), "{}\n").unwrap();
    vendor(&kit, &stick).expect(4, &["it has progress in .progress"]).one_next_step();
}

#[test]
fn a_folder_that_may_not_be_written_is_refused() {
    let kit = Kit::new("prepare refused", &[green("44-refused")]);
    let full = outside("full");
    fs::create_dir_all(&full).unwrap();
    fs::write(full.join("theirs.txt"), "Theirs.\n").unwrap();
    vendor(&kit, &full).expect(4, &["is not empty", "nothing was written", "name a new folder"]).one_next_step();
    assert_eq!(fs::read_dir(&full).unwrap().count(), 1);
    vendor(&kit, &full.join("theirs.txt")).expect(2, &["is a file"]).one_next_step();
    vendor(&kit, &full.join("theirs.txt").join("below")).expect(2, &["is a file"]).one_next_step();
    for inside in ["", "target/copy", "exercises/../copy"] {
        vendor(&kit, &kit.root.join(inside)).expect(2, &["is in the kit itself"]).one_next_step();
    }
    kit.says(&["prepare", "--vendor"]).expect(2, &["--vendor"]).one_next_step();
    kit.says(&["prepare", "here"]).expect(2, &["here"]).one_next_step();
    #[cfg(target_os = "linux")]
    vendor(&kit, Path::new("/proc/copy")).expect(3, &["800 MB are needed", "0 MB are free"]).one_next_step();
}

#[test]
fn two_at_once_make_one_whole_folder() {
    let kit = whole("prepare twice", "45-twice");
    lock(&kit, &["ex45-twice"]);
    let folder = outside("twice");
    let start = || {
        let mut command = kit.xtask(&["prepare", "--vendor"]);
        command.arg(&folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for child in [start(), start()] {
        Said::from(child.wait_with_output().unwrap()).expect(0, &["Everything is in"]);
    }
    assert_eq!(read(&folder, "exercises/45-twice/src/lib.rs"), SHIPPED);
    assert!(read(&folder, ".workshop-copy.json").contains("\"complete\":true"));
}
