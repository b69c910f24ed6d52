//! Ctrl-C: the runner ends with 130, and what it started is gone.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::kit::Kit;
use crate::samples::plain;

/// Whether a process with these words in its command line runs.
pub fn is_running(words: &str) -> bool {
    let output = Command::new("ps").args(["-A", "-o", "args="]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).lines().any(|line| line.trim() == words)
}

/// Looks again and again; a process needs a moment to start or to go.
fn soon(mut what: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while !what() {
        if start.elapsed() > Duration::from_secs(30) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

fn send(signal: &str, child: &Child) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

fn interrupted(id: &str, seconds: &str, signal: &str) {
    let tests = format!(
        "#[test]\nfn it_works() {{ let _ = std::process::Command::new(\"sleep\").arg(\"{seconds}\").status(); loop {{}} }}\n"
    );
    let kit = Kit::new(id, &[plain(id, &tests)]);
    let mut child = kit.xtask(&["check"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let sleep = format!("sleep {seconds}");
    assert!(soon(|| is_running(&sleep)), "the test did not start");
    send(signal, &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!is_running(&sleep), "the test's child is still there");
    assert_eq!(kit.read(".progress/log.jsonl"), "");
}

#[test]
fn ctrl_c_ends_the_test_and_its_children_and_records_nothing() {
    interrupted("90-ctrl-c", "4721", "-INT");
}

#[test]
fn a_terminal_that_is_closed_does_the_same() {
    interrupted("91-hang-up", "4722", "-HUP");
}
