//! Links of a terminal: there only where the terminal has them, and of no width.

use crate::kit::{Kit, Said};
use crate::pty::Tty;
use crate::samples::whole;

const LINK: &str = "\u{1b}]8;;";

/// What is written to a terminal that says this of itself, and what its screen shows.
fn seen(kit: &Kit, arguments: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let mut command = kit.xtask(arguments);
    for name in [
        "VTE_VERSION",
        "TERM_PROGRAM",
        "WT_SESSION",
        "KONSOLE_VERSION",
        "KITTY_WINDOW_ID",
        "TMUX",
        "STY",
        "SSH_TTY",
        "SSH_CONNECTION",
    ] {
        command.env_remove(name);
    }
    command.env_remove("FORCE_HYPERLINK").envs(variables.iter().copied());
    let mut tty = Tty::start(command, 24);
    // The end of the last line: what is read of the screen is whole then.
    tty.shows(", then cargo xtask check 27");
    assert_eq!(tty.ends(), Some(0));
    (tty.written(), tty.screen())
}

#[test]
fn paths_are_links_where_the_terminal_has_them() {
    let kit = whole("links", "27-links");
    let (plain, screen) = seen(&kit, &["read", "27"], &[]);
    assert!(!plain.contains(LINK) && screen.contains("Next: edit exercises/27-links/src/lib.rs, then"), "{screen}");
    for variables in [[("FORCE_HYPERLINK", "1")], [("TERM_PROGRAM", "vscode")], [("VTE_VERSION", "7600")]] {
        let (written, same) = seen(&kit, &["read", "27"], &variables);
        assert_eq!(same, screen, "no width is counted for a link");
        let (before, link) = written.split_once(LINK).unwrap_or_else(|| panic!("no link in {written:?}"));
        assert!(before.ends_with("Next: edit "), "{written:?}");
        let host = link.strip_prefix("file://").and_then(|rest| rest.split('/').next());
        assert_eq!(host.is_some_and(str::is_empty), variables == [("TERM_PROGRAM", "vscode")], "{written:?}");
        // The kit's folder has a space in its name.
        assert!(
            link.contains(
                "/a%20kit/links/exercises/27-links/src/lib.rs\u{1b}\\exercises/27-links/src/lib.rs\u{1b}]8;;\u{1b}\\"
            ),
            "{link:?}"
        );
    }
    let (written, _) = seen(&kit, &["read", "27"], &[("TERM_PROGRAM", "vscode"), ("FORCE_HYPERLINK", "0")]);
    assert!(!written.contains(LINK));
    let (written, _) = seen(&kit, &["read", "27"], &[("VTE_VERSION", "7600"), ("TMUX", "/tmp/x,1,0")]);
    assert!(!written.contains(LINK), "nobody knows what is behind tmux");
}

#[test]
fn nothing_that_is_piped_has_links_and_json_never() {
    let kit = whole("links piped", "28-links");
    let mut command = kit.xtask(&["read", "28"]);
    let said = Said::from(command.env("FORCE_HYPERLINK", "1").env("TERM_PROGRAM", "vscode").output().unwrap());
    said.expect(0, &["Next: edit exercises/28-links/src/lib.rs"]);
    assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'));
    let mut command = kit.xtask(&["list", "--json"]);
    command.env("FORCE_HYPERLINK", "1");
    let mut tty = Tty::start(command, 24);
    assert_eq!(tty.ends(), Some(0));
    tty.shows("full-exchange");
    assert!(!tty.written().contains(LINK));
}
