//! The verbs that show texts: what is open, what is closed, what is recorded.

use std::process::Stdio;

use crate::kit::{Kit, Said, Sample};
use crate::samples::{ANSWER, DEBRIEF, ONE, SHIPPED, fill_solution, green, whole};

/// Lines of the log, as if these checks had been made.
fn log(id: &str, events: &[&str]) -> String {
    let line = |(n, event): (usize, &&str)| {
        format!("{{\"v\":1,\"id\":\"{n}\",\"n\":{},\"at\":1,\"exercise\":\"{id}\",\"event\":\"{event}\"}}\n", n + 1)
    };
    events.iter().enumerate().map(line).collect()
}

#[test]
fn each_hint_shows_one_level_more_and_the_earlier_ones_again() {
    let kit = whole("hints", "20-hints");
    let said = kit.says(&["hint", "20"]);
    said.expect(0, &["Hint 1 of 3: A question", "Who comes back?"]).one_next_step();
    assert!(!said.out.contains("Hint 2"));
    kit.says(&["hint", "20"]).expect(0, &["Hint 1 of 3", "Hint 2 of 3: The idea"]);
    kit.says(&["hint", "20"]).expect(0, &["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]);
    kit.says(&["hint", "20"]).expect(0, &["Hint 3 of 3"]).one_next_step();
    assert_eq!(kit.read(".progress/log.jsonl").lines().count(), 3, "the fourth call reveals nothing");
    kit.says(&[]).expect(0, &["3 hints read"]);
}

#[test]
fn a_hint_that_cannot_be_recorded_is_shown_all_the_same() {
    let kit = whole("hint unrecorded", "20-hints");
    kit.write(".progress", "in the way\n");
    let said = kit.says(&["hint", "20"]);
    said.expect(6, &["Hint 1 of 3", "is not recorded", "exercises/20-hints/hints.md"]).one_next_step();
}

#[test]
fn an_exercise_without_hints_says_so() {
    let kit = whole("no hints", "20-hints");
    std::fs::remove_file(kit.root.join("exercises/20-hints/hints.md")).unwrap();
    kit.says(&["hint"]).expect(2, &["20 hints has no hints"]).one_next_step();
}

#[test]
fn the_debrief_opens_after_a_pass_with_its_answers() {
    let kit = whole("debrief", "21-debrief");
    kit.says(&["debrief", "21"]).expect(4, &["closed", "so far: 0 of 3 hints, 0 failed checks"]).one_next_step();
    kit.write(".progress/log.jsonl", &log("21-debrief", &["passed", "failed"]));
    let said = kit.says(&["debrief"]);
    said.expect(0, &["Why it works", "(settle the questions first, then: debrief 21 --answers)"]).one_next_step();
    assert_eq!(said.out.matches("--answers").count(), 1, "{}", said.out);
    said.expect(
        0,
        &["(where it leads: `debrief 21 --mob`)", "Next: cargo xtask check all, since all that are there have passed"],
    );
    assert!(!said.out.contains("<details>") && DEBRIEF.contains("<details>"));
    assert!(!said.out.contains("Because it was saved.") && !said.out.contains("To a story"), "{}", said.out);
}

#[test]
fn the_answers_and_where_the_mobs_half_leads_are_shown_on_demand() {
    let kit = whole("answers", "26-answers");
    kit.says(&["debrief", "26", "--answers"]).expect(4, &["closed"]).one_next_step();
    kit.write(".progress/log.jsonl", &log("26-answers", &["passed"]));
    let said = kit.says(&["debrief", "26", "--answers"]);
    said.expect(0, &["1. Why?", "[Answer]", "Because it was saved.", "check all"]).one_next_step();
    assert!(!said.out.contains("Try it.") && !said.out.contains("To a story"), "{}", said.out);
    let said = kit.says(&["debrief", "26", "--mob"]);
    said.expect(0, &["Try it.", "To a story (solutions/26-answers/wrong-turns/two.patch)"]).one_next_step();
    said.expect(0, &["(cargo xtask read the-lab)"]);
    assert!(!said.out.contains("Because"), "{}", said.out);
    kit.write("solutions/26-answers/README.md", "# No questions\n");
    kit.says(&["debrief", "26", "--answers"]).expect(2, &["has no questions with answers"]).one_next_step();
}

#[test]
fn a_hint_after_a_pass_leads_to_the_debrief() {
    let kit = whole("late hint", "27-late-hint");
    kit.write(".progress/log.jsonl", &log("27-late-hint", &["passed"]));
    kit.says(&["hint", "27"]).expect(0, &["Hint 1 of 3", "Next: cargo xtask debrief 27"]).one_next_step();
}

#[test]
fn the_solution_opens_after_all_hints_and_three_failed_checks() {
    let kit = whole("solution", "22-solution");
    kit.write(".progress/log.jsonl", &log("22-solution", &["failed", "failed"]));
    kit.says(&["solution", "22"]).expect(4, &["0 of 3 hints, 2 failed", "cargo xtask hint 22"]).one_next_step();
    for _ in 0..3 {
        kit.says(&["hint", "22"]).expect(0, &[]);
    }
    kit.says(&["solution", "22"]).expect(4, &["3 of 3 hints, 2 failed", "cargo xtask check 22"]);
    kit.write(
        ".progress/log.jsonl",
        &(kit.read(".progress/log.jsonl") + &log("22-solution", &["failed", "failed", "failed"])),
    );
    kit.says(&["solution", "22"]).expect(0, &["+//! The answer.", "-//! As shipped."]).one_next_step();
}

#[test]
fn unlocking_asks_and_no_answer_is_no() {
    let kit = whole("unlock", "23-unlock");
    kit.says(&["solution", "23", "--unlock"]).expect(4, &["Type yes", "nobody said yes"]).one_next_step();
    assert_eq!(kit.says(&["debrief", "23", "--unlock"]).code, Some(4));
    assert_eq!(kit.read(".progress/log.jsonl"), "");
    let mut command = kit.xtask(&["solution", "23", "--unlock"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"yes\n").unwrap();
    Said::from(child.wait_with_output().unwrap()).expect(0, &["+//! The answer."]);
    kit.says(&["debrief", "23"]).expect(0, &["Why it works"]);
    assert!(kit.read(".progress/log.jsonl").contains("unlocked"));
    let kit = whole("unlock", "23-unlock");
    kit.says(&["debrief", "23", "--unlock", "--yes"]).expect(0, &["Why it works"]);
}

#[test]
fn next_and_read_lead_to_the_task() {
    let kit = whole("read", "24-read");
    kit.says(&["next"]).expect(0, &["24 read", "not tried", "Next: cargo xtask read 24"]).one_next_step();
    let said = kit.says(&["read"]);
    said.expect(0, &["The task", "keep **no** order", "Next: edit exercises/24-read/src/lib.rs"]).one_next_step();
    kit.says(&["read", "24", "--lecture"]).expect(2, &["no chapter belongs to"]).one_next_step();
    kit.write("lectures/src/reading-a-story.md", "# Reading a story\n\nA row is a step.\n");
    kit.says(&["read", "story"]).expect(0, &["Reading a story", "A row is a step."]).one_next_step();
    let said = kit.says(&["read", "nonsense"]);
    said.expect(2, &["no exercise `nonsense`", "and no chapter; there are:\n  reading-a-story"]).one_next_step();
    kit.write(".progress/log.jsonl", &log("24-read", &["passed"]));
    kit.says(&["next"]).expect(0, &["have passed"]).one_next_step();
    kit.says(&["hint"]).expect(2, &["say which one is meant"]).one_next_step();
}

const CHAPTER: &str = "# Identity\n\n## Questions\n\n1. Who?\n\n   <details><summary>Answer</summary>\n\n   Me.\n\n   </details>\n\n\
    <details><summary>For the instructor</summary>\n\n**Do not** say it.\n\n</details>\n";

#[test]
fn a_chapter_keeps_its_answers_and_the_instructors_note_until_asked() {
    let kit = whole("chapter", "28-chapter");
    kit.write("lectures/src/identity.md", CHAPTER);
    let said = kit.says(&["read", "identity"]);
    said.expect(0, &["1. Who?"]).one_next_step();
    said.expect(0, &["\n(kept back: answers with --answers, the instructor's note with --instructor)\n"]);
    assert!(!said.out.contains("Me.") && !said.out.contains("Do not") && !said.out.contains("[For"), "{}", said.out);
    let said = kit.says(&["read", "identity", "--answers"]);
    said.expect(0, &["1. Who?", "[Answer]", "Me."]).one_next_step();
    assert!(!said.out.contains("Do not"), "{}", said.out);
    let said = kit.says(&["read", "identity", "--instructor"]);
    said.expect(0, &["[For the instructor]", "Do not say it."]).one_next_step();
    assert!(!said.out.contains("Who?"), "{}", said.out);
    kit.write("lectures/src/plain.md", "# Nothing held\n");
    kit.says(&["read", "plain", "--answers"]).expect(2, &["has no questions with answers"]).one_next_step();
    kit.says(&["read", "plain", "--instructor"]).expect(2, &["has no note for the instructor"]).one_next_step();
    let _ = std::fs::remove_file(kit.root.join("lectures/src/instructor.md"));
    kit.says(&["read", "28", "--instructor"]).expect(2, &["28 chapter is an exercise"]).one_next_step();
    kit.write(
        "lectures/src/instructor.md",
        "# G\n\n### 27 other\n\nNo.\n\n### 28 chapter\n\nAsk it.\n\n## After\n\nNo.\n",
    );
    let said = kit.says(&["read", "28", "--instructor"]);
    said.expect(0, &["28 chapter", "Ask it.", "Next: cargo xtask read 28 --lecture --instructor"]).one_next_step();
    assert!(!said.out.contains("No."), "{}", said.out);
    let said = kit.says(&["read", "28", "--answers"]);
    said.expect(2, &["28 chapter is an exercise", "read 28 --lecture --answers"]).one_next_step();
}

#[test]
fn the_way_from_one_exercise_to_the_next_leads_through_the_lecture() {
    let lecture = format!("lecture = \"identity\"\n{ONE}");
    let second = Sample { ladder: &lecture, ..green("30-second") };
    let kit = Kit::new("way", &[green("29-first"), second]);
    fill_solution(&kit, "29-first", SHIPPED, ANSWER);
    fill_solution(&kit, "30-second", SHIPPED, ANSWER);
    kit.write("lectures/src/identity.md", CHAPTER);
    kit.write(".progress/log.jsonl", &log("29-first", &["passed"]));
    let said = kit.says(&["debrief", "29"]);
    said.expect(0, &["Next: cargo xtask read 30 --lecture, the lecture of 30 second"]).one_next_step();
    let said = kit.says(&["read", "30", "--lecture"]);
    said.expect(0, &["(kept back: answers with --answers,", "Next: cargo xtask read 30"]).one_next_step();
    assert_eq!(said.out.matches("answer").count(), 2, "{}", said.out);
    kit.says(&["read", "30", "--lecture", "--answers"]).expect(0, &["Me."]).one_next_step();
    kit.says(&["read", "30"]).expect(0, &["Its lecture: cargo xtask read 30 --lecture"]).one_next_step();
    let task = kit.read("exercises/30-second/README.md") + "\n## Predict first\n\nWho?\n";
    kit.write("exercises/30-second/README.md", &task);
    kit.says(&["read", "30"]).expect(0, &["Next: predict, then cargo xtask check 30"]).one_next_step();
    kit.write(".progress/log.jsonl", &log("29-first", &["passed", "failed"]));
    kit.says(&["next"]).expect(0, &["30 second"]).one_next_step();
    kit.says(&[]).expect(0, &["1 of 2 passed", "You are at 30 second"]).one_next_step();
    kit.says(&["list"]).expect(0, &["failed (passed before)"]);
}

#[test]
fn no_line_is_wider_than_eighty_columns() {
    let kit = whole("narrow", "25-narrow");
    let verbs: [&[&str]; 9] = [
        &["next"],
        &["read"],
        &["hint"],
        &["solution"],
        &["solution", "--unlock", "--yes"],
        &["debrief"],
        &["solution", "--apply"],
        &["reset"],
        &["undo-reset"],
    ];
    for verb in verbs {
        let said = kit.says(verb);
        let wide = |line: &&str| line.chars().count() > 80;
        assert_eq!(said.out.lines().chain(said.err.lines()).find(wide), None, "{verb:?}");
        assert!(!said.out.contains('\u{1b}'));
    }
}
