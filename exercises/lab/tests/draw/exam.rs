//! Rulings: what a judge found that is no search.

use lab::exam::Ruling;
use lab::report::{Broke, Effort, LaneKind, Least, Report, Row, RowKind, Story, Verdict};

fn story() -> Story {
    let mut story = Story::default();
    let (queue, worker) = (story.lane("queue", LaneKind::Queue), story.lane("worker", LaneKind::Process));
    story.rows.push(Row::new(1, RowKind::Delivery, queue, Some(worker), "m1", "attempt 1"));
    story.rows.push(Row::new(2, RowKind::Crash, worker, None, "dies at Send", "").fault("crash"));
    story.rows.push(Row::new(2, RowKind::Broken, worker, None, "", ""));
    story
}

fn broken() -> Ruling {
    Ruling::broken("one message", "every message is answered", "m1 has no answer")
        .faults(["worker dies at Send"])
        .story(story())
}

#[test]
fn only_what_was_counted_is_shown() {
    let shown = broken().shown();
    assert!(shown.ends_with("It takes 1 fault: worker dies at Send.\n"), "{shown}");
    let effort = Effort { states: 39, ..Effort::default() };
    let shown = broken().effort(effort.clone()).budget("failure", 2).least(Least::Steps).replay("m-12").shown();
    let end = "Send. No run with fewer steps breaks\n         this rule.\n\nsearched 39 states · may fail: 2 failure\nreplay id: m-12\n";
    assert!(shown.replace(" - ", " · ").ends_with(end), "{shown}");
    let shown = Ruling::holds("one message").effort(effort).shown();
    assert_eq!(shown, "HOLDS    searched to the end: 39 states\n");
}

#[test]
fn without_a_story_nothing_is_said_about_faults() {
    let shown = Ruling::broken("eight systems", "a wrong system is refused", "the third was taken for right").shown();
    assert_eq!(shown, "BROKEN   a wrong system is refused\n         the third was taken for right\n");
}

#[test]
fn each_kind_of_no_fails_the_test_and_leaves_its_report() {
    let limit = Ruling::unknown("t", "too many states").effort(Effort { states: 9, ..Effort::default() });
    assert_eq!(limit.report().effort.limit.as_deref(), Some("too many states"));
    let rulings = [
        (broken(), Some(Broke::Rule)),
        (Ruling::missed("t", "some run ends", "none does"), Some(Broke::Witness)),
        (Ruling::stopped("t", "each step is possible", "step 2 is not"), Some(Broke::Guard)),
        (limit, None),
    ];
    for (ruling, broke) in rulings {
        assert!(!ruling.passes());
        std::panic::catch_unwind(|| ruling.clone().judge()).expect_err("it says no");
        let written = written();
        assert_eq!((written.broke, &written), (broke, ruling.report()));
    }
    Ruling::holds("t").judge();
    assert_eq!(written().verdict, Verdict::Holds);
}

/// What this test has written last.
fn written() -> Report {
    let own = std::env::current_exe().expect("a test has a program");
    let folder = own.ancestors().nth(3).expect("it is in target").join("lab");
    let test =
        std::thread::current().name().and_then(|name| name.rsplit("::").next()).expect("a test has a name").to_string();
    Report::read(&Report::path(&folder, "lab", &test)).expect("it is there")
}

#[test]
fn a_report_of_the_lab_is_a_ruling_too() {
    let report = broken().report().clone();
    assert_eq!(Ruling::from(report.clone()).report(), &report);
    let text = serde_json::to_string(&Report { least: Least::Faults, ..report }).expect("plain data");
    assert!(!text.contains("least"), "what is usual is not written");
}
