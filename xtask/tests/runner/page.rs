//! `page`: from a log and a report file that stand there already, so that nothing is built. `stories` has one from a real check.

use std::fs;
use std::path::{Path, PathBuf};

use lab::report::{Broke, LaneKind, Report, Row, RowKind, Story};

use crate::kit::{Kit, Said};
use crate::samples::plain;

/// A kit whose last failure is of `it_works`, with this outcome; and the folder of its reports.
fn kit(id: &str, outcome: &str) -> (Kit, PathBuf) {
    let kit = Kit::new(&format!("page {id}"), &[plain(id, "#[test]\nfn it_works() {}\n")]);
    let log = format!(
        "{{\"v\":1,\"id\":\"1-1\",\"n\":1,\"at\":1,\"exercise\":\"{id}\",\"event\":\"failed\",\
         \"failure\":{{\"test\":\"it_works\",\"outcome\":\"{outcome}\"}}}}\n"
    );
    kit.write(".progress/log.jsonl", &log);
    let reports = kit.root.join("target/lab");
    let _ = fs::remove_dir_all(&reports);
    (kit, reports)
}

/// What `page` says where the target folder is that of the kit.
fn says(kit: &Kit, arguments: &[&str]) -> Said {
    let mut command = kit.xtask(arguments);
    command.env("CARGO_TARGET_DIR", "target");
    Said::from(command.output().unwrap())
}

fn report(package: &str, replay: &str) -> Report {
    let mut story = Story::default();
    let (worker, store) = (story.lane("<b>worker", LaneKind::Process), story.lane("store", LaneKind::Store));
    let row = Row::new(1, RowKind::Operation, worker, Some(store), "put </script><script>alert(1)</script>", "");
    story.rows.push(row.changing("store", "a", None, Some("{\"x\":\"<img onerror=alert(2)>\"}")));
    story.rows.push(Row::new(1, RowKind::Broken, worker, None, "", ""));
    let mut report = lab::exam::Ruling::broken("a title", "a rule", "a reason").story(story).report().clone();
    (report.package, report.test) = (package.to_string(), "it_works".to_string());
    report.replay = Some(replay.to_string());
    report
}

/// The page that a failed check names is there and tells that check's story.
#[track_caller]
pub fn is_of_this_check(said: &Said) -> PathBuf {
    let path = said.out.lines().find_map(|line| line.strip_prefix("(to step through: ")?.strip_suffix(')'));
    let path = PathBuf::from(path.unwrap_or_else(|| panic!("no page is named\n{}", said.out)));
    let page = fs::read_to_string(&path).unwrap();
    let (_, text) = page.split_once("<pre id=\"terminal\" tabindex=\"0\">").unwrap();
    let text = text.split_once("</pre>").unwrap().0.replace("&gt;", ">").replace("&apos;", "'").replace("&quot;", "\"");
    assert!(!text.is_empty() && said.out.contains(&text), "{text}\n is not in\n{}", said.out);
    path
}

#[test]
fn a_page_is_drawn_from_the_report_and_is_the_same_from_any_folder() {
    let (kit, reports) = kit("90-page", "broken");
    report("ex90-page", "abcd-ef01").write(&reports).unwrap();
    let said = says(&kit, &["page"]);
    said.expect(0, &["90 page, it_works: step through it with n and p", "\ntarget/lab/ex90-page/page.html\n"]);
    said.expect(0, &["Next: cargo xtask page 90 --open"]).one_next_step();
    let path = reports.join("ex90-page/page.html");
    let first = fs::read(&path).unwrap();
    let mut command = kit.xtask(&["page", "90"]);
    command.current_dir(kit.root.join("exercises/90-page/src")).env("CARGO_TARGET_DIR", kit.root.join("target"));
    Said::from(command.output().unwrap()).expect(0, &["target/lab/ex90-page/page.html"]);
    assert_eq!(fs::read(&path).unwrap(), first);
    let text = String::from_utf8(first).unwrap();
    for command in ["explain 90", "replay 90 abcd-ef01", "hint 90", "check 90"] {
        assert!(text.contains(&format!("<code>cargo xtask {command}</code>")), "{command}");
    }
    assert!(text.contains("90 page: page") && text.contains("exercises/90-page/src/lib.rs"));
    assert!(text.matches("<script").count() == 1 && !text.contains("<img") && !text.contains("<b>"));
    assert!(!text.contains(&*kit.root.to_string_lossy()), "a page knows no folder of this machine");
    let left: Vec<_> = fs::read_dir(reports.join("ex90-page")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_is_no_replay_id_is_no_command_either() {
    let (kit, reports) = kit("91-page", "broken");
    report("ex91-page", "x; touch ran").write(&reports).unwrap();
    says(&kit, &["page", "91"]).expect(0, &[]);
    let page = fs::read_to_string(reports.join("ex91-page/page.html")).unwrap();
    assert!(page.contains("replay id: x; touch ran") && !page.contains("cargo xtask replay"));
}

#[test]
fn without_its_report_a_page_says_what_to_run() {
    let (kit, reports) = kit("92-page", "broken");
    let said = says(&kit, &["page"]);
    said.expect(2, &["the report of `it_works` is not there any more: target/lab/ex92-page/it_works.json"]);
    said.expect(2, &["Next: cargo xtask check 92"]).one_next_step();
    let passed = Report { package: "ex92-page".to_string(), ..lab::exam::Ruling::holds("a title").report().clone() };
    Report { test: "it_works".to_string(), ..passed }.write(&reports).unwrap();
    says(&kit, &["page"]).expect(2, &["`it_works` has passed since it failed last"]).one_next_step();
    kit.write("target/lab/ex92-page/it_works.json", "{");
    says(&kit, &["page"]).expect(2, &["it_works.json: EOF", "Next: cargo xtask check 92"]).one_next_step();
    let (kit, _) = self::kit("93-page", "failed");
    let said = says(&kit, &["page"]);
    said.expect(2, &["`it_works`, left no run to draw", "Next: cargo xtask explain 93"]).one_next_step();
    fs::remove_dir_all(kit.root.join(".progress")).unwrap();
    says(&kit, &["page"]).expect(2, &["no failed check of 93 page is on record"]).one_next_step();
}

#[test]
fn a_failure_without_a_story_has_a_page_without_steps() {
    let (kit, reports) = kit("94-page", "broken");
    let report = Report { story: None, broke: Some(Broke::Witness), ..report("ex94-page", "abcd") };
    report.write(&reports).unwrap();
    let said = says(&kit, &["page"]);
    said.expect(0, &["94 page, it_works\n", "page.html"]).one_next_step();
    assert!(fs::read_to_string(reports.join("ex94-page/page.html")).unwrap().contains("MISSED"));
}

#[test]
fn a_page_that_cannot_be_written_is_told_with_its_own_code() {
    let (kit, reports) = kit("95-page", "broken");
    report("ex95-page", "abcd").write(&reports).unwrap();
    fs::create_dir_all(reports.join("ex95-page/page.html/in the way")).unwrap();
    says(&kit, &["page"]).expect(6, &["cannot write", "page.html"]).one_next_step();
    assert_eq!(fs::read_dir(reports.join("ex95-page")).unwrap().count(), 2, "nothing is left beside it");
}

#[cfg(unix)]
mod open {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// The systems' opener, as one that writes down what it is asked, and ends with this code.
    fn opener(kit: &Kit, code: u8) -> PathBuf {
        let folder = kit.root.join("programs");
        let name = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        kit.write(
            &format!("programs/{name}"),
            &format!("#!/bin/sh\necho \"$@\" > \"{}\"\nexit {code}\n", asked(kit).display()),
        );
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    fn asked(kit: &Kit) -> PathBuf {
        kit.root.join("asked")
    }

    fn says(kit: &Kit, programs: &Path) -> Said {
        let mut command = kit.xtask(&["page", "--open"]);
        command.env("CARGO_TARGET_DIR", "target").env("PATH", programs);
        Said::from(command.output().unwrap())
    }

    #[test]
    fn the_systems_opener_opens_the_page_and_where_there_is_none_that_is_told() {
        let (kit, reports) = kit("96-page", "broken");
        report("ex96-page", "abcd").write(&reports).unwrap();
        let _ = fs::remove_dir_all(kit.root.join("programs"));
        let said = says(&kit, &kit.root.join("programs"));
        said.expect(3, &["no program here to open target/lab/ex96-page/page.html with", "in a browser"])
            .one_next_step();
        assert!(reports.join("ex96-page/page.html").is_file(), "it is there for another browser");
        says(&kit, &opener(&kit, 0)).expect(0, &["Next: cargo xtask explain 96"]).one_next_step();
        assert_eq!(
            fs::read_to_string(asked(&kit)).unwrap().trim(),
            reports.join("ex96-page/page.html").to_string_lossy()
        );
        says(&kit, &opener(&kit, 3)).expect(3, &["could not open target/lab/ex96-page/page.html"]).one_next_step();
    }
}
