//! `explain` and `replay`: of real runs of the lab.

use crate::kit::{Kit, Sample};
use crate::page::is_of_this_check;
use crate::samples::{fill_solution, plain};
use crate::tasks::Matchers;

const LADDER: &str = r#"
[[package.metadata.exercise.ladder]]
test = "one_job"
shipped = "green"
[[package.metadata.exercise.ladder]]
test = "a_crash_counts_once"
shipped = "red"
rule = "a job counts once"
[[package.metadata.exercise.mob]]
test = "the_mob_counts"
shipped = "red"
"#;

const SCENE: &str = r#"
use lab::{Check, Id, Message, Scenario, Store, consumer, ensure};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
struct Job(u32);

impl Message for Job {
    fn id(&self) -> Id {
        Id::new("job-1")
    }
}

fn scene(title: &str) -> Scenario {
    Scenario::new(title)
        .given("counts", &Id::new("a"), &0u32)
        .given_message("jobs", &Job(1))
        .consumer(
            "worker",
            "jobs",
            1,
            consumer(|world| world.store::<u32>("counts"), async |counts: &Store<u32>, _: Job| CRATE::handle(counts).await),
        )
        .always("a job counts once", |view| {
            let count = view.item::<u32>("counts", &Id::new("a")).map(|count| *count).unwrap_or_default();
            ensure(count <= 1, || format!("the count is {count}"))
        })
}
"#;

const CHECK: &str = r#"
#[test]
fn one_job() {
    scene("one job").check();
}

#[test]
fn a_crash_counts_once() {
    scene("one job and a crash").crashes(1).check();
}
"#;

const MOB: &str = "#[test]\nfn the_mob_counts() {\n    scene(\"two crashes\").crashes(2).check();\n}\n";

/// What counts a job again after a crash.
pub const COUNTS_TWICE: &str = "use lab::{Failure, Id, Store};

/// Counts.
pub async fn handle(counts: &Store<u32>) -> Result<(), Failure> {
    let id = Id::new(\"a\");
    let item = counts.load(&id).await?.ok_or(Failure::NotFound)?;
    counts.replace(&id, &(item.value + 1), item.etag).await?;
    Ok(())
}
";

/// The crash is still possible, and does no harm.
pub fn cured() -> String {
    COUNTS_TWICE.replace("item.value + 1", "1")
}

/// A kit whose handler counts a job twice where it crashes after the write.
pub fn kit(name: &str, id: &str) -> Kit {
    let slug = id[3..].replace('-', "_");
    let scene = SCENE.replace("CRATE", &slug);
    let tests = format!("{scene}{CHECK}");
    let kit = Kit::new(name, &[Sample { id, ladder: LADDER, source: COUNTS_TWICE, tests: &tests, lab: true }]);
    kit.write(&format!("exercises/{id}/tests/mob.rs"), &format!("{scene}{MOB}"));
    fill_solution(&kit, id, COUNTS_TWICE, &cured());
    kit
}

#[test]
fn a_failure_is_explained_and_replayed_until_it_no_longer_breaks() {
    let id = "31-story";
    let kit = kit("story", id);
    let source = format!("exercises/{id}/src/lib.rs");
    kit.says(&["explain"]).expect(2, &["no failed check of 31 story is on record"]).one_next_step();
    kit.says(&["replay"]).expect(2, &["no failed check"]).one_next_step();
    let said = kit.says(&["check"]);
    said.expect(1, &["BROKEN", "explain 31", "hint 31"]).one_next_step();
    let page = is_of_this_check(&said);
    kit.says(&["page"]).expect(0, &[&page.to_string_lossy()]).one_next_step();
    let found = Matchers::of("check this exercise").find(&said.out);
    assert!(found.iter().any(|problem| problem.owner == "step" && problem.file == "lib.rs"), "{found:?}");
    let said = kit.says(&["explain"]);
    said.expect(0, &["the rule \"a job counts once\"", "It takes one fault: crash", "as shipped"]).one_next_step();
    let said = kit.says(&["replay"]);
    said.expect(1, &["one job and a crash: the run step by step", "counts a: 0", "* counts a: 2", "FAULT crash"]);
    said.expect(1, &["It breaks the rule \"a job counts once\": the count is 2."]).one_next_step();

    // The crash came after the third step, which is another one now.
    kit.write(&source, &COUNTS_TWICE.replace("    counts.replace", "    counts.load(&id).await?;\n    counts.replace"));
    let said = kit.says(&["replay", "31"]);
    said.expect(0, &["no longer happens: your", "change altered this", "This run no longer breaks a rule."])
        .one_next_step();
    assert!(!said.out.contains("fixed"));
    kit.write(&source, &cured());
    kit.says(&["replay"])
        .expect(0, &["This run no longer breaks a rule.", "Next: cargo xtask check 31"])
        .one_next_step();
    kit.says(&["check"]).expect(0, &["PASSED", "cargo xtask debrief 31"]).one_next_step();
    let after = std::fs::read_to_string(&page).unwrap();
    assert!(after.contains("The last check passed") && !after.contains("<svg"), "it is of an older check: {after}");
    kit.says(&["page", "31"]).expect(2, &["`a_crash_counts_once` has passed since"]).one_next_step();
    kit.says(&["explain", "31"]).expect(0, &["it has passed since"]);
    let said = kit.says(&["replay"]);
    said.expect(0, &["the last check found no other", "Next: cargo xtask debrief 31"]).one_next_step();
    kit.write(&source, "no Rust\n");
    for verb in ["replay", "check"] {
        let said = kit.says(&[verb, "31"]);
        said.expect(1, &["does not compile"]).one_next_step();
        assert!(!said.out.contains("\n\n\n") && !said.err.contains("\n\n\n"), "{}{}", said.out, said.err);
    }
}

#[test]
fn an_id_may_be_of_no_scenario_or_no_id_at_all() {
    let kit = kit("ids", "32-ids");
    kit.says(&["replay", "32", "5dwp-324q"]).expect(2, &["is the id of no scenario of 32 ids"]).one_next_step();
    kit.says(&["replay", "32", "?!"]).expect(2, &["`?!` is not a replay id"]).one_next_step();
    let said = kit.says(&["check", "--json"]);
    let id = said.json()[0]["tests"][1]["replay"].as_str().unwrap().to_string();
    kit.says(&["replay", "32", &id]).expect(1, &["It breaks the rule"]);
    kit.says(&["replay", &id]).expect(1, &["It breaks the rule"]);
}

#[test]
fn a_known_wrong_turn_is_recognised() {
    let kit = kit("known", "33-known");
    // What is left of an earlier run; nothing at the first.
    let _ = std::fs::remove_dir_all(kit.root.join("solutions/33-known/wrong-turns"));
    let source = "exercises/33-known/src/lib.rs";
    let patch = |title: &str, new: &str| {
        format!(
            "{title}\n\nWhy it tempts: it is\nshort.\nWhat breaks it: the crash.\n\
             Test: a_crash_counts_once\nRule: a job counts once\nFaults: 1, a crash\n\n\
             --- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -7,3 +7,3 @@\n     let item = counts.load(&id).await?.ok_or(Failure::NotFound)?;\n\
             -    counts.replace(&id, &(item.value + 1), item.etag).await?;\n+{new}\n     Ok(())\n"
        )
        .replace("@@ -7,3 +7,3 @@", "@@ -6,3 +6,3 @@")
    };
    let put = "    counts.put(&id, &(item.value + 1)).await?;";
    kit.write("solutions/33-known/wrong-turns/no-condition.patch", &patch("Write without a condition", put));
    kit.write("solutions/33-known/wrong-turns/two.patch", &patch("Add two", "    let two = 2;"));
    kit.write(source, &COUNTS_TWICE.replace("    counts.replace(&id, &(item.value + 1), item.etag).await?;", put));
    kit.says(&["check"]).expect(1, &["BROKEN"]);
    let said = kit.says(&["explain"]);
    said.expect(0, &["It looks like this idea: Write without a condition", "Why it tempts: it is short."]);
    said.expect(0, &["What breaks it: the crash."]).one_next_step();
    kit.write(source, &COUNTS_TWICE.replace("Counts.", "Counts it."));
    let said = kit.says(&["explain"]);
    said.expect(0, &["Your file has changed since", "Next: cargo xtask check 33"]).one_next_step();
    assert!(!said.out.to_lowercase().contains("idea"), "it may fail in another way now: {}", said.out);
    // From here on it is not known which file has failed, as in a log of an older runner: all these are looked at without a check.
    let log = kit.read(".progress/log.jsonl");
    let (before, mark) = log.rsplit_once(",\"source\":\"").unwrap();
    kit.write(".progress/log.jsonl", &format!("{before}{}", mark.split_once('"').unwrap().1));
    let said = kit.says(&["explain"]);
    said.expect(0, &["a job counts once"]);
    assert!(!said.out.to_lowercase().contains("idea"), "no function has changed: {}", said.out);
    kit.write(source, &COUNTS_TWICE.replace("item.value + 1", "1 + item.value"));
    let said = kit.says(&["explain"]);
    said.expect(0, &["Ideas that fail just so", "- Add two.", "\n- Write without a condition."]).one_next_step();
    assert!(!said.out.contains("\n\n- Write without"), "{}", said.out);

    // The same lines in another order are another idea; comments and blank lines are none.
    let lines = ["    let two = 2;", "    counts.load(&id).await?;"];
    for (title, [one, other]) in [("Add, then look", lines), ("Look, then add", [lines[1], lines[0]])] {
        let name = format!("solutions/33-known/wrong-turns/{}.patch", title.split(',').next().unwrap_or(title));
        kit.write(&name, &patch(title, &format!("{one}\n+{other}")).replace("+6,3 @@", "+6,4 @@"));
    }
    let mine = format!("{}\n\n    // Twice.\n{}", lines[1], lines[0]);
    kit.write(source, &COUNTS_TWICE.replace("    counts.replace(&id, &(item.value + 1), item.etag).await?;", &mine));
    let said = kit.says(&["explain"]);
    said.expect(0, &["It looks like this idea: Look, then add"]).one_next_step();
    assert!(!said.out.contains("Add, then look"), "{}", said.out);
    kit.write(
        source,
        &COUNTS_TWICE.replace(
            "    counts.replace(&id, &(item.value + 1), item.etag).await?;",
            &format!("    let one = 1;\n{mine}"),
        ),
    );
    let said = kit.says(&["explain"]);
    let (first, second) = (said.out.find("Look, then add").unwrap(), said.out.find("Add, then look"));
    assert!(second.is_none_or(|second| first < second), "{}", said.out);
}

#[test]
fn a_file_that_was_changed_while_it_was_checked_is_not_what_failed() {
    let tests = "#[test]\nfn it_works() {\n    std::fs::write(\"src/lib.rs\", \"//! Other.\\n\").unwrap();\n    panic!(\"no\");\n}\n";
    let kit = Kit::new("changed meanwhile", &[plain("35-meanwhile", tests)]);
    kit.says(&["check"]).expect(1, &["no"]);
    kit.says(&["explain"]).expect(0, &["Your file has changed since", "Next: cargo xtask check 35"]).one_next_step();
    kit.says(&["check"]).expect(1, &["no"]);
    let said = kit.says(&["explain"]);
    said.expect(0, &["it said no by itself"]).one_next_step();
    assert!(!said.out.contains("changed since"), "{}", said.out);
}

#[test]
fn the_mobs_half_is_checked_on_its_own() {
    let kit = kit("mob", "34-mob");
    let said = kit.says(&["check", "--mob"]);
    said.expect(1, &["the mob's half", "✗ RED          the_mob_counts", "then cargo xtask check 34 --mob"]);
    said.one_next_step();
    kit.says(&["list"]).expect(0, &["not tried"]);
    kit.says(&["explain"]).expect(0, &["34 mob, the mob's half"]);
    kit.says(&["replay"]).expect(1, &["It breaks the rule"]);
    kit.write("exercises/34-mob/src/lib.rs", &cured());
    kit.says(&["check", "--mob"])
        .expect(0, &["PASSED  34 mob, the mob's half\n", "Next: cargo xtask debrief 34 --mob"]);
}

#[test]
fn an_exercise_without_a_mobs_half_says_so() {
    let kit = Kit::new("no mob", &[plain("35-no-mob", "#[test]\nfn it_works() { panic!(\"no\"); }\n")]);
    kit.says(&["check", "--mob"]).expect(2, &["the mob's half of 35 no-mob has no tests to run"]).one_next_step();
    kit.says(&["check"]).expect(1, &[]);
    kit.says(&["explain"]).expect(0, &["without a story"]).one_next_step();
    kit.says(&["replay"]).expect(2, &["has no run to make again"]).one_next_step();
}
