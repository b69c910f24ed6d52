//! `reset`, `undo-reset`, `solution --apply`: nothing that a learner wrote is lost, whatever happens.

use crate::kit::Kit;
use crate::samples::{ANSWER, SHIPPED, whole};

const ID: &str = "26-backups";
const SOURCE: &str = "exercises/26-backups/src/lib.rs";

/// The contents of all backups, oldest first.
pub fn backups(kit: &Kit, id: &str) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(kit.root.join(".progress/backups").join(id)) else { return Vec::new() };
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "rs"));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn a_reset_keeps_the_file_and_brings_it_back() {
    let kit = whole("reset", ID);
    kit.says(&["reset"]).expect(0, &["is as shipped."]).one_next_step();
    assert!(backups(&kit, ID).is_empty());
    kit.says(&["undo-reset"]).expect(2, &["nothing was kept", "Next: cargo xtask reset 26"]).one_next_step();
    kit.write(SOURCE, "//! Mine.\n");
    kit.says(&["reset"]).expect(0, &["is as shipped again", "0001-lib.rs", "undo-reset 26"]).one_next_step();
    assert_eq!(kit.read(SOURCE), SHIPPED);
    kit.says(&["undo-reset"]).expect(0, &["is as it was"]).one_next_step();
    assert_eq!(kit.read(SOURCE), "//! Mine.\n");
    kit.says(&["undo-reset"]).expect(2, &["no older file"]).one_next_step();
    assert_eq!(kit.read(SOURCE), "//! Mine.\n");
}

#[test]
fn undoing_again_goes_further_back_past_the_solution() {
    let kit = whole("further back", ID);
    kit.write(SOURCE, "//! Mine.\n");
    kit.says(&["solution", "--unlock", "--yes", "--apply"]).expect(0, &["holds the solution now", "is kept"]);
    assert_eq!(kit.read(SOURCE), ANSWER);
    kit.says(&["solution", "--apply"]).expect(0, &["holds the solution already"]).one_next_step();
    kit.says(&["solution", "--diff"]).expect(0, &["Your file is the solution"]).one_next_step();
    kit.says(&["reset"]).expect(0, &[]);
    for content in [ANSWER, "//! Mine.\n"] {
        kit.says(&["undo-reset"]).expect(0, &[]);
        assert_eq!(kit.read(SOURCE), content);
    }
}

#[test]
fn undoing_the_solution_a_second_time_brings_back_what_was_written_last() {
    let kit = whole("solution twice", ID);
    let apply = ["solution", "--unlock", "--yes", "--apply"];
    kit.says(&apply).expect(0, &["holds the solution now"]);
    kit.says(&["reset"]).expect(0, &["is as shipped again"]);
    kit.write(SOURCE, "//! Mine.\n");
    kit.says(&apply).expect(0, &["holds the solution now", "undo-reset 26", "is kept"]);
    kit.says(&["undo-reset"]).expect(0, &["is as it was"]);
    assert_eq!(kit.read(SOURCE), "//! Mine.\n");
    let mut all = backups(&kit, ID);
    all.sort();
    assert_eq!(all, ["//! Mine.\n", ANSWER], "each once, and nothing is lost");
}

#[test]
fn what_was_written_after_a_reset_is_kept_too() {
    let kit = whole("after a reset", ID);
    kit.write(SOURCE, "//! First.\n");
    kit.says(&["reset"]).expect(0, &[]);
    kit.write(SOURCE, "//! Second.\n");
    kit.says(&["undo-reset"]).expect(0, &["What it held is kept"]);
    assert_eq!(kit.read(SOURCE), "//! First.\n");
    assert_eq!(backups(&kit, ID), ["//! First.\n", "//! Second.\n"]);
}

#[test]
fn without_a_place_for_a_backup_nothing_is_changed() {
    let kit = whole("no backup", ID);
    kit.write(SOURCE, "//! Mine.\n");
    kit.write(".progress", "in the way\n");
    kit.says(&["reset"]).expect(6, &["no backup can be kept, so nothing was changed"]).one_next_step();
    assert_eq!(kit.says(&["solution", "--unlock", "--yes", "--apply"]).code, Some(6));
    assert_eq!(kit.read(SOURCE), "//! Mine.\n");
}

#[test]
fn a_file_that_is_gone_comes_back() {
    let kit = whole("gone", ID);
    std::fs::remove_file(kit.root.join(SOURCE)).unwrap();
    kit.says(&["reset"]).expect(0, &[]);
    assert_eq!(kit.read(SOURCE), SHIPPED);
    std::fs::write(kit.root.join(SOURCE), b"\xff\xfe no text").unwrap();
    kit.says(&["reset"]).expect(0, &["is kept"]);
    kit.says(&["undo-reset"]).expect(0, &[]);
    assert_eq!(std::fs::read(kit.root.join(SOURCE)).unwrap(), b"\xff\xfe no text");
}

#[test]
fn a_kit_without_the_shipped_file_says_so_and_changes_nothing() {
    let kit = whole("no shipped", ID);
    kit.write(SOURCE, "//! Mine.\n");
    std::fs::remove_file(kit.root.join("solutions/26-backups/shipped/lib.rs")).unwrap();
    kit.says(&["reset"]).expect(3, &["the file as shipped is not there"]).one_next_step();
    assert_eq!(kit.read(SOURCE), "//! Mine.\n");
}
