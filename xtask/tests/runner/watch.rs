//! `watch`: what is on the screen, what the keys do, and a terminal that is given back; and without a terminal, its lines.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use crate::backups::backups;
use crate::kit::{Kit, Sample};
use crate::pty::Tty;
use crate::rough::{count, log};
use crate::samples::{ONE, green, whole};
use crate::signals::is_running;
use crate::tasks::Matchers;

const GOOD: &str = "pub fn answer() -> u8 { 1 }\n";
const BAD: &str = "pub fn answer() -> u8 { 2 }\n";
const NONE: &str = "pub fn answer() -> u8 { one }\n";

/// An exercise that passes if its answer is 1.
fn answering<'a>(id: &'a str, tests: &'a str, source: &'a str) -> Sample<'a> {
    Sample { id, ladder: ONE, source, tests, lab: false }
}

/// What was recorded, in its order.
fn events(kit: &Kit) -> Vec<String> {
    log(kit).iter().map(|line| line["event"].as_str().unwrap().to_string()).collect()
}

/// Replaces a file as most editors do.
fn save(kit: &Kit, id: &str, text: &str) {
    fs::write(kit.root.join(format!("exercises/{id}/src/lib.rs")), text).unwrap();
}

#[test]
fn a_save_is_checked_and_each_result_is_recorded_once() {
    let tests = "#[test]\nfn it_works() { assert_eq!(save::answer(), 1, \"it is no one\"); }\n";
    let kit = Kit::new("watch saves", &[answering("61-save", tests, GOOD)]);
    let mut tty = Tty::start(kit.xtask(&["watch"]), 24);
    tty.shows("61 save  PASSED  1 of 1 green");
    save(&kit, "61-save", BAD);
    tty.shows("61 save  NOT YET  it_works");
    tty.shows("it is no one");
    tty.shows("Next: edit exercises/61-save/src/lib.rs and save it");
    save(&kit, "61-save", NONE);
    tty.shows("61 save  DOES NOT COMPILE\ncannot find value `one`");
    save(&kit, "61-save", GOOD);
    tty.shows("61 save  PASSED");
    tty.types("q");
    assert_eq!(tty.ends(), Some(0));
    tty.shows("61-save: passed\nNext: cargo xtask watch 61");
    tty.gives_back();
    assert_eq!(events(&kit), ["passed", "failed", "passed"]);
}

#[test]
fn a_save_during_a_run_ends_it_and_keys_of_the_run_are_dropped() {
    let tests = "#[test]\nfn it_works() { if restart::answer() == 2 { \
                 std::process::Command::new(\"sleep\").arg(\"4731\").status().unwrap(); } }\n";
    let kit = Kit::new("watch restart", &[answering("62-restart", tests, BAD)]);
    fill(&kit, "62-restart");
    let mut tty = Tty::start(kit.xtask(&["watch", "62"]), 24);
    tty.until("the test runs", |_| is_running("sleep 4731"));
    tty.shows("CHECKING");
    tty.types("sy");
    save(&kit, "62-restart", GOOD);
    tty.shows("62 restart  PASSED");
    assert!(!is_running("sleep 4731"), "the first run is still there");
    tty.types("h");
    tty.shows("Hint 1 of 3");
    assert!(!tty.written().contains("Reset to"), "a key of the run was taken");
    save(&kit, "62-restart", BAD);
    tty.until("the test runs", |_| is_running("sleep 4731"));
    tty.types("\u{3}");
    assert_eq!(tty.ends(), Some(130));
    tty.gives_back();
    tty.until("no test runs", |_| !is_running("sleep 4731"));
    assert_eq!(events(&kit), ["passed", "hint"]);
}

fn fill(kit: &Kit, id: &str) {
    crate::samples::fill_solution(kit, id, "//! As shipped.\n", GOOD);
}

#[test]
fn each_key_does_its_verb() {
    let kit = whole("watch keys", "63-keys");
    let source = "exercises/63-keys/src/lib.rs";
    kit.write(source, "//! Mine.\n");
    let mut tty = Tty::start(kit.xtask(&["watch", "63"]), 24);
    tty.shows("63 keys  PASSED");
    let keys = [
        ("h", "Who comes back?"),
        ("r", "It must keep"),
        ("d", "+//! Mine."),
        ("b", "Why it works"),
        ("l", "15 full-exchange"),
        ("e", "no failed check of 63 keys is on record"),
        ("\u{1b}", "1 of 1 green\n\n"),
    ];
    for (key, words) in keys {
        tty.types(key);
        tty.shows(words);
        tty.shows("[c]heck [h]int [e]xplain [r]ead [d]iff de[b]rief");
    }
    tty.types("s");
    tty.shows("Reset to the file as shipped?");
    tty.types("x");
    tty.shows("Not reset");
    assert_eq!(kit.read(source), "//! Mine.\n");
    tty.types("sy");
    tty.shows("is as shipped again");
    tty.shows("PASSED  63 keys");
    assert_eq!(
        (kit.read(source).as_str(), backups(&kit, "63-keys")),
        ("//! As shipped.\n", vec!["//! Mine.\n".into()])
    );
    tty.types("s");
    tty.shows("There is nothing to reset");
    tty.types("c");
    tty.until("a third check", |_| count(&log(&kit), "passed") == 3);
}

#[test]
fn what_cannot_be_done_is_told_with_its_next_step() {
    let kit = whole("watch stops", "74-stops");
    fs::remove_file(kit.root.join("solutions/74-stops/shipped/lib.rs")).unwrap();
    let mut tty = Tty::start(kit.xtask(&["watch", "74"]), 24);
    tty.shows("74 stops  PASSED");
    for (key, title) in [("d", "── your changes"), ("s", "── reset")] {
        tty.types(key);
        tty.shows(title);
        assert!(tty.screen().contains("Next: get it back from the kit"), "{}", tty.screen());
    }
    let manifest = kit.read("exercises/74-stops/Cargo.toml").replace("it_works", "it_does_not");
    kit.write("exercises/74-stops/Cargo.toml", &manifest);
    let tty = Tty::start(kit.xtask(&["watch", "74", "--lines"]), 24);
    tty.shows("checked 74-stops: not checked: field `test` of the ladder");
    tty.shows("Next: mend the ladder, or give the test its name back");
}

#[test]
fn a_warning_of_the_compiler_leaves_the_next_step_where_it_is() {
    let source = "use std::fmt;\npub fn answer() -> u8 { \"one\" }\n";
    let kit = Kit::new("watch warns", &[answering("78-warns", "#[test]\nfn it_works() {}\n", source)]);
    let mut command = kit.xtask(&["watch", "78"]);
    command.env("NO_COLOR", "1");
    let tty = Tty::start(command, 24);
    tty.shows("78 warns  DOES NOT COMPILE");
    tty.shows("Next: edit exercises/78-warns/src/lib.rs and save it");
}

#[test]
fn n_leads_from_pass_to_pass_and_the_last_pass_has_its_own_end() {
    let kit = Kit::new("watch next", &[green("64-one"), green("65-two")]);
    kit.write("exercises/65-two/README.md", "# The second task\n");
    let mut tty = Tty::start(kit.xtask(&["watch"]), 24);
    tty.shows("64 one  PASSED");
    tty.shows("Next: [b] the debrief, then [n] on to 65 two");
    tty.types("n");
    tty.shows("65 two  NOT CHECKED YET");
    tty.shows("The second task");
    assert_eq!(events(&kit), ["passed"], "the task comes before the check");
    tty.types("c");
    tty.shows("65 two  PASSED");
    tty.types("n");
    tty.shows("All exercises  PASSED");
    tty.shows("All 2 exercises that are there have passed.");
    tty.types("h");
    tty.shows("cargo xtask watch N");
    tty.types("q");
    assert_eq!(tty.ends(), Some(0));
    kit.says(&["watch"]).expect(0, &["all exercises that are there have passed"]).one_next_step();
}

#[test]
fn the_terminal_is_given_back_however_it_ends() {
    let kit = Kit::new("watch ends", &[green("66-ends")]);
    for name in ["q", "\u{3}", "\u{4}", "-TERM", "-HUP"] {
        let mut tty = Tty::start(kit.xtask(&["watch", "66"]), 24);
        tty.shows("66 ends  PASSED");
        assert!(tty.is_taken(), "{name:?}");
        if name.starts_with('-') {
            tty.signal(name)
        } else {
            tty.types(name)
        }
        assert_eq!(tty.ends(), Some(if name == "q" { 0 } else { 130 }), "{name:?}");
        tty.gives_back();
    }
    let mut tty = Tty::start(kit.xtask(&["watch", "66"]), 24);
    tty.shows("66 ends  PASSED");
    tty.close_window();
    assert_eq!(tty.ends(), Some(130), "the window was closed");
}

#[test]
fn a_window_of_another_size_is_drawn_again() {
    let kit = Kit::new("watch size", &[green("67-size")]);
    let tty = Tty::start(kit.xtask(&["watch", "67"]), 24);
    tty.shows("67 size  PASSED");
    tty.resize(9, 70);
    tty.until("nine rows", |tty| tty.screen().lines().count() == 9 && tty.screen().ends_with("[s] [q]"));
    assert!(tty.screen().starts_with("67 size  PASSED") && tty.screen().contains("arrows scroll"), "{}", tty.screen());
}

#[test]
fn a_wait_for_another_cargo_is_on_the_screen() {
    let kit = Kit::new("watch wait", &[green("68-wait")]);
    let target = kit.root.join("target");
    kit.write("target/debug/.cargo-lock", "");
    let lock = fs::File::options().write(true).open(target.join("debug/.cargo-lock")).unwrap();
    lock.lock().unwrap();
    let mut command = kit.xtask(&["watch", "68"]);
    command.env("CARGO_TARGET_DIR", &target);
    let tty = Tty::start(command, 24);
    tty.shows("waiting for another cargo, often the editor's; cure: .vscode/settings.json");
    lock.unlock().unwrap();
    tty.shows("68 wait  PASSED");
}

/// `watch` without a terminal, and its lines one by one.
struct Lines {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Lines {
    fn start(kit: &Kit, arguments: &[&str]) -> Lines {
        let mut child = kit.xtask(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Lines { child, lines }
    }

    #[track_caller]
    fn next(&mut self) -> String {
        self.lines.next().expect("it goes on").unwrap()
    }

    /// The next line that ends a check.
    #[track_caller]
    fn result(&mut self) -> String {
        loop {
            let line = self.next();
            if line.starts_with("checked ") {
                return line;
            }
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn without_a_terminal_there_is_one_line_a_result() {
    let tests = "#[test]\nfn it_works() { assert_eq!(lines::answer(), 1, \"it is no one\"); }\n";
    let kit = Kit::new("watch lines", &[answering("69-lines", tests, NONE), green("70-last")]);
    let mut lines = Lines::start(&kit, &["watch"]);
    assert_eq!(lines.next(), "checking 69-lines");
    let place = lines.next();
    assert_eq!(place, "exercises/69-lines/src/lib.rs:1:25: error: cannot find value `one` in this scope [E0425]");
    assert_eq!(Matchers::of("watch this exercise").find(&place).len(), 1, "the editor's task finds it");
    let error = "checked 69-lines: does not compile: cannot find value `one` in this scope [E0425]";
    assert_eq!(lines.next(), error);
    save(&kit, "69-lines", BAD);
    assert_eq!(lines.result(), "checked 69-lines: not yet, it_works: assertion `left == right` failed: it is no one");
    save(&kit, "69-lines", GOOD);
    let rest = ["checking 69-lines", "checked 69-lines: passed", "checking 70-last", "checked 70-last: passed"];
    rest.iter().for_each(|expected| assert_eq!(lines.next(), *expected));
    assert_eq!(lines.next(), "all exercises that are there have passed");
    assert_eq!(lines.next(), "Next: cargo xtask check all");
    assert_eq!(lines.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_save_that_is_half_written_has_no_verdict() {
    let tests = "#[test]\nfn it_works() { assert_eq!(half::answer(), 1); }\n";
    let kit = Kit::new("watch half", &[answering("71-half", tests, GOOD)]);
    let mut lines = Lines::start(&kit, &["watch", "71"]);
    assert_eq!(lines.result(), "checked 71-half: passed");
    let path = kit.root.join("exercises/71-half/src/lib.rs");
    // An editor that is slow, or a mount: the file is empty, away, or a half, for a while.
    let pause = || std::thread::sleep(Duration::from_millis(110));
    for round in 0..4 {
        let text = format!("{GOOD}// {round}\n");
        match round {
            0 => fs::write(&path, "").unwrap(),
            1 => fs::remove_file(&path).unwrap(),
            2 => fs::write(&path, &text[..20]).unwrap(),
            _ => fs::rename(&path, path.with_extension("rs~")).unwrap(),
        }
        pause();
        fs::write(&path, &text).unwrap();
        assert_eq!(lines.result(), "checked 71-half: passed", "round {round}");
    }
    assert_eq!(events(&kit), ["passed"; 5]);
}
