//! `play` on a whole screen, by keys.

use crate::play::played;
use crate::pty::Tty;

fn start(arguments: &[&str], color: bool) -> Tty {
    let mut command = played().xtask(arguments);
    if !color {
        command.env("NO_COLOR", "1");
    }
    Tty::start(command, 24)
}

#[test]
fn a_break_is_played_by_keys_and_the_terminal_given_back() {
    let mut tty = start(&["play"], true);
    tty.shows("Can you break a rule?");
    tty.shows("▶ 1  jobs  deliver job-1 to worker");
    tty.types("\r");
    tty.shows("after step 1");
    tty.types("1");
    tty.shows("after step 2");
    tty.types("\u{1b}[B\r");
    tty.shows("CRASH: dies before `replace a`");
    tty.types("u");
    tty.shows("after step 2");
    tty.types("?");
    tty.shows("(1 of 1 left)");
    tty.types("x1");
    tty.shows("* counts store  a: 1");
    tty.types("2");
    tty.shows("Nothing more may fail");
    tty.types("0");
    tty.shows("That key chooses nothing");
    tty.types("111");
    tty.shows("as little as the smallest break");
    tty.shows("BROKEN: a job counts once");
    tty.types("q");
    assert_eq!(tty.ends(), Some(1));
    tty.gives_back();
    tty.shows("Next: edit exercises/75-played/src/lib.rs");
    tty.shows("Show it to others: cargo xtask replay 75");
}

#[test]
fn a_terminal_that_can_only_print_gets_lines() {
    let mut command = played().xtask(&["play"]);
    command.env("TERM", "dumb");
    let mut tty = Tty::start(command, 24);
    tty.until("the first step", |tty| tty.written().contains("Step 1; "));
    assert!(!tty.is_taken() && !tty.written().contains('\u{1b}'), "{:?}", tty.written());
    tty.types("quit\n");
    assert_eq!(tty.ends(), Some(0));
}

#[test]
fn the_story_is_walked_along_without_colour_and_an_interruption_gives_all_back() {
    let mut tty = start(&["play", "--story"], false);
    tty.shows("after step 6");
    tty.types("\u{1b}[D");
    tty.shows("after step 5");
    tty.types("s");
    tty.shows("after step 6");
    tty.resize(12, 80);
    tty.shows("The window is too small");
    tty.resize(24, 80);
    // A key for a screen that is too small for it does nothing.
    tty.shows("after step 6");
    tty.types("d");
    tty.shows("Where the processes stand");
    assert!(!tty.written().contains("\u{1b}[31") && !tty.written().contains("\u{1b}[1m"), "{:?}", tty.written());
    tty.types("\u{3}");
    assert_eq!(tty.ends(), Some(130));
    tty.gives_back();

    let mut tty = start(&["play"], true);
    tty.shows("Can you break a rule?");
    tty.signal("-TERM");
    assert_eq!(tty.ends(), Some(130));
    tty.gives_back();
}
