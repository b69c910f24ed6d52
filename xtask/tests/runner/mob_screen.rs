//! A mob in a terminal of its own: the screen for the projector, and the question at a handover.

use crate::mob::{at, count, says, three, turn};
use crate::pty::Tty;

#[test]
fn the_screen_follows_the_log_and_gives_the_terminal_back() {
    let kit = three("mob screen", "72-mob-screen");
    let mut tty = Tty::start(at(&kit, 250, &["mob"]), 24);
    tty.shows("OVERTIME since 08:04");
    tty.shows("ada's turn is over, bob drives next");
    tty.until("a bell", |tty| tty.written().matches('\u{7}').count() == 1);
    tty.resize(12, 80);
    tty.shows("drives      ada, OVERTIME 0:10, since 08:04");
    tty.resize(24, 80);
    tty.shows("OVERTIME since 08:04");
    says(&kit, 100, &["mob", "add", "dan"]).expect(0, &[]);
    tty.shows("mob         cy, dan");
    tty.types("n");
    tty.shows("ada, one line for bob: what would you do next? (Enter: none)");
    // A line is typed with the terminal as it was.
    tty.gives_back();
    tty.types("name the blob\n");
    tty.shows("Handover: 72 mob-screen");
    tty.shows("any key: back to the clock");
    tty.types(" ");
    tty.shows("left, until 08:08");
    says(&kit, 300, &["mob", "done"]).expect(0, &[]);
    tty.shows("The mob has ended.");
    assert_eq!(tty.ends(), Some(0));
    tty.gives_back();
    assert_eq!((count(&kit, "mob-turn"), count(&kit, "mob-ended")), (1, 1));
    assert!(kit.read(".progress/log.jsonl").contains(r#""intent":"name the blob""#));
}

#[test]
fn an_end_at_the_question_hands_nothing_over() {
    let kit = three("mob question", "73-mob-question");
    for signal in ["-INT", "-KILL"] {
        let mut tty = Tty::start(at(&kit, 250, &["mob", "next"]), 24);
        tty.shows("what would you do next?");
        tty.signal(signal);
        assert_eq!(tty.ends(), (signal == "-INT").then_some(130));
        assert_eq!(turn(&kit, 250), 1);
    }
    let mut tty = Tty::start(at(&kit, 250, &["mob", "next"]), 24);
    tty.shows("what would you do next?");
    tty.types("\u{4}");
    tty.shows("drives      bob");
    assert_eq!(tty.ends(), Some(0));
    let mut tty = Tty::start(at(&kit, 500, &["mob"]), 24);
    tty.shows("OVERTIME");
    tty.signal("-TERM");
    assert_eq!(tty.ends(), Some(130));
    tty.gives_back();
}
