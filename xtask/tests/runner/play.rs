//! `play` line by line, as a script plays.

use std::io::Write as _;
use std::process::Stdio;
use std::sync::LazyLock;

use crate::kit::{Kit, Said};
use crate::samples::plain;
use crate::stories::{COUNTS_TWICE, cured, kit};

/// What the runner says where these lines come in.
fn typed(kit: &Kit, arguments: &[&str], lines: &str) -> Said {
    let mut command = kit.xtask(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Where the runner has ended already it reads nothing.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    Said::from(child.wait_with_output().unwrap())
}

/// Made once and never edited: several tests play it at the same time, those with keys, too.
pub fn played() -> &'static Kit {
    static KIT: LazyLock<Kit> = LazyLock::new(|| kit("play", "75-played"));
    &KIT
}

#[test]
fn without_a_number_the_half_that_failed_last_is_played() {
    let kit = kit("play half", "78-half");
    kit.says(&["check", "78", "--mob"]).expect(1, &["(in words: explain 78; your own run: play 78 --mob)"]);
    typed(&kit, &["play"], "").expect(0, &["The test is the_mob_counts."]);
    typed(&kit, &["play", "78"], "").expect(0, &["The test is a_crash_counts_once."]);
    kit.says(&["check", "78"]).expect(1, &["(in words: explain 78; your own run: play 78; stuck: hint 78)"]);
    typed(&kit, &["play"], "").expect(0, &["The test is a_crash_counts_once."]);
    typed(&kit, &["play", "--mob"], "").expect(0, &["The test is the_mob_counts."]);
}

const BREAKS: &str = "deliver\nload\nreplace\ncrash\n1\n1\n1\n";

#[test]
fn a_run_is_played_until_it_breaks_and_found_again() {
    let kit = played();
    let said = typed(kit, &["play"], BREAKS);
    said.expect(1, &["75 played: one job and a crash", "The test is a_crash_counts_once."]);
    said.expect(1, &["What must be true", "- a job counts once", "counts store a: 0", "may still fail: 1 crash"]);
    said.expect(1, &["> crash\n  4  worker: FAULT crash: dies before the ack", "Step 5; nothing more may fail"]);
    said.expect(1, &["* counts store a: 2", "BROKEN: a job counts once: the count is 2."]);
    said.expect(1, &["You needed 1 fault and 7 steps: as little as the smallest break."]);
    said.expect(1, &["Next: edit exercises/75-played/src/lib.rs, then cargo xtask check 75"]).one_next_step();
    assert!(!said.out.contains('\u{1b}'), "{}", said.out);
    assert!(said.out.lines().all(|line| line.chars().count() <= 80), "{}", said.out);
    let id = said.out.split_once("cargo xtask replay 75 ").unwrap().1.lines().next().unwrap();
    let again = kit.says(&["replay", "75", id]);
    again.expect(1, &["FAULT crash: dies before the ack", "It breaks the rule \"a job counts once\": the count is 2."]);

    let well = typed(kit, &["play", "75", "--test", "one_job"], "1\n1\n1\n1\nstory\n");
    well.expect(0, &["nothing fails here", "All is quiet, and no rule is broken", "No run breaks a rule here"]);
    well.expect(0, &["The run ends after 4 steps, and all is quiet: no rule is broken."]).one_next_step();
}

#[test]
fn a_step_is_taken_back_and_what_cannot_be_is_told() {
    let kit = played();
    let said = typed(kit, &["play"], "back\n1\n1\nback\n");
    said.expect(0, &["This is the start: there is no step to take back.", "Back after step 1."]);
    said.expect(0, &["You stop after 1 step: no rule is broken."]).one_next_step();

    let said = typed(kit, &["play"], "9\ndeliver\nreplace\ncrash\ncrash\nevict a\nwait\n");
    said.expect(2, &["`9` is no choice here: there is only 1.", "`replace` cannot happen here: it is none of the"]);
    said.expect(
        2,
        &[
            "`wait` cannot happen here: it is none of the choices.",
            "`crash` cannot happen here: crash may happen once, and has.",
        ],
    );
    said.expect(2, &["eviction is no fault of this scenario", "You stop after 2 steps", "Not every line was"]);
    said.one_next_step();

    let found = typed(kit, &["play", "--story"], "details\nstory\n");
    found.expect(1, &["worker is at `replace a`", "BROKEN: a job counts once"]).one_next_step();
    let left = typed(kit, &["play"], "1\ncrash\ns\nback\ns\n");
    left.expect(0, &["You left the story after step 1", "You stop after 2 steps"]);
    let help = typed(kit, &["play"], "1\nhelp\nquit\n1\n");
    help.expect(0, &["crash: a process dies and starts again", "(1 of 1 left)", "rebuild, r", "You stop after 1 step"]);
}

#[test]
fn what_is_played_can_be_chosen() {
    let kit = played();
    kit.says(&["play", "--list"]).expect(0, &["     1  one_job\n", "▶  2  a_crash_counts_once"]).one_next_step();
    kit.says(&["play", "--test", "3"]).expect(2, &["`3` is no test of 75 played"]).one_next_step();
    kit.says(&["play", "--test", "job"]).expect(0, &["The test is one_job.", "before its first step"]).one_next_step();
    kit.says(&["play", "--test", "o"]).expect(2, &["more than one test"]).one_next_step();
    let none = Kit::new("not played", &[plain("76-plain", "#[test]\nfn it_works() {}\n")]);
    let said = none.says(&["play"]);
    said.expect(2, &["the test `it_works` has no scenario whose steps can be chosen"]).one_next_step();
    none.says(&["play", "--mob"]).expect(2, &["no tests to play"]).one_next_step();
    let manifest = none.read("exercises/76-plain/Cargo.toml");
    let manifest = manifest.replace("minutes = 10\n", "minutes = 10\nnot_played = \"nothing happens in it\"\n");
    none.write("exercises/76-plain/Cargo.toml", &manifest);
    let said = none.says(&["play"]);
    said.expect(2, &["76 plain cannot be played: nothing happens in it", "these can be: "]).one_next_step();
}

#[test]
fn the_same_steps_are_made_again_with_the_code_as_it_is_now() {
    let kit = kit("replayed", "77-rebuilt");
    let source = "exercises/77-rebuilt/src/lib.rs";
    let mut command = kit.xtask(&["play"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = child.stdin.take().unwrap();
    let mut out = child.stdout.take().unwrap();
    lines.write_all(BREAKS.as_bytes()).unwrap();
    let broken = read_until(&mut out, "The run ends here.");
    assert!(broken.contains("BROKEN"), "{broken}");
    kit.write(source, &cured());
    lines.write_all(b"rebuild\n").unwrap();
    drop(lines);
    let rest = std::io::read_to_string(out).unwrap();
    assert!(rest.contains("You stop after 7 steps: no rule is broken."), "{rest}");
    assert_eq!(child.wait().unwrap().code(), Some(0));

    kit.write(source, &COUNTS_TWICE.replace("counts.replace", "assert_eq!(item.value, 1);\n    counts.replace"));
    typed(&kit, &["play"], "1\n1\n").expect(1, &["BROKEN: no handler panics", "after `load a at"]).one_next_step();
    kit.write(source, &COUNTS_TWICE.replace("    counts.replace", "    std::process::abort();\n    counts.replace"));
    let said = typed(&kit, &["play"], "1\n1\n");
    said.expect(0, &["After `load a` of worker your code ended its process by SIGABRT", "You stop after 1 step"])
        .one_next_step();
    kit.write(source, "no Rust\n");
    let said = typed(&kit, &["play"], "1\n");
    said.expect(1, &["It does not compile, so there is nothing to play.", "then cargo xtask play 77"]).one_next_step();
}

/// Reads until these words have come.
fn read_until(from: &mut impl std::io::Read, words: &str) -> String {
    let mut text = Vec::new();
    let mut byte = [0];
    while !String::from_utf8_lossy(&text).contains(words) {
        assert_eq!(from.read(&mut byte).unwrap(), 1, "never: {words}; {}", String::from_utf8_lossy(&text));
        text.push(byte[0]);
    }
    String::from_utf8_lossy(&text).into_owned()
}
