//! Completions, asked of the shells themselves as far as they are on this machine.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::kit::Kit;
use crate::samples::green;

fn kit(name: &str) -> Kit {
    let kit = Kit::new(name, &[green("02-lost-or-ghost"), green("12-outside"), green("warm-up")]);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let said = kit.says(&["completions", shell]);
        said.expect(0, &[]);
        assert_eq!(said.err, "", "{shell}");
        kit.write(&format!("cargo-xtask.{shell}"), &said.out);
    }
    kit
}

/// What the shell said to this script, read from its standard input; none where this shell is not there, which is said.
fn shell(kit: &Kit, program: &str, arguments: &[&str], script: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&kit.root).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.env("HOME", &kit.root).env("TERM", "xterm").spawn() else {
        // Not by `eprintln!`, which the test harness would keep to itself.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: there is no {program} on this machine, so its completions are not tried"
        );
        return None;
    };
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What is typed, and some of what must be offered for it, and not.
const TYPED: [(&str, &[&str], &[&str]); 6] = [
    ("cargo xt", &["xtask"], &["check"]),
    ("cargo xtask ch", &["check"], &["list", "build"]),
    ("cargo x check out", &["outside"], &["lost-or-ghost", "outbox"]),
    ("cargo xtask hint 1", &["12"], &["2", "1"]),
    ("cargo xtask plan --la", &["--late"], &["--lunch"]),
    ("cargo xtask completions ", &["bash", "zsh", "fish", "powershell"], &["check"]),
];

#[track_caller]
fn offers(program: &str, said: &str) {
    let blocks: Vec<&str> = said.split("== ").skip(1).collect();
    assert_eq!(blocks.len(), TYPED.len(), "{program}: {said}");
    for ((typed, wanted, unwanted), block) in TYPED.iter().zip(blocks) {
        let words: Vec<&str> = block.lines().map(|line| line.split('\t').next().unwrap_or_default().trim()).collect();
        assert!(wanted.iter().all(|word| words.contains(word)), "{program}, `{typed}`: {words:?}");
        assert!(!unwanted.iter().any(|word| words.contains(word)), "{program}, `{typed}`: {words:?}");
    }
}

/// A line a case: `typed` is put in the place of `LINE`.
fn each(line: &str) -> String {
    TYPED.iter().map(|(typed, ..)| line.replace("LINE", typed) + "\n").collect()
}

#[test]
fn bash_completes_cargo_xtask_and_leaves_the_rest_of_cargo_alone() {
    let kit = kit("bash");
    let try_line = "try() {
        read -ra COMP_WORDS <<<\"$1\"; [[ \"$1\" == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
        $(complete -p cargo | sed 's/.*-F \\([^ ]*\\) .*/\\1/') cargo \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\"
        echo \"== $1\"; printf '%s\\n' \"${COMPREPLY[@]}\"
    }\n";
    // Read twice, as from two files: what was there before is still asked, and not itself.
    let before = "_mine() { COMPREPLY=(--release); }; complete -F _mine cargo\n";
    let source = "source ./cargo-xtask.bash; source ./cargo-xtask.bash\n";
    let script = format!("{before}{source}{try_line}{}", each("try 'LINE'"));
    if let Some(said) = shell(&kit, "bash", &["--norc"], &script) {
        offers("bash", &said);
        let script = format!("{before}{source}{try_line}try 'cargo build --rel'");
        assert!(shell(&kit, "bash", &["--norc"], &script).unwrap().contains("--release"));
    }
}

#[test]
fn fish_completes_cargo_xtask() {
    let kit = kit("fish");
    let script = format!("source ./cargo-xtask.fish\n{}", each("echo '== LINE'; complete -C 'LINE'"));
    if let Some(said) = shell(&kit, "fish", &["--no-config"], &script) {
        offers("fish", &said);
    }
}

#[test]
fn zsh_completes_cargo_xtask() {
    let kit = kit("zsh");
    // A shell in a pseudo-terminal types the line and a tab; `compadd` tells what would be offered. It says READY when it is done.
    let head = "zmodload zsh/zpty; zpty z zsh -f -i
        zpty -w z 'stty -echo; PROMPT=; autoload -Uz compinit; compinit -u -D; source ./cargo-xtask.zsh; LISTMAX=10000; bindkey \"^G\" kill-whole-line'
        zpty -w z 'compadd() { if [[ \" $* \" == *\" -\"[OAD]\" \"* ]]; then builtin compadd \"$@\"; return; fi
            local -a hits; builtin compadd -A hits \"$@\"; print -rl -- $hits >>offered; builtin compadd \"$@\" }'
        try() {
            print -r -- \"== $1\" >>offered
            zpty -w -n z \"$1\"$'\\t'$'\\C-g'; zpty -w z ' echo REA\"\"DY'; zpty -r z line '*READY*'
        }
        rm -f offered\n";
    let script = format!("{head}{}zpty -d z; cat offered\n", each("try 'LINE'"));
    if let Some(said) = shell(&kit, "zsh", &["-f"], &script) {
        offers("zsh", &said);
    }
}

#[test]
fn a_shell_that_is_not_known_gets_those_that_are() {
    let kit = kit("shells");
    kit.says(&["completions", "tcsh"]).expect(2, &["tcsh", "bash, zsh, fish, powershell"]).one_next_step();
    kit.says(&["completions"]).expect(2, &["SHELL"]).one_next_step();
    let powershell = kit.read("cargo-xtask.powershell");
    for word in ["'cargo;xtask;check'", "'cargo;x;check'", "-CommandName 'cargo'"] {
        assert!(powershell.contains(word), "{word}");
    }
}
