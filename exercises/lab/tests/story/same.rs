//! The same scenario makes the same report, to the byte: twice, in two threads, in two processes.

use std::path::{Path, PathBuf};
use std::process::Command;

use lab::Scenario;
use lab::report::Report;

use crate::shop::{charged_twice, ghost_order, lost_order, poison};

const CHILD: &str = "LAB_TEST_CHILD";

fn all() -> [Scenario; 5] {
    [lost_order(), ghost_order(), charged_twice(true), charged_twice(false), poison()]
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("same").join(name)
}

/// The files of the reports of all scenarios, one below another.
fn written(name: &str) -> String {
    let mut text = String::new();
    for scenario in all() {
        let report = Report { test: "same".into(), package: "lab".into(), ..scenario.search() };
        let path = report.write(&folder(name)).expect("the folder can be written");
        text += &std::fs::read_to_string(&path).expect("the report is there");
        assert_eq!(Report::read(&path).expect("the report can be read"), report);
    }
    text
}

#[test]
fn twice_in_one_thread() {
    assert_eq!(written("first"), written("second"));
}

#[test]
fn in_two_threads_at_once() {
    let other = std::thread::spawn(|| written("thread"));
    assert_eq!(written("own"), other.join().expect("the thread ends well"));
}

#[test]
fn in_two_processes() {
    if let Some(name) = std::env::var_os(CHILD) {
        let name = name.to_string_lossy().into_owned();
        let text = written(&name);
        std::fs::write(folder(&name).join("all"), text).expect("the folder can be written");
        return;
    }
    let texts = ["one", "two"].map(|name| {
        let status = Command::new(std::env::current_exe().expect("a test has an executable"))
            .args(["--exact", "same::in_two_processes"])
            .env(CHILD, name)
            .stdout(std::process::Stdio::null())
            .status();
        assert!(status.expect("this executable starts").success());
        std::fs::read_to_string(folder(name).join("all")).expect("the other process has written")
    });
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn nothing_in_a_report_depends_on_where_it_was_made() {
    let text = written("paths");
    let here = env!("CARGO_MANIFEST_DIR");
    assert!(!text.contains(here), "a path of this machine");
    assert!(!text.contains("\"/") && !text.contains(" /home") && !text.contains("/rustc/"), "an absolute path");
    assert!(text.contains("exercises/lab/tests/common/shop.rs") && !text.contains(".."));
}
