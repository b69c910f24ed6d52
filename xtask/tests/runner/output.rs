//! Output that goes to a file, to a reader that goes away, to no terminal at all.

use std::process::Stdio;

use crate::kit::{Kit, Said};
use crate::samples::{green, plain};

#[test]
fn piped_output_has_no_escape_bytes() {
    let failing = "#[test]\nfn it_works() { let x = 1; panic!(\"no\"); }\n";
    let kit = Kit::new("piped", &[plain("70-piped", failing)]);
    for arguments in [&["check", "70"][..], &["check", "all"], &["list"], &[], &["--help"], &["nonsense"]] {
        let said = kit.says(arguments);
        assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'), "{}{}", said.out, said.err);
        let own = said.out.lines().filter(|line| !line.starts_with("    "));
        assert!(own.map(|line| line.chars().count()).all(|width| width <= 80), "{}", said.out);
    }
}

#[test]
fn a_terminal_without_unicode_gets_ascii() {
    let kit = Kit::new("ascii", &[green("71-ascii")]);
    let said = Said::from(kit.xtask(&["check", "71"]).env("LC_ALL", "C").output().unwrap());
    said.expect(0, &["+ green        it_works"]);
    assert!(said.out.is_ascii());
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_the_result_is_recorded() {
    let kit = Kit::new("reader", &[green("72-reader")]);
    let mut child = kit.xtask(&["check", "72"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let said = Said::from(child.wait_with_output().unwrap());
    assert_eq!((said.code, said.complaints().as_str()), (Some(0), ""));
    assert!(kit.read(".progress/log.jsonl").contains("72-reader"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let kit = Kit::new("full", &[green("03-local-queue")]);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = kit.xtask(&["list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    Said::from(output).expect(6, &["cannot write to the standard output"]).one_next_step();
}

#[cfg(unix)]
#[test]
fn closed_streams_do_no_harm() {
    let kit = Kit::new("closed", &[green("73-closed")]);
    let xtask = env!("CARGO_BIN_EXE_xtask");
    for (streams, code) in [("<&-", 0), ("2>&-", 0), ("<&- 2>&-", 0)] {
        let line = format!("exec '{xtask}' check 73 {streams}");
        let mut shell = kit.xtask(&[]);
        let environment: Vec<_> =
            shell.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
        shell = std::process::Command::new("sh");
        shell.args(["-c", &line]).current_dir(&kit.root);
        for (name, value) in environment {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        Said::from(shell.output().unwrap()).expect(code, &["PASSED"]);
    }
}
