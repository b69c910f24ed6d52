//! The page: what is on it, and what never is.

use lab::draw::{Around, Style, page, terminal};
use lab::report::{Broke, Report, Verdict};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::hostile::every_report;
use crate::nasty::{self, NASTY};
use crate::stories;

/// Every tag that the page may have, with its attributes; all but `href` and `class` hold nothing that a browser acts on.
const TAGS: &str = "html head meta title style body header p span code h1 h2 h3 main section div nav button kbd a figure svg g rect path \
    circle text tspan defs marker article strong table caption tr th td em del ins dl dt dd details summary pre script";
const ATTRIBUTES: &str = "lang charset http-equiv content name class id aria-label aria-hidden aria-live aria-keyshortcuts role type data-go data-at \
    data-rule data-count hidden tabindex href scope xmlns width height viewBox x y rx cx cy r d refX refY markerWidth markerHeight \
    markerUnits orient marker-end";

fn around(text: &str) -> Around {
    let command = |verb: &str| (format!("cargo xtask {verb} {text}"), text.to_string());
    Around { exercise: text.to_string(), commands: vec![command("explain"), command("check")], note: text.to_string() }
}

/// The page without its style sheet and script, which are the same for all.
fn without_given(page: &str) -> String {
    let cut = |page: &str, tag: &str| {
        let (before, rest) = page.split_once(&format!("<{tag}>")).unwrap();
        let (given, after) = rest.split_once(&format!("</{tag}>")).unwrap();
        assert!(!given.contains("</") && !given.contains("<!--"), "{given}");
        format!("{before}{after}")
    };
    cut(&cut(page, "style"), "script")
}

/// Nothing but tags that are meant, with attributes that are meant, and text.
#[track_caller]
fn is_harmless(page: &str) {
    let page = without_given(page);
    let page = page.strip_prefix("<!DOCTYPE html>\n").unwrap();
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("an open tag: {piece}"));
        assert!(!text.contains('>'), "{piece}");
        let tag = tag.trim_start_matches('/').trim_end_matches('/');
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(TAGS.split_whitespace().any(|known| known == name), "<{tag}>");
        assert!(name != "script" && name != "style", "a second one");
        while !rest.trim().is_empty() {
            let (attribute, more) = rest.split_once("=\"").unwrap_or((rest, "\""));
            assert!(ATTRIBUTES.split_whitespace().any(|known| known == attribute.trim()), "{attribute} in <{tag}>");
            let (value, more) = more.split_once('"').unwrap();
            assert!(attribute.trim() != "href" || value.starts_with('#'), "{value}");
            rest = more;
        }
    }
    let entities = ["amp;", "lt;", "gt;", "quot;", "apos;"];
    for entity in page.split('&').skip(1) {
        assert!(entities.iter().any(|known| entity.starts_with(known)), "&{entity}");
    }
    let is_hidden = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}'..='\u{2029}' | '\u{2066}'..='\u{2069}');
    assert!(page.chars().all(|c| c == '\n' || !c.is_control() && !is_hidden(c)));
}

/// What a browser shows of a text.
fn shown(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_string(), |text, (entity, letter)| text.replace(entity, letter))
}

fn between<'a>(page: &'a str, begin: &str, end: &str) -> &'a str {
    page.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).map(|(text, _)| text).unwrap()
}

/// The cards, from their class on.
fn cards(page: &str) -> Vec<&str> {
    page.split("<article class=\"card").skip(1).collect()
}

#[test]
fn nothing_that_somebody_typed_is_markup_or_script() {
    for report in every_report() {
        is_harmless(&page(&report, &around(&report.title)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_at_all_that_can_be_typed_is_markup_or_script(
        pieces in vec(prop_oneof![any::<char>().prop_map(String::from), select(&NASTY[..]).prop_map(String::from)], 0..8),
    ) {
        let text = pieces.concat();
        is_harmless(&page(&nasty::report(&text, 4), &around(&text)));
    }
}

#[test]
fn the_text_alternative_is_the_terminals_story() {
    for report in every_report() {
        let story = terminal(&report, Style { columns: 80, unicode: true, color: false });
        let page = page(&report, &around(""));
        assert_eq!(shown(between(&page, "<pre id=\"terminal\" tabindex=\"0\">", "</pre>")), story);
    }
}

#[test]
fn nothing_is_fetched_and_only_the_script_of_the_page_may_run() {
    let page = page(&stories::lost_order(), &around(""));
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains("script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    assert!(!page.contains("src=") && !page.contains("url(h") && !page.contains("@import"));
    assert_eq!(page.matches("http").count(), 2 + page.matches("http-equiv").count(), "only the names of SVG");
}

#[test]
fn the_rule_breaks_at_its_row_and_not_before() {
    for report in [stories::lost_order(), stories::ghost_order(), stories::every_fault(), stories::guard()] {
        let rows = report.story.as_ref().unwrap().rows.len();
        let page = page(&report, &around(""));
        let rules: Vec<&str> = cards(&page).iter().map(|card| between(card, "data-rule=\"", "\"")).collect();
        let (last, before) = rules.split_last().unwrap();
        assert_eq!((*last, before.len()), ("broken", rows));
        assert!(before.iter().all(|rule| *rule == "open"), "{rules:?}");
    }
}

#[test]
fn a_story_in_which_no_rule_breaks_does_not_pretend_that_one_held() {
    let mut report = stories::lost_order();
    report.story.as_mut().unwrap().rows.pop();
    let page = page(&report, &around(""));
    assert!(cards(&page).iter().all(|card| between(card, "data-rule=\"", "\"") == "broken"));
}

#[test]
fn each_card_has_the_state_after_its_event_with_what_changed_in_words() {
    let page = page(&stories::lost_order(), &around(""));
    let cards = cards(&page);
    assert!(cards[0].contains("Before the first event") && cards[0].contains("open</span>"), "{}", cards[0]);
    assert!(!cards[0].contains("class=\"changed\""), "{}", cards[0]);
    assert!(cards[1].contains("<em class=\"mark\">+ new</em>"), "{}", cards[1]);
    assert!(!cards[2].contains("class=\"changed\""), "{}", cards[2]);
    assert!(cards[4].contains("<em class=\"mark\">● changed</em>"), "{}", cards[4]);
    assert!(cards[4].contains("status:</span> <del>open</del> → <ins>submitted</ins>"), "{}", cards[4]);
    assert!(cards[4].contains("at exercises/02-lost-or-ghost/src/lib.rs:44"), "{}", cards[4]);
    assert!(cards[5].contains("✗ CRASH") && cards[5].contains("submitted</span>"), "{}", cards[5]);
    assert!(cards[8].contains("<em class=\"mark\">− gone</em>"), "{}", cards[8]);
}

#[test]
fn a_failure_without_a_story_is_told_without_steps() {
    let missed = Report { broke: Some(Broke::Witness), story: None, ..stories::lost_order() };
    for report in [missed, stories::without_story(Verdict::Unknown), stories::without_story(Verdict::Broken)] {
        let page = page(&report, &around("02"));
        assert!(!page.contains("<nav") && !page.contains("<svg") && !page.contains("<article"));
        assert!(page.contains("cargo xtask check 02") && page.contains("class=\"badge alarm\""));
    }
}

#[test]
fn the_same_report_makes_the_same_page() {
    let draw = || page(&stories::every_fault(), &around("02"));
    assert_eq!(draw(), draw());
}
