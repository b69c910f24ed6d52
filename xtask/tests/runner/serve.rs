//! `serve`, with a program in place of the server that says what it is told: the real one is built and driven by `.ci/serve`.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use crate::kit::{Kit, Said};
use crate::samples::green;

const MANIFEST: &str = "[workspace]\n\n[package]\nname = \"serve-yours\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
const LOCK: &str = "version = 4\n\n[[package]]\nname = \"serve-yours\"\nversion = \"0.1.0\"\n";
/// Says its arguments; with port 3 it ends as where the port is taken; with port 1 it is broken; with port 7 it waits for the end.
const PROGRAM: &str = r#"fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    println!("asked: {}", words.join(" "));
    let port = words.iter().position(|word| word == "--port").map(|at| words[at + 1].as_str());
    match port {
        Some("1") => std::process::abort(),
        Some("3") => { eprintln!("error: port 3 is taken\nNext: another one"); std::process::exit(3) }
        Some("7") => {
            std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).unwrap();
            println!("ended in good order");
            std::process::exit(130)
        }
        _ => (),
    }
}
"#;

/// The kit of all tests that start the program, which is built once.
fn served() -> &'static Kit {
    static KIT: LazyLock<Kit> = LazyLock::new(|| kit("serve", PROGRAM));
    &KIT
}

/// The runner in a kit whose program must not be taken for that of another.
fn alone(kit: &Kit) -> Command {
    let mut command = kit.xtask(&["serve"]);
    command.env("CARGO_TARGET_DIR", kit.root.join("target"));
    command
}

fn kit(name: &str, program: &str) -> Kit {
    let kit = Kit::new(name, &[green("03-local-queue"), green("14-ask-again")]);
    kit.write("xtask/serve/Cargo.toml", MANIFEST);
    kit.write("xtask/serve/Cargo.lock", LOCK);
    kit.write("xtask/serve/src/main.rs", program);
    kit
}

#[test]
fn only_14_can_be_served_and_without_a_number_it_is_meant() {
    let kit = served();
    let said = kit.says(&["serve", "3"]);
    said.expect(2, &["03 local-queue cannot be served", "only 14", "Next: cargo xtask serve 14"]).one_next_step();
    kit.says(&["serve", "nope"]).expect(2, &["no exercise `nope`"]).one_next_step();
    for asked in [&["serve"][..], &["serve", "14"], &["serve", "ask"]] {
        kit.says(asked).expect(0, &["asked: --end-with-stdin --database target/serve/yours.redb\n"]);
    }
}

#[test]
fn options_are_handed_on_and_so_is_the_exit_code() {
    let kit = served();
    let losses = ["--lose-responses", "30", "--seed", "7"];
    let all = [&["serve", "14", "--port", "0", "--fresh"][..], &losses].concat();
    kit.says(&all).expect(0, &["yours.redb --port 0 --lose-responses 30 --seed 7 --fresh\n"]);
    let all = [&["serve", "14", "--drive", "1000", "--kill", "10"][..], &losses].concat();
    kit.says(&all)
        .expect(0, &["--database target/serve/drive-", "--lose-responses 30 --seed 7 --drive 1000 --kill 10\n"]);
    kit.says(&["serve", "--port", "3"]).expect(3, &["error: port 3 is taken\nNext: another one\n"]).one_next_step();
    kit.says(&["serve", "--port", "1"]).expect(3, &["the server was ended by"]).one_next_step();
}

#[test]
fn wrong_use_is_told_with_its_limits() {
    let kit = served();
    for (asked, says) in [
        (&["--port", "70000"][..], "70000 is not in 0..=65535"),
        (&["--lose-responses", "91"], "91 is not in 0..=90"),
        (&["--drive", "0"], "0 is not in 1..=10000"),
        (&["--kill", "1"], "--drive <CHARGES>"),
        (&["--solution", "--shipped"], "cannot be used with"),
        (&["--drive", "5", "--port", "1"], "cannot be used with"),
    ] {
        let said = kit.says(&[&["serve"], asked].concat());
        said.expect(2, &[says, "Next: cargo xtask serve --help"]).one_next_step();
    }
    let help = kit.says(&["serve", "--help"]);
    help.expect(0, &["Limits: 64 connections", "127.0.0.1 only"]);
    assert!(help.out.lines().all(|line| line.chars().count() < 80), "{}", help.out);
}

#[test]
fn a_file_that_does_not_compile_is_shown_as_cargo_shows_it() {
    let kit = kit("serve-errors", "fn main() { let balance: u32 = \"70\"; }\n");
    let said = Said::from(alone(&kit).output().unwrap());
    said.expect(1, &["expected `u32`, found `&str`", "nothing is served", "Next: mend what the compiler says"]);
    said.one_next_step();
}

#[test]
fn missing_crates_without_a_network_are_told_with_their_cure() {
    let kit = kit("serve-offline", PROGRAM);
    kit.write("xtask/serve/Cargo.toml", &format!("{MANIFEST}\n[dependencies]\nredb = \"4.6.0\"\n"));
    let package = |name: &str, rest: &str| format!("\n[[package]]\nname = \"{name}\"\n{rest}");
    let registry = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"";
    let redb = package("redb", &format!("version = \"4.6.0\"\n{registry}{}\"\n", "0".repeat(64)));
    let yours = package("serve-yours", "version = \"0.1.0\"\ndependencies = [\n \"redb\",\n]\n");
    kit.write("xtask/serve/Cargo.lock", &format!("version = 4\n{redb}{yours}"));
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("an empty cargo home");
    let said = Said::from(alone(&kit).env("CARGO_HOME", home).output().unwrap());
    let cure = "Next: cargo fetch --manifest-path xtask/serve/Cargo.toml, with a network";
    said.expect(3, &["cargo cannot build the server", "redb", cure]).one_next_step();
}

#[test]
fn a_kit_without_a_server_says_so() {
    let kit = Kit::new("serve-none", &[green("14-ask-again")]);
    kit.says(&["serve"]).expect(2, &["there is no xtask/serve"]).one_next_step();
}

#[cfg(unix)]
#[test]
fn ctrl_c_lets_the_server_end_in_good_order() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::Stdio;

    let kit = served();
    let mut child = kit.xtask(&["serve", "--port", "7"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.starts_with("asked: "), "{line}");
    crate::signals::send("-INT", &child);
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "ended in good order\n");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
