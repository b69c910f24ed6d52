//! The tasks of the editor: that they call verbs that there are, and that their matchers find what the runner really prints.

use std::fs;

use regex_lite::Regex;
use serde_json::Value;

use crate::kit::{Kit, Sample, repository};
use crate::samples::green;

/// What a matcher found in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which matcher.
    pub owner: String,
    /// The file as it is printed.
    pub file: String,
    /// The line in it.
    pub line: u32,
    /// What is said of it.
    pub message: String,
}

fn tasks() -> Vec<Value> {
    let text = fs::read_to_string(repository().join(".vscode/tasks.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["version"], "2.0.0");
    file["tasks"].as_array().unwrap().clone()
}

/// The matchers of a task: the owner of each, and its patterns with the groups that they name.
pub struct Matchers(Vec<(String, Vec<(Regex, Value)>)>);

impl Matchers {
    /// Those of the task with this label.
    pub fn of(label: &str) -> Matchers {
        let tasks = tasks();
        let task = tasks.iter().find(|task| task["label"] == label).unwrap_or_else(|| panic!("no task `{label}`"));
        let patterns = |matcher: &Value| {
            let patterns = matcher["pattern"].as_array().unwrap().iter();
            patterns
                .map(|pattern| (Regex::new(pattern["regexp"].as_str().unwrap()).unwrap(), pattern.clone()))
                .collect()
        };
        let matchers = task["problemMatcher"].as_array().unwrap().iter();
        Matchers(matchers.map(|matcher| (matcher["owner"].as_str().unwrap().to_string(), patterns(matcher))).collect())
    }

    /// What they find, line by line, as the editor does: the patterns of one matcher have to match lines that follow each other, and
    /// the first matcher that fits has the line.
    pub fn find(&self, text: &str) -> Vec<Problem> {
        let lines: Vec<&str> = text.lines().collect();
        let at = |at: usize| self.0.iter().find_map(|(owner, patterns)| matched(owner, patterns, &lines[at..]));
        (0..lines.len()).filter_map(at).collect()
    }
}

fn matched(owner: &str, patterns: &[(Regex, Value)], lines: &[&str]) -> Option<Problem> {
    let mut problem = Problem { owner: owner.to_string(), file: String::new(), line: 0, message: String::new() };
    if lines.len() < patterns.len() {
        return None;
    }
    for ((regex, names), line) in patterns.iter().zip(lines) {
        let groups = regex.captures(line)?;
        let group = |name: &str| Some(groups.get(names[name].as_u64()? as usize)?.as_str().trim().to_string());
        problem.file = group("file").unwrap_or(problem.file);
        problem.line = group("line").map_or(problem.line, |line| line.parse().unwrap());
        problem.message = group("message").unwrap_or(problem.message);
    }
    // The editor shows nothing for a match without one of the three.
    (!problem.file.is_empty() && problem.line > 0 && !problem.message.is_empty()).then_some(problem)
}

#[test]
fn every_task_calls_a_verb_and_options_that_there_are() {
    let kit = Kit::new("tasks", &[green("02-lost-or-ghost")]);
    let help = kit.says(&["--help"]).out;
    let verbs: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    for task in tasks() {
        let words = task["args"].as_array().cloned().unwrap_or_default();
        let words: Vec<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
        assert_eq!(
            (task["type"].as_str(), task["command"].as_str(), words[0]),
            (Some("process"), Some("cargo"), "xtask")
        );
        assert!(verbs.contains(&words[1]), "`{}` is none of {verbs:?}", words[1]);
        let help = kit.says(&[words[1], "--help"]).out;
        assert!(words[2..].iter().all(|option| help.contains(option)), "{words:?}: {help}");
        assert_eq!(task["options"]["cwd"], "${fileDirname}", "the exercise is the one that is open");
        // Groups that a pattern names must be there, and must compile.
        for pattern in
            task["problemMatcher"].as_array().unwrap().iter().flat_map(|matcher| matcher["pattern"].as_array().unwrap())
        {
            let regex = Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
            let groups = pattern.as_object().unwrap().values().filter_map(Value::as_u64);
            assert!(groups.into_iter().all(|group| (group as usize) < regex.captures_len()), "{pattern}");
        }
    }
}

#[test]
fn both_checks_have_the_same_matchers() {
    let of = |label: &str| tasks().into_iter().find(|task| task["label"] == label).unwrap()["problemMatcher"].clone();
    assert_eq!(of("check this exercise"), of("check the mob's half of this exercise"));
}

#[test]
fn an_error_of_the_compiler_is_found() {
    let source = "pub fn f() -> u32 {\n    \"x\"\n}\n\npub fn g() {\n    nothing()\n}\n";
    let kit = Kit::new("tasks compiler", &[Sample { source, ..green("84-two-errors") }]);
    let mut command = kit.xtask(&["check"]);
    command.current_dir(kit.root.join("exercises/84-two-errors/src"));
    let said = crate::kit::Said::from(command.output().unwrap());
    said.expect(1, &["could not compile"]);
    let mut found = Matchers::of("check this exercise").find(&said.err);
    found.sort_by_key(|problem| problem.line);
    let file = "exercises/84-two-errors/src/lib.rs".to_string();
    assert_eq!((found.len(), &found[0].file, found[0].line), (2, &file, 2), "{found:?}\n{}", said.err);
    assert_eq!(found[0].message, "mismatched types");
    assert_eq!((&found[1].file, found[1].line, found[1].owner.as_str()), (&file, 6, "rustc"), "{found:?}");
}

#[test]
fn every_place_in_a_story_is_found() {
    let place = Regex::new(r"(\w+\.rs):(\d+)").unwrap();
    let matchers = Matchers::of("check this exercise");
    let mut places = 0;
    for solution in fs::read_dir(repository().join("solutions")).unwrap() {
        let Ok(stories) = fs::read_dir(solution.unwrap().path().join("stories")) else { continue };
        for story in stories
            .map(|story| story.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        {
            for line in fs::read_to_string(&story).unwrap().lines() {
                let Some(groups) = place.captures(line) else { continue };
                let found = matchers.find(line);
                assert_eq!(found.len(), 1, "{}: {line}", story.display());
                assert_eq!((&*found[0].file, &*found[0].line.to_string()), (&groups[1], &groups[2]), "{line}");
                places += 1;
            }
        }
    }
    assert!(places > 500, "{places} places in all stories");
}
