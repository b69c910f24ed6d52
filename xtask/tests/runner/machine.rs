//! `doctor`: a machine that is ready, and one that is not.

use std::path::Path;

use crate::kit::{Kit, Said};
use crate::samples::green;

#[test]
fn a_machine_that_builds_this_is_ready() {
    let kit = Kit::new("doctor", &[green("36-doctor")]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let said = Said::from(kit.xtask(&["doctor"]).current_dir(root).output().unwrap());
    said.expect(0, &["ok       Rust", "ok       linker", "ok       crates", "This machine is ready"]).one_next_step();
}

#[test]
fn what_is_missing_has_its_cure() {
    let kit = Kit::new("ill", &[green("36-doctor")]);
    kit.write(".progress", "in the way\n");
    let said = Said::from(
        kit.xtask(&["doctor"]).env("PATH", "").env("RUSTC", "no-such-rustc").env("LC_ALL", "C").output().unwrap(),
    );
    said.expect(
        3,
        &["MISSING  Rust", "rustup update stable", "MISSING  linker", "MISSING  progress", "note     terminal"],
    );
    said.one_next_step();
    assert!(said.out.lines().all(|line| line.chars().count() <= 80), "{}", said.out);
}
