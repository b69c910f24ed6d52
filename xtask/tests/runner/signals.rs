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

/// Sends a process a signal, such as `-INT`.
pub fn send(signal: &str, child: &Child) {
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

#[test]
fn ctrl_c_ends_prepare_and_the_build_and_a_second_one_completes_the_folder() {
    let kit = Kit::new("92 prepare", &[plain("92-prepare", "#[test]\nfn it_works() {}\n")]);
    let slow = "fn main() { let _ = std::process::Command::new(\"sleep\").arg(\"4723\").status(); }\n";
    kit.write("exercises/92-prepare/build.rs", slow);
    std::fs::remove_file(kit.root.join("Cargo.lock")).unwrap();
    let folder = kit.root.with_file_name("92 copy");
    let _ = std::fs::remove_dir_all(&folder);
    let mut vendor = kit.xtask(&["prepare", "--vendor", "../92 copy"]);
    let mut child = vendor.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    assert!(soon(|| is_running("sleep 4723")), "the build did not start");
    send("-INT", &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!is_running("sleep 4723"), "the build is still there");
    kit.write("exercises/92-prepare/build.rs", "fn main() {}\n");
    kit.says(&["prepare", "--vendor", "../92 copy"]).expect(0, &["Everything is in"]);
    let copied = std::fs::read_to_string(folder.join("exercises/92-prepare/build.rs")).unwrap();
    assert_eq!(copied, "fn main() {}\n");
}
