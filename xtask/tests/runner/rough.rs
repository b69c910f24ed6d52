//! Rough handling: many at once, killed at any moment, a full disk. `XTASK_ROUGH=200` makes it long.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
#[cfg(unix)]
use std::time::{Duration, Instant};

use crate::backups::backups;
use crate::kit::Kit;
use crate::samples::whole;

/// How often; the short form is for every run of the tests.
fn rounds(short: usize) -> usize {
    std::env::var("XTASK_ROUGH").ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

fn start_one(kit: &Kit, arguments: &[&str]) -> Child {
    kit.xtask(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// The lines of the log.
pub fn log(kit: &Kit) -> Vec<serde_json::Value> {
    kit.read(".progress/log.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// How often this happened.
pub fn count(log: &[serde_json::Value], event: &str) -> usize {
    log.iter().filter(|line| line["event"] == event).count()
}

#[test]
fn ten_at_once_lose_nothing_and_double_nothing() {
    let kit = whole("ten at once", "27-ten-at-once");
    let source = "exercises/27-ten-at-once/src/lib.rs";
    kit.says(&["check"]).expect(0, &["PASSED"]);
    let rounds = rounds(60).div_ceil(30);
    for round in 1..=rounds {
        let mine = format!("//! Mine {round}.\n");
        kit.write(source, &mine);
        let verbs = ["check", "hint", "reset", "hint", "check", "reset", "hint", "check", "hint", "reset"];
        let children: Vec<Child> = verbs.iter().map(|verb| start_one(&kit, &[verb, "27"])).collect();
        for (mut child, verb) in children.into_iter().zip(verbs) {
            assert_eq!(child.wait().unwrap().code(), Some(0), "{verb}");
        }
        assert_eq!(backups(&kit, "27-ten-at-once").iter().filter(|kept| **kept == mine).count(), 1);
    }
    let log = log(&kit);
    assert_eq!((count(&log, "passed"), count(&log, "reset")), (1 + 3 * rounds, rounds));
    let levels: Vec<_> = log.iter().filter_map(|line| line["level"].as_u64()).collect();
    assert_eq!(levels, [1, 2, 3], "each level counts once");
    let distinct = |field: &str| log.iter().map(|line| line[field].to_string()).collect::<BTreeSet<_>>().len();
    assert_eq!((distinct("id"), distinct("n")), (log.len(), log.len()));
    assert_eq!(kit.read(".progress/bad.jsonl"), "");
}

#[cfg(unix)]
#[test]
fn two_terminals_ten_checks_and_a_hint_at_once_lose_nothing_and_double_nothing() {
    let kit = whole("two watches", "31-two-watches");
    let source = "exercises/31-two-watches/src/lib.rs";
    let passed = || count(&log(&kit), "passed");
    let watch = || crate::pty::Tty::start(kit.xtask(&["watch", "31"]), 24);
    let mut watches = [watch(), watch()];
    watches.iter().for_each(|watch| watch.shows("PASSED  31 two-watches"));
    let (start, long) = (Instant::now(), Duration::from_secs(if rounds(0) > 0 { 60 } else { 0 }));
    let mut round = 0;
    while round == 0 || start.elapsed() < long {
        let before = passed();
        round += 1;
        kit.write(source, &format!("//! Mine {round}.\n"));
        let mut verbs = vec!["check"; 10];
        verbs.push("hint");
        let children: Vec<Child> = verbs.iter().map(|verb| start_one(&kit, &[verb, "31"])).collect();
        for mut child in children {
            assert_eq!(child.wait().unwrap().code(), Some(0));
        }
        watches[0].until("ten checks and two watches", |_| passed() == before + 12);
    }
    for watch in &mut watches {
        watch.shows("31 two-watches  PASSED");
        watch.quits();
        watch.gives_back();
    }
    let log = log(&kit);
    assert_eq!((count(&log, "passed"), count(&log, "failed")), (2 + 12 * round, 0));
    let levels: Vec<_> = log.iter().filter_map(|line| line["level"].as_u64()).collect();
    assert_eq!(levels, Vec::from_iter(1..=round.min(3) as u64), "each level counts once");
    let distinct = |field: &str| log.iter().map(|line| line[field].to_string()).collect::<BTreeSet<_>>().len();
    assert_eq!((distinct("id"), distinct("n")), (log.len(), log.len()));
    assert_eq!(kit.read(".progress/bad.jsonl"), "");
}

#[test]
fn whoever_is_killed_at_any_moment_loses_nothing_that_a_learner_wrote() {
    let kit = whole("killed", "28-killed");
    let source = "exercises/28-killed/src/lib.rs";
    let verbs: [&[&str]; 4] =
        [&["reset", "28"], &["hint", "28"], &["solution", "28", "--unlock", "--yes", "--apply"], &["undo-reset", "28"]];
    kit.write(source, "//! Before.\n");
    let start_of_one = std::time::Instant::now();
    kit.says(&["reset", "28"]).expect(0, &[]);
    let span = start_of_one.elapsed() * 3 / 2;
    for round in 0..rounds(40) {
        let mine = format!("//! Mine {round}.\n{}", "// a long file\n".repeat(2000));
        kit.write(source, &mine);
        let mut child = start_one(&kit, verbs[round % verbs.len()]);
        // Spread over the time that a verb takes, in steps that do not follow the order of the verbs.
        std::thread::sleep(span.mul_f64((round as f64 * 0.618).fract()));
        child.kill().unwrap();
        child.wait().unwrap();
        let kept = kit.read(source) == mine || backups(&kit, "28-killed").contains(&mine);
        assert!(kept, "round {round}: {:?} lost the file", verbs[round % verbs.len()]);
        assert_eq!(kit.says(&["list"]).code, Some(0));
    }
    kit.says(&["reset", "28"]).expect(0, &[]);
    log(&kit);
    let left = |folder: &str| {
        let files = std::fs::read_dir(kit.root.join(folder)).unwrap();
        files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "tmp")).count()
    };
    assert_eq!(left("exercises/28-killed/src"), 0);
    assert!(left(".progress") <= 1 && left(".progress/backups/28-killed") <= 1);
}

#[test]
fn a_clock_that_goes_back_does_not_bring_back_an_old_state() {
    let kit = whole("clock", "29-clock");
    let future = r#"{"v":1,"id":"f","n":7,"at":99999999999999,"exercise":"29-clock","event":"failed"}"#;
    kit.write(".progress/log.jsonl", &format!("{future}\n"));
    kit.says(&["list"]).expect(0, &["  failed"]);
    kit.says(&["check", "29"]).expect(0, &["PASSED"]);
    kit.says(&["list"]).expect(0, &["  passed"]);
    assert_eq!(log(&kit)[1]["n"], 8);
}

/// A small file system of its own; where one cannot be made (no root, no Linux), none.
#[cfg(target_os = "linux")]
struct Small(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Small {
    fn new(folder: std::path::PathBuf) -> Option<Small> {
        std::fs::create_dir_all(&folder).unwrap();
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&folder).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Small(folder))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Small {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_and_is_told() {
    let kit = whole("full disk", "30-full-disk");
    let source = "exercises/30-full-disk/src/lib.rs";
    let Some(small) = Small::new(kit.root.join(".progress")) else {
        println!("skipped: a small file system cannot be mounted here");
        return;
    };
    kit.says(&["hint", "30"]).expect(0, &[]);
    let before = kit.read(".progress/log.jsonl");
    let filler = small.0.join("filler");
    while std::fs::File::options()
        .create(true)
        .append(true)
        .open(&filler)
        .and_then(|mut file| std::io::Write::write_all(&mut file, &[0; 512]))
        .is_ok()
    {}
    // The last page of the log may have room for a line or two.
    let code = (0..40).map(|_| kit.says(&["check", "30"])).find(|said| said.err.contains("not recorded"));
    code.expect("the log does not grow for ever").expect(0, &["PASSED", "cannot write"]).one_next_step();
    let full = kit.read(".progress/log.jsonl");
    assert!(full.starts_with(&before) && full.ends_with('\n'), "{full}");
    let mine = format!("//! Mine.\n{}", "// a long file\n".repeat(1000));
    kit.write(source, &mine);
    kit.says(&["reset", "30"]).expect(6, &["nothing was changed"]).one_next_step();
    kit.says(&["hint", "30"]).expect(6, &["Hint 1 of 3", "not recorded"]);
    assert_eq!((kit.read(source), kit.read(".progress/log.jsonl")), (mine, full));
    std::fs::remove_file(&filler).unwrap();
    kit.says(&["reset", "30"]).expect(0, &["is kept"]);
    kit.says(&["hint", "30"]).expect(0, &["Hint 2 of 3"]);
    assert_eq!(kit.read(".progress/bad.jsonl"), "");
}
