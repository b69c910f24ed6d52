//! What `verify` proves, and that it turns red where a promise is broken.

use std::collections::BTreeSet;
use std::path::Path;

use crate::verify_kit::{ID, VerifyKit, files};

const SHIPPED: &str = "solutions/NN/shipped/lib.rs";
const SOURCE: &str = "exercises/NN/src/lib.rs";

#[test]
fn an_exercise_added_by_the_list_holds() {
    let kit = VerifyKit::new();
    kit.verify(&[]).expect(0, &["All of it holds: 1 exercise, 6 variants", "3 break what they say", "1 pass"]);
    kit.verify(&["90"]).expect(0, &["90 count-once  pristine      ok"]);
    kit.verify(&["7"]).expect(2, &["exercise 07 outbox is not there yet"]).one_next_step();
}

#[test]
fn a_given_file_beside_the_learners_goes_with_every_variant() {
    let kit = VerifyKit::new();
    kit.write("exercises/NN/src/given.rs", "//! Given: no need to edit.\n\npub type Counts = lab::Store<u32>;\n");
    for file in [SOURCE, SHIPPED, "solutions/NN/src/lib.rs"] {
        kit.edit(file, "use lab::{", "mod given;\npub use given::Counts;\n\nuse lab::{");
    }
    kit.verify(&[]).expect(0, &["All of it holds: 1 exercise, 6 variants"]);
    kit.remove("exercises/NN/src/given.rs");
    kit.verify(&[]).expect(1, &["does not compile", "given"]);
}

/// Where a step names a file with a star, the exercise needs at least one such file.
#[test]
fn the_list_names_the_files_of_an_exercise() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(".github").join("CONTRIBUTING.md");
    let text = std::fs::read_to_string(path).unwrap();
    let list = text.split("## Add an exercise").nth(1).unwrap().split("\n## ").next().unwrap();
    let quoted = list.split('`').skip(1).step_by(2);
    let named: BTreeSet<String> =
        quoted.filter(|word| word.starts_with("exercises/NN") || word.starts_with("solutions/NN")).map(place).collect();
    let mut there: BTreeSet<String> = files().iter().map(|path| place(&path.replace(ID, "NN-slug"))).collect();
    // The last step makes them.
    there.insert("solutions/NN-slug/stories".to_string());
    assert_eq!(named, there);
}

/// The folder for what has names of its own, else the file.
fn place(path: &str) -> String {
    let own = ["/wrong-turns/", "/alternatives/", "/stories/"];
    match own.iter().find(|folder| path.contains(**folder)) {
        Some(_) => path.rsplit_once('/').unwrap().0.to_string(),
        None => path.to_string(),
    }
}

#[test]
fn a_shipped_exercise_that_passes_is_red() {
    let kit = VerifyKit::new();
    let solution = kit.read("solutions/NN/src/lib.rs");
    kit.write(SHIPPED, &solution);
    kit.write(SOURCE, &solution);
    let said = kit.verify(&["90"]);
    said.expect(1, &["shipped       RED  it passes: nothing is to be done"]).one_next_step();
}

#[test]
fn another_rule_than_declared_is_red() {
    let kit = VerifyKit::new();
    kit.edit("exercises/NN/Cargo.toml", "rule = \"an order is counted once\"", "rule = \"an order is counted\"");
    let said =
        "a_redelivered_order_counts_once is declared to break the rule `an order is counted` and breaks the rule";
    kit.is_red(&[said]);
}

#[test]
fn a_test_that_is_green_against_the_ladder_is_red() {
    let kit = VerifyKit::new();
    kit.edit(
        "exercises/NN/Cargo.toml",
        "test = \"an_order_is_counted\"\nshipped = \"green\"",
        "test = \"an_order_is_counted\"\nshipped = \"red\"\nrule = \"an order is counted once\"",
    );
    let said = kit.verify(&["90"]);
    said.expect(1, &["an_order_is_counted is declared to break the rule", "and is green"]).one_next_step();
}

#[test]
fn a_variant_that_does_not_compile_is_red_and_hides_no_other() {
    let kit = VerifyKit::new();
    let nothing = "this is no Rust\n";
    kit.write("solutions/NN/src/lib.rs", nothing);
    let said = kit.verify(&[]);
    said.expect(1, &["solution      RED  does not compile: ", "do: mend solutions/90-count-once/src/lib.rs"]);
    said.expect(1, &["shipped       ok", "wrong turns   ok   3 break what they say"]).one_next_step();
}

#[test]
fn a_shipped_exercise_with_a_warning_is_red() {
    let kit = VerifyKit::new();
    for file in [SHIPPED, SOURCE, "solutions/NN/src/lib.rs"] {
        let used = "use serde::{Deserialize, Serialize};";
        kit.edit(file, used, &format!("use std::fmt::Debug as _;\n{used}"));
    }
    let said = kit.verify(&["90"]);
    said.expect(1, &["shipped       RED  compiles with 1 warnings: unused import"]);
    said.expect(
        1,
        &["solution      RED  compiles with 1 warnings", "condition-on-the-version: compiles with 1 warnings"],
    );
}

#[test]
fn a_wrong_turn_that_passes_is_red() {
    let kit = VerifyKit::new();
    kit.edit(
        "solutions/NN/wrong-turns/not-counted.patch",
        "+    counts.load(&message.order).await?;",
        "+    counts.put(&message.order, &1).await?;",
    );
    kit.is_red(&["wrong turns   RED  not-counted: passes, so it is no wrong turn"]);
}

#[test]
fn a_wrong_turn_that_only_meets_a_guard_is_red() {
    let kit = VerifyKit::new();
    let patch = "solutions/NN/wrong-turns/not-counted.patch";
    kit.edit(patch, "+    counts.load(&message.order).await?;", "+    counts.load(&message.order).await?.unwrap();");
    kit.is_red(&["not-counted: has to break a rule, and an_order_is_counted meets the guard"]);
}

#[test]
fn a_wrong_turn_with_a_false_or_missing_heading_is_red() {
    let kit = VerifyKit::new();
    kit.edit("solutions/NN/wrong-turns/not-counted.patch", "0 faults", "2 faults");
    let line = "with the line `breaks: an_order_is_counted: an order is counted once: 0 faults`";
    kit.is_red(&["not-counted: its heading does not say what it breaks first", line]);
    kit.edit("solutions/NN/wrong-turns/not-counted.patch", "2 faults", "0 faults");
    kit.edit("solutions/NN/wrong-turns/not-counted.patch", "Why it tempts: ", "");
    kit.is_red(&["not-counted: its heading has no `Why it tempts: `"]);
    kit.remove("solutions/NN/wrong-turns/not-counted.patch");
    kit.is_red(&["there are 2 wrong turns, expected at least 3"]);
}

#[test]
fn a_patch_that_no_longer_applies_is_red() {
    let kit = VerifyKit::new();
    kit.edit("solutions/NN/alternatives/made-once.patch", "-    let before = ", "-    let earlier = ");
    kit.is_red(&["alternatives  RED  made-once: the patch does not apply: ", "against shipped/lib.rs"]);
}

#[test]
fn patches_with_carriage_returns_apply() {
    let kit = VerifyKit::new();
    for file in [SHIPPED, SOURCE, "solutions/NN/wrong-turns/not-counted.patch", "exercises/NN/hints.md"] {
        kit.write(file, &kit.read(file).replace('\n', "\r\n"));
    }
    kit.verify(&[]).expect(0, &["All of it holds"]);
}

#[test]
fn a_hint_that_holds_a_line_of_the_answer_is_red() {
    let kit = VerifyKit::new();
    kit.edit("exercises/NN/hints.md", "Do not add", "Write `counts.put(&message.order,\n&1).await?;`. Do not add");
    kit.is_red(&["hints.md holds a line of the answer: counts.put(&message.order, &1).await?;"]);
}

#[test]
fn hints_without_three_levels_are_red() {
    let kit = VerifyKit::new();
    kit.edit("exercises/NN/hints.md", "## 3. ", "### ");
    kit.is_red(&["exercises/90-count-once/hints.md has 2 levels"]);
}

#[test]
fn a_task_or_debrief_without_a_part_is_red() {
    let kit = VerifyKit::new();
    kit.edit("exercises/NN/README.md", "## Predict first", "## Think");
    kit.is_red(&["exercises/90-count-once/README.md has no `## Predict first`"]);
}

#[test]
fn a_stale_or_missing_story_is_red_until_it_is_blessed() {
    let kit = VerifyKit::new();
    let story = "solutions/NN/stories/a_redelivered_order_counts_once.txt";
    let text = kit.read(story);
    kit.edit(story, "BROKEN", "BROKE");
    kit.is_red(&["stories/a_redelivered_order_counts_once.txt is stale", "do: cargo xtask verify 90 --bless"]);
    kit.remove(story);
    kit.is_red(&["stories/a_redelivered_order_counts_once.txt is missing"]);
    kit.verify(&["--bless"]).expect(0, &["All of it holds"]);
    assert_eq!(kit.read(story), text);
    kit.edit(story, "lib.rs:2", "lib.rs:7");
    kit.verify(&[]).expect(0, &["All of it holds"]);
    kit.verify(&["--bless"]).expect(0, &["All of it holds"]);
    assert_eq!(kit.read(story), text, "lines have their numbers again");
    kit.write("solutions/NN/stories/an_old_test.svg", "");
    kit.is_red(&["stories/an_old_test.svg belongs to no red test"]);
}

#[test]
fn a_stale_story_in_a_text_is_red_until_it_is_blessed() {
    let kit = VerifyKit::new();
    let mark = "<!-- story: 90-count-once a_redelivered_order_counts_once -->";
    kit.write("solutions/README.md", &format!("# Shop\n\n{mark}\n\n```text\nold\n```\n\nThe end.\n"));
    kit.is_red(&["solutions/README.md is stale"]);
    kit.verify(&["--bless"]).expect(0, &["All of it holds"]);
    let text = kit.read("solutions/README.md");
    assert!(text.contains("BROKEN   an order is counted once") && text.ends_with("\n```\n\nThe end.\n"), "{text}");
}

#[test]
fn a_pristine_copy_that_differs_is_red() {
    let kit = VerifyKit::new();
    kit.edit(SHIPPED, "//! Counts orders.", "//! Counts all orders.");
    kit.is_red(&["pristine      RED  solutions/90-count-once/shipped/lib.rs differs from", "in line 1"]);
}

#[test]
fn what_a_learner_typed_is_not_compared_where_git_knows_better() {
    let kit = VerifyKit::new();
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]);
        git.args(arguments).current_dir(kit.root()).output().is_ok_and(|output| output.status.success())
    };
    assert!(git(&["init", "-q"]) && git(&["add", "exercises"]) && git(&["commit", "-q", "-m", "all"]));
    kit.write(SOURCE, "this is no Rust\n");
    kit.verify(&[]).expect(0, &["All of it holds"]);
    kit.edit(SHIPPED, "//! Counts orders.", "//! Counts all orders.");
    kit.is_red(&["shipped/lib.rs differs from exercises/90-count-once/src/lib.rs at HEAD in line 1"]);
}

#[test]
fn a_solution_with_another_signature_is_red() {
    let kit = VerifyKit::new();
    kit.edit("solutions/NN/src/lib.rs", "pub struct Ordered", "pub struct Extra;\n\npub struct Ordered");
    let said = kit.verify(&[]);
    said.expect(1, &["public items  RED  only the solution has `pub struct Extra`"]).one_next_step();
}

#[test]
fn a_dead_link_is_red() {
    let kit = VerifyKit::new();
    kit.edit("solutions/NN/README.md", "(alternatives/made-once.patch)", "(alternatives/made-twice.patch)");
    kit.is_red(&["links to `alternatives/made-twice.patch`: there is no such file"]);
    kit.edit("solutions/NN/README.md", "(alternatives/made-twice.patch)", "(#the-mobs-other-half)");
    kit.is_red(&["links to `#the-mobs-other-half`: there is no such heading"]);
}

#[test]
fn a_missing_file_is_red_with_the_place_to_look() {
    let kit = VerifyKit::new();
    kit.remove("solutions/NN/shipped/lib.rs");
    kit.is_red(&["cannot read solutions/90-count-once/shipped/lib.rs", "CONTRIBUTING.md tells how"]);
}
