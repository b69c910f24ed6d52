//! What holds for every story, however its names and labels look.

use lab::draw::{Style, mermaid, svg, terminal};
use lab::report::{Broke, Report, Story, Verdict};

use crate::nasty::{NASTY, report};
use crate::stories;

/// Reports of all kinds, with and without such texts.
pub fn every_report() -> Vec<Report> {
    let mut reports = vec![
        stories::lost_order(),
        stories::ghost_order(),
        stories::lost_response(),
        stories::every_fault(),
        stories::long_run(),
        stories::guard(),
    ];
    for text in NASTY {
        reports.extend((0..=8).chain([14]).map(|lanes| report(text, lanes)));
        for verdict in [Verdict::Holds, Verdict::Unknown, Verdict::Ran] {
            reports.push(Report { verdict, broke: None, ..report(text, 3) });
        }
        reports.push(Report { broke: Some(Broke::Guard), ..report(text, 3) });
        reports.push(Report { broke: Some(Broke::Witness), story: None, ..report(text, 3) });
    }
    reports
}

fn every_story() -> impl Iterator<Item = Story> {
    every_report().into_iter().filter_map(|report| report.story)
}

fn drawn(unicode: bool, color: bool) -> Vec<(usize, String)> {
    let reports = every_report();
    let widths = [1, 60, 80, 100, 120];
    let draw = |report, columns| (usize::max(columns, 60), terminal(report, Style { columns, unicode, color }));
    reports.iter().flat_map(|report| widths.map(|columns| draw(report, columns))).collect()
}

/// The columns of a line as the Unicode tables have them for what the stories here hold.
fn columns(line: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{1f000}'..='\u{1faff}');
    line.chars().map(|c| if c == '\u{301}' { 0 } else { 1 + usize::from(wide(c)) }).sum()
}

#[test]
fn no_line_is_longer_than_the_terminal() {
    for unicode in [true, false] {
        for (limit, text) in drawn(unicode, false) {
            for line in text.lines() {
                assert!(columns(line) <= limit, "{} > {limit}: {line}\n{text}", columns(line));
            }
        }
    }
}

#[test]
fn without_colour_no_escape_is_printed() {
    for (_, text) in drawn(true, false) {
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}']), "{text:?}");
    }
}

#[test]
fn with_colour_only_our_own_escapes_are_printed() {
    let own = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[33m", "\u{1b}[1;31m"];
    let colored = drawn(true, true);
    for ((_, text), (_, plain)) in colored.iter().zip(drawn(true, false)) {
        let bare = own.iter().fold(text.clone(), |text, code| text.replace(code, ""));
        assert_eq!(bare, plain);
    }
}

#[test]
fn ascii_is_ascii() {
    for (_, text) in drawn(false, false) {
        assert!(text.is_ascii(), "{text}");
    }
}

#[test]
fn no_text_breaks_out_of_the_svg() {
    for story in every_story() {
        let picture = svg(&story, NASTY[1]);
        assert!(!picture.contains("<script") && !picture.contains("]]>") && !picture.contains("<!--"));
        assert!(picture.chars().all(|c| c == '\n' || !c.is_control()));
        let tags = ["svg", "title", "desc", "style", "defs", "marker", "rect", "g", "text", "tspan", "path", "circle"];
        for tag in picture.split('<').skip(1) {
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(tags.contains(&name.as_str()), "<{tag}");
        }
        let entities = ["amp;", "lt;", "gt;", "quot;", "apos;"];
        for entity in picture.split('&').skip(1) {
            assert!(entities.iter().any(|known| entity.starts_with(known)), "&{entity}");
        }
    }
}

#[test]
fn each_row_is_in_the_svg_under_its_own_id() {
    for story in every_story() {
        let picture = svg(&story, "rows");
        let ids: Vec<&str> = picture.split(" id=\"step-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut different = ids.clone();
        different.sort_unstable();
        different.dedup();
        assert_eq!((ids.len(), different.len()), (story.rows.len(), story.rows.len()));
    }
}

#[test]
fn each_row_is_one_line_of_mermaid() {
    for story in every_story() {
        let text = mermaid(&story);
        assert_eq!(text.lines().count(), 1 + story.lanes.len() + story.rows.len(), "{text}");
        assert!(!text.contains("<script") && !text.contains("%%{"), "{text}");
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    }
}

#[test]
fn folding_keeps_surprises_and_the_rows_before_the_break() {
    let story = stories::long_run().story.expect("it is broken");
    let mut report = stories::long_run();
    for late in 1..story.rows.len() - 4 {
        let mut story = story.clone();
        story.rows[late] = story.rows[late].clone().fault("lease expiry");
        story.rows[late - 1].refused = true;
        let end = story.rows.len();
        let kept: Vec<u32> = [late - 1, late, end - 4, end - 3, end - 2].map(|row| story.rows[row].step).to_vec();
        report.story = Some(story);
        let text = terminal(&report, Style { columns: 100, unicode: false, color: false });
        for step in kept {
            assert!(text.lines().any(|line| line.starts_with(&format!("{step:>2}  "))), "step {step}\n{text}");
        }
        assert!(text.lines().count() < 40, "{text}");
    }
}

#[test]
fn a_loop_that_is_refused_for_ever_is_still_about_twenty_rows() {
    let drawn = terminal(&stories::endless_loop(), Style { columns: 80, unicode: true, color: false });
    assert!(drawn.lines().count() < 40, "{drawn}");
    assert!(drawn.contains("CRASH") && drawn.contains("more of the same"), "{drawn}");
}
