//! Stories as they are drawn: for a terminal, as SVG, as Mermaid.

mod build;
mod exam;
mod hostile;
mod nasty;
mod page;
mod stories;

use lab::draw::{Style, mermaid, svg, tail, terminal};
use lab::report::{Report, Verdict};

const UNICODE: Style = Style { columns: 80, unicode: true, color: false };
const ASCII: Style = Style { columns: 80, unicode: false, color: false };

fn in_both(report: &Report) -> String {
    format!("{}\n{}\n{}", terminal(report, UNICODE), "~".repeat(80), terminal(report, ASCII))
}

#[test]
fn a_lost_order_shows_the_crash_and_what_the_second_attempt_skips() {
    insta::assert_snapshot!(in_both(&stories::lost_order()));
}

#[test]
fn a_ghost_order_shows_the_refused_write() {
    insta::assert_snapshot!(in_both(&stories::ghost_order()));
}

#[test]
fn a_lost_response_ends_midway() {
    insta::assert_snapshot!(in_both(&stories::lost_response()));
}

#[test]
fn each_fault_has_a_glyph_and_a_word() {
    insta::assert_snapshot!(in_both(&stories::every_fault()));
}

#[test]
fn a_long_run_folds_what_went_well() {
    insta::assert_snapshot!(in_both(&stories::long_run()));
}

#[test]
fn a_fold_keeps_where_a_delivered_message_comes_from() {
    let text = terminal(&stories::late_delivery(), UNICODE);
    assert!(text.contains("send note") && text.contains("without a surprise"), "{text}");
    assert!(text.lines().filter(|line| line.contains("load box")).count() < 10, "{text}");
}

#[test]
fn a_fold_keeps_the_look_that_decided_and_who_took_away_what_nobody_finds() {
    let text = terminal(&stories::old_look(), UNICODE);
    for step in ["load note", "delete lid", "load lid", "put box"] {
        assert!(text.contains(step) && text.contains("without a surprise"), "{step}\n{text}");
    }
    assert!(text.lines().filter(|line| line.contains("load box")).count() < 20, "{text}");
}

#[test]
fn what_is_left_over_is_told_with_who_made_it_and_what_is_gone_with_who_asked_for_it() {
    let text = terminal(&stories::left_over(), UNICODE);
    for shown in ["create note-7", "DELETE /box-3", "delete box-3", "load box-3"] {
        assert!(text.contains(shown), "no `{shown}` in\n{text}");
    }
    assert!(!text.contains("create note-8"), "it is not there as it was made:\n{text}");
}

#[test]
fn the_names_of_many_lanes_are_whole() {
    let report = stories::many_lanes();
    let text = in_both(&report);
    for lane in report.story.iter().flat_map(|story| &story.lanes) {
        assert_eq!(text.matches(&lane.name).count(), 2, "{}\n{text}", lane.name);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_guard_stops_and_judges_nothing() {
    insta::assert_snapshot!(in_both(&stories::guard()));
}

#[test]
fn verdicts_without_a_story_say_how_far_they_looked() {
    let verdicts = [Verdict::Broken, Verdict::Unknown, Verdict::Holds, Verdict::Ran];
    let texts = verdicts.map(|verdict| terminal(&stories::without_story(verdict), UNICODE));
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn colour_repeats_what_words_say() {
    let text = terminal(&stories::ghost_order(), Style { color: true, ..UNICODE });
    insta::assert_snapshot!(text.replace('\u{1b}', "^"));
}

#[test]
fn the_svg_holds_the_whole_run() {
    let report = stories::lost_order();
    insta::assert_snapshot!(svg(&report.story.expect("it is broken"), &report.title));
}

#[test]
fn mermaid_holds_the_whole_run() {
    let texts = [stories::lost_order(), stories::lost_response(), stories::every_fault()]
        .map(|report| mermaid(&report.story.expect("it is broken")));
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn the_end_of_a_run_fits_and_its_columns_stay_where_they_are() {
    let report = stories::long_run();
    for style in [UNICODE, ASCII] {
        let whole = tail(&report, usize::MAX, style);
        assert!(!whole.contains("came before"), "{whole}");
        for most in [8, 12, 20] {
            let shown = tail(&report, most, style);
            assert!(shown.lines().count() <= most && shown.contains("came before"), "{shown}");
            assert_eq!(shown.lines().last(), whole.lines().last());
            assert_eq!(shown.lines().next(), whole.lines().next());
        }
    }
    assert_eq!(tail(&stories::without_story(Verdict::Holds), 20, UNICODE), "");
}
