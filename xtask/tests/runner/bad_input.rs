//! Exercises that go wrong in every other way: a clear message, the fixed exit code, the next thing to do.

use crate::kit::{Kit, Said, Sample};
use crate::samples::{ONE, green, plain};

fn said(id: &str, tests: &str) -> Said {
    let said = Kit::new(id, &[plain(id, tests)]).says(&["check"]);
    said.one_next_step();
    said
}

#[test]
fn a_syntax_error_is_shown_as_cargo_shows_it() {
    let sample = Sample { source: "pub fn f( {}\n", ..green("50-syntax-error") };
    let kit = Kit::new("syntax error", &[sample]);
    let said = kit.says(&["check", "50"]);
    said.expect(1, &["error: this file contains an unclosed delimiter", "src/lib.rs:1:", "could not compile"]);
    said.expect(1, &["Next: mend what the compiler says, then cargo xtask check 50"]).one_next_step();
    let said = kit.says(&["check", "50", "--json"]);
    said.expect(1, &["unclosed delimiter"]);
    assert_eq!(said.json()[0]["state"], "error");
    assert_eq!(kit.read(".progress/log.jsonl"), "", "code that does not compile is no attempt");
}

#[test]
fn a_changed_signature_is_told_from_a_mistake_in_the_code() {
    let tests = "#[test]\nfn it_works() { signature::given(); }\n";
    said("51-signature", tests).expect(1, &["cannot find function `given`", "names and signatures back"]);
}

#[test]
fn a_failing_test_without_a_report_says_what_it_said() {
    let tests = "#[test]\nfn it_works() { assert_eq!(1 + 1, 3, \"the sum\"); }\n";
    let said = said("52-no-report", tests);
    said.expect(1, &["it_works failed. It said:", "assertion `left == right` failed: the sum", "left: 2"]);
    assert!(!said.out.contains("RUST_BACKTRACE") && !said.out.contains("test result"), "{}", said.out);
}

#[test]
fn an_abort_is_told_with_its_signal() {
    let said = said("53-abort", "#[test]\nfn it_works() { std::process::abort(); }\n");
    said.expect(1, &["it_works ended its process by", "without a report"]);
}

#[test]
fn a_stack_overflow_is_told_as_one() {
    let tests = "fn deep(n: u64) -> u64 { if n == u64::MAX { 0 } else { std::hint::black_box(deep(n + 1)) + 1 } }\n\
                 #[test]\nfn it_works() { assert!(deep(1) > 0); }\n";
    said("54-deep", tests).expect(1, &["the stack overflowed", "src/lib.rs"]);
}

#[test]
fn a_test_that_hangs_is_ended_with_its_children() {
    let tests =
        "#[test]\nfn it_works() { let _ = std::process::Command::new(\"sleep\").arg(\"4711\").status(); loop {} }\n";
    let kit = Kit::new("hangs", &[plain("55-hangs", tests)]);
    let said = Said::from(kit.xtask(&["check", "55"]).env("LAB_CHECK_SECONDS", "1").output().unwrap());
    said.expect(5, &["it_works did not end within 1 s and was ended", "look for a loop"]).one_next_step();
    #[cfg(unix)]
    assert!(!crate::signals::is_running("sleep 4711"));
}

#[test]
fn a_test_that_leaves_a_child_behind_does_not_hold_the_check() {
    let tests = "#[test]\nfn it_works() { std::process::Command::new(\"sleep\").arg(\"4712\").spawn().unwrap(); }\n";
    said("56-left-behind", tests).expect(0, &["PASSED"]);
    #[cfg(unix)]
    assert!(!crate::signals::is_running("sleep 4712"));
}

#[test]
fn much_output_is_cut() {
    let tests = "#[test]\nfn it_works() { for n in 0..200_000 { println!(\"line {n}\"); } panic!(\"the end\"); }\n";
    let said = said("57-much-output", tests);
    said.expect(1, &["line 0\n", "more lines"]);
    assert!(said.out.lines().count() < 40, "{}", said.out);
}

#[test]
fn an_ignored_test_is_run() {
    said("58-ignored", "#[test]\n#[ignore]\nfn it_works() { panic!(\"seen\"); }\n").expect(1, &["seen"]);
}

#[test]
fn a_ladder_that_names_no_test_is_told_and_nothing_is_recorded() {
    let kit = Kit::new("no test", &[plain("59-no-test", "#[test]\nfn it_does_work() {}\n")]);
    let said = kit.says(&["check", "59"]);
    said.expect(2, &["`it_works` is no test of tests/check.rs", "59-no-test", "Cargo.toml", "there are: it_does_work"]);
    said.one_next_step();
    assert_eq!(kit.read(".progress/log.jsonl"), "");
}

#[test]
fn a_time_limit_that_is_no_number_is_refused() {
    let kit = Kit::new("no number", &[green("60-no-number")]);
    let said = Said::from(kit.xtask(&["check", "60"]).env("LAB_CHECK_SECONDS", "soon").output().unwrap());
    said.expect(2, &["LAB_CHECK_SECONDS is `soon`"]).one_next_step();
}

#[test]
fn a_manifest_that_cannot_be_understood_names_file_and_field() {
    let step = "[[package.metadata.exercise.ladder]]\n";
    let cases = [
        ("", &["field `ladder` has no step"][..]),
        ("ladder = 7\n", &["line", "ladder"]),
        ("difficulty = 3\n", &["unknown field `difficulty`"]),
        (&format!("{step}shipped = \"green\"\n"), &["missing field `test`"]),
        (&format!("{step}test = \"a\"\nshipped = \"blue\"\n"), &["unknown variant `blue`", "`green` or `red`"]),
        (&format!("{step}test = \"a\"\nshipped = \"red\"\n"), &["field `rule` of step 1 (`a`) is missing"]),
        (&format!("{ONE}{ONE}"), &["field `test` of step 2 is `it_works`, which an earlier step names already"]),
        (&format!("{step}test = \"no name\"\nshipped = \"green\"\n"), &["is `no name`, expected the name of a test"]),
        ("ladder = [\n", &["TOML parse error"]),
    ];
    for (ladder, words) in cases {
        let kit = Kit::new("manifests", &[Sample { ladder, ..green("61-manifest") }, green("03-local-queue")]);
        let said = kit.says(&["check", "61"]);
        said.expect(2, words).expect(2, &["exercises/61-manifest/Cargo.toml: "]).one_next_step();
        assert_eq!(said.out, "");
        kit.says(&["list"]).expect(0, &["03 local-queue", "61 manifest"]).expect(0, words);
    }
}

#[test]
fn all_that_is_wrong_in_a_manifest_is_told_at_once() {
    let kit = Kit::new("all wrong", &[green("62-all-wrong")]);
    let manifest = kit.read("exercises/62-all-wrong/Cargo.toml");
    let manifest = manifest.replace("module = 1", "module = 9").replace("minutes = 10", "minutes = 0");
    kit.write("exercises/62-all-wrong/Cargo.toml", &manifest.replace("ex62-all-wrong", "ex62-else"));
    let said = kit.says(&["check", "62"]);
    said.expect(2, &["`module` is 9, expected 1 to 5", "`minutes` is 0", "`package.name` is `ex62-else`"]);
    kit.write("exercises/62-all-wrong/Cargo.toml", &manifest.replace("metadata.exercise", "metadata.other"));
    kit.says(&["check", "62"]).expect(2, &["`package.metadata.exercise` is missing"]).one_next_step();
}
