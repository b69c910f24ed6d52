//! How exercises are named, and what the runner says where a name fits none or several.

use crate::kit::Kit;
use crate::samples::green;

fn kit(name: &str) -> Kit {
    Kit::new(name, &[green("02-lost-or-ghost"), green("03-local-queue"), green("warm-up")])
}

#[test]
fn a_name_that_fits_none_gets_the_nearest_and_what_is_there() {
    let kit = kit("no such");
    for asked in ["99", "0", "-1x", "goast", "lost-or-gost", ""] {
        let said = kit.says(&["check", "--", asked]);
        said.expect(2, &["no exercise", "02-lost-or-ghost, 03-local-queue"]).one_next_step();
        assert_eq!(said.out, "");
    }
    kit.says(&["check", "goast"]).expect(2, &["the nearest name is 02-lost-or-ghost", "Next: cargo xtask check 2"]);
}

#[test]
fn a_name_that_fits_several_is_refused_with_all_of_them() {
    kit("several").says(&["check", "lo"]).expect(2, &["02-lost-or-ghost", "03-local-queue"]).one_next_step();
}

#[test]
fn an_exercise_of_the_plan_that_is_not_there_is_said_so() {
    let kit = kit("not there");
    for asked in ["7", "07", "outbox", "07-outbox"] {
        kit.says(&["check", asked]).expect(2, &["exercise 07 outbox is not there yet"]).one_next_step();
    }
}

#[test]
fn an_unknown_verb_gets_the_nearest_and_the_list() {
    let said = kit("verb").says(&["chek"]);
    said.expect(2, &["no verb `chek`", "the nearest is check", "list, next, read, check"]).one_next_step();
    assert_eq!(said.out, "");
}

#[test]
fn what_is_not_there_is_not_proposed() {
    let kit = kit("proposed");
    let said = kit.says(&["check", "outbix"]);
    said.expect(2, &["no exercise `outbix`", "Next: cargo xtask list"]).one_next_step();
    assert!(!said.err.contains("07-outbox"), "{}", said.err);
    let said = kit.says(&["check", "o"]);
    said.expect(2, &["`o` may be one of: 02-lost-or-ghost, 03-local-queue\n"]).one_next_step();
}

#[test]
fn an_exercise_in_place_of_a_verb_is_seen() {
    let kit = kit("no verb");
    kit.says(&["warm"]).expect(2, &["`warm` is an exercise: warm-up", "Next: cargo xtask check warm-up"]);
    kit.says(&["2"]).expect(2, &["Next: cargo xtask check 2"]).one_next_step();
    let said = kit.says(&["nonsense"]);
    said.expect(2, &["no verb `nonsense`", "Next: cargo xtask --help"]).one_next_step();
}

#[test]
fn an_unknown_option_names_itself() {
    let kit = kit("option");
    kit.says(&["check", "--jsn"]).expect(2, &["--jsn", "--json", "Next: cargo xtask check --help"]).one_next_step();
    kit.says(&["--jsn"]).expect(2, &["--jsn", "Next: cargo xtask --help"]).one_next_step();
}

#[test]
fn every_way_to_name_an_exercise_leads_to_it() {
    let kit = Kit::new("ways", &[green("31-one-way")]);
    for asked in ["31", "031", "31-one-way", "one-way", "One", "exercises/31-one-way/", "way"] {
        kit.says(&["check", asked]).expect(0, &["PASSED  31 one-way"]);
    }
}

#[test]
fn the_folder_you_stand_in_is_the_exercise() {
    let kit = Kit::new("standing", &[green("32-first"), green("33-second")]);
    let mut command = kit.xtask(&["check"]);
    command.current_dir(kit.root.join("exercises/33-second/src"));
    crate::kit::Said::from(command.output().unwrap()).expect(0, &["PASSED  33 second", "Next: cargo xtask next"]);
    kit.says(&["check"]).expect(0, &["PASSED  32 first"]);
    kit.says(&["check"]).expect(0, &["all exercises that are there have passed"]).one_next_step();
}

#[test]
fn list_has_all_of_the_plan_and_more_that_is_there() {
    let kit = kit("list");
    let said = kit.says(&["list"]);
    said.expect(0, &["warm-up", "02 lost-or-ghost", "not tried", "15 full-exchange", "not there yet"]);
    let said = kit.says(&["list", "--json"]);
    let lines = said.expect(0, &[]).json();
    assert_eq!(lines.len(), 16);
    assert!(lines[0]["number"].is_null());
    assert_eq!((&lines[0]["slug"], &lines[0]["state"]), (&"warm-up".into(), &"new".into()));
    let missing = r#"{"number":1,"slug":"call-chain","title":"Call chain","module":1,"minutes":10,"state":"missing"}"#;
    assert_eq!(said.out.lines().nth(1), Some(missing));
}

#[test]
fn home_fits_a_small_terminal() {
    let said = kit("home").says(&[]);
    said.expect(0, &["1  synchronous and asynchronous", "0 of 3 passed, 1 not there yet", "You are at warm-up"]);
    said.one_next_step();
    assert!(said.out.lines().count() <= 23 && said.out.lines().all(|line| line.chars().count() <= 80), "{}", said.out);
}

#[test]
fn every_help_fits_a_terminal() {
    let kit = kit("help");
    let all = kit.says(&["--help"]).out;
    let verbs = all.lines().skip_while(|line| *line != "Verbs:").skip(1).take_while(|line| !line.is_empty());
    let verbs: Vec<&str> = verbs.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(verbs.contains(&"check"), "{all}");
    for verb in verbs {
        let help = kit.says(&[verb, "--help"]).out;
        assert_eq!(help.lines().find(|line| line.chars().count() > 80), None, "{verb}");
    }
}

#[test]
fn what_is_wider_than_a_terminal_is_wrapped() {
    let (long, longer) = ("41-a-name-of-four-and-twenty-letters", "42-another-name-that-is-no-shorter-than-that");
    let kit = Kit::new("wide", &[green(long), green(longer), green("43-a-third-one-of-many-words")]);
    let event = r#"{"v":1,"id":"a","n":1,"at":1,"exercise":"41-a-name-of-four-and-twenty-letters","event":"failed"}"#;
    kit.write(".progress/log.jsonl", &format!("{event}\n"));
    for arguments in
        [&[][..], &["next"], &["check", "nonsense"], &["check", "name"], &["debrief", "41"], &["reset", "41"]]
    {
        let said = kit.says(arguments);
        said.one_next_step();
        let wide = said.out.lines().chain(said.err.lines()).find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{arguments:?}");
    }
}
