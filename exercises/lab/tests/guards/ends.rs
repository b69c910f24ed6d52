//! Handlers that never end, messages that are never handled, searches that are too large.

use lab::report::{Broke, Report, Verdict};
use lab::{Check, Failure, Http, Limits, PROGRESS, Scenario, Store, client, consumer, service};

use crate::common::{Note, id, note};
use crate::says::{ENDLESS, guard};

fn counts(world: &lab::World) -> Store<u32> {
    world.store("counts")
}

fn no_progress(report: &Report) -> String {
    assert_eq!(report.verdict, Verdict::Broken, "{report:#?}");
    assert_eq!(report.broke, Some(Broke::Rule), "{report:#?}");
    assert_eq!(report.rule.as_deref(), Some(PROGRESS), "{report:#?}");
    assert!(report.story.is_some());
    report.reason.clone().unwrap_or_default()
}

#[test]
fn a_handler_that_goes_on_and_on_is_stopped_after_so_many_gates() {
    let script = client(counts, async |counts: &Store<u32>| while counts.load(&id("a")).await.is_ok() {});
    let scenario = Scenario::new("a script").client("clerk", script).limits(Limits { gates: 30, ..Limits::default() });
    let reason = guard(&scenario.search(), ENDLESS);
    assert!(reason.contains("passed 30 gates"), "{reason}");
    assert!(reason.contains("load a at exercises/lab/tests/guards/ends.rs"), "{reason}");
}

#[test]
fn a_handler_that_ends_at_the_last_gate_allowed_is_not_stopped() {
    let script = client(counts, async |counts: &Store<u32>| {
        for _ in 0..30 {
            let _ = counts.load(&id("a")).await;
        }
    });
    let scenario = Scenario::new("a script").client("clerk", script).limits(Limits { gates: 30, ..Limits::default() });
    assert_eq!(scenario.search().verdict, Verdict::Holds);
}

fn refusing() -> Scenario {
    let handler = consumer(counts, async |_: &Store<u32>, _: Note| Err(Failure::refused("not today")));
    Scenario::new("a message that nobody can handle")
        .given_message("notes", &note("n"))
        .consumer("clerk", "notes", 1, handler)
}

#[test]
fn a_message_that_always_fails_is_poison() {
    let report = refusing().search();
    assert_eq!(report.effort.redelivery_cap, 3);
    assert_eq!(no_progress(&report), "n from `notes` failed 3 times with no fault to blame: it is poison");
    assert!(report.faults.is_empty());
}

#[test]
fn a_crash_makes_a_dead_letter_only_where_crashes_count() {
    let handler = consumer(counts, async |counts: &Store<u32>, note: Note| counts.put(&note.id, &1).await.map(drop));
    let scenario =
        Scenario::new("a note, a crash").given_message("notes", &note("n")).consumer("clerk", "notes", 1, handler);
    let scenario = scenario.deliveries(1).crashes(1);
    let dead = |view: &lab::View<'_>| !view.dead_letters::<Note>("notes").is_empty();
    let none = move |view: &lab::View<'_>| lab::ensure(!dead(view), || "a dead letter".to_string());
    assert_eq!(scenario.clone().finally("no dead letter", none).search().verdict, Verdict::Holds);
    let counting = scenario.crashes_count().witness("a dead letter", dead);
    assert_eq!(counting.clone().search().verdict, Verdict::Holds);
    assert_eq!(counting.finally("no dead letter", none).search().faults.len(), 1);
}

#[test]
fn a_message_that_may_be_delivered_once_is_poison_after_one_failure() {
    let reason = no_progress(&refusing().deliveries(1).search());
    assert_eq!(reason, "n from `notes` failed with no fault to blame: it is poison");
}

#[test]
fn a_dead_letter_that_is_allowed_breaks_nothing_and_can_be_seen() {
    let report = refusing()
        .dead_letters_allowed()
        .finally("it lies in the dead-letter queue", |view| {
            let dead = view.dead_letters::<Note>("notes");
            lab::ensure(dead.len() == 1 && *dead[0] == note("n"), || format!("{dead:?}"))
        })
        .search();
    assert_eq!(report.verdict, Verdict::Holds, "{report:#?}");
}

fn calls(path: &'static str) -> lab::process::Script {
    client(|world| world.http("desk"), async move |desk: &Http| drop(desk.empty(http::Method::GET, path).await))
}

#[test]
fn a_call_to_a_service_that_is_not_there_waits_for_ever() {
    let report = Scenario::new("nobody there").client("clerk", calls("/")).search();
    assert_eq!(no_progress(&report), "clerk waits for the service `desk`, and there is no such service");
}

#[test]
fn a_service_that_calls_itself_with_one_worker_waits_for_ever() {
    let handler = service(
        |world| world.http("desk"),
        async |desk: &Http, _| match desk.empty(http::Method::GET, "/again").await {
            Ok(response) => response,
            Err(_) => lab::web::respond(http::StatusCode::BAD_GATEWAY),
        },
    );
    let report =
        Scenario::new("a desk that asks itself").client("clerk", calls("/first")).service("desk", 1, handler).search();
    assert_eq!(no_progress(&report), "desk waits for the service `desk`, and all its workers wait too");
}

#[test]
fn a_state_limit_is_unknown_and_never_a_pass() {
    let scenario = |states| {
        let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
            counts.put(&message.id, &1).await?;
            Ok(())
        });
        Scenario::new("six messages")
            .given_message("notes", &note("a"))
            .given_message("notes", &note("b"))
            .given_message("notes", &note("c"))
            .consumer("clerk", "notes", 2, handler)
            .limits(Limits { states, ..Limits::default() })
    };
    assert_eq!(scenario(10_000).search().verdict, Verdict::Holds);
    let report = scenario(20).search();
    assert_eq!(report.verdict, Verdict::Unknown);
    assert_eq!(report.effort.limit.as_deref(), Some("20 states"));
    let failed = std::panic::catch_unwind(|| scenario(20).check());
    assert!(failed.is_err());
}

#[test]
fn a_memory_limit_is_unknown_and_stops_at_the_same_state_each_time() {
    let scenario = |memory_bytes| {
        let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
            counts.put(&message.id, &1).await?;
            counts.delete(&message.id).await?;
            Ok(())
        });
        let messages = ["a", "b", "c", "d", "e"];
        messages
            .iter()
            .fold(Scenario::new("five messages that come and go"), |scenario, id| {
                scenario.given_message("notes", &note(id))
            })
            .consumer("clerk", "notes", 3, handler)
            .crashes(1)
            .limits(Limits { memory_bytes, ..Limits::default() })
    };
    assert_eq!(scenario(300_000_000).search().verdict, Verdict::Holds);
    let report = scenario(1_000_000).search();
    assert_eq!(report.verdict, Verdict::Unknown, "{report:#?}");
    assert_eq!(report.effort.limit.as_deref(), Some("1 MB of memory"));
    assert_eq!(scenario(1_000_000).search().effort, report.effort);
}

#[test]
fn an_unknown_says_which_queue_grows_without_an_end() {
    let handler = consumer(
        |world| (world.queue::<Note>("notes"), world.store::<u32>("counts")),
        async |(notes, counts): &(lab::Queue<Note>, Store<u32>), message: Note| {
            let count = counts.load(&lab::Id::new("all")).await?.map_or(0, |item| item.value);
            counts.put(&lab::Id::new("all"), &(count + 1)).await?;
            notes.send(&Note { id: lab::derive(&message.id, "again", 0) }).await?;
            Ok(())
        },
    );
    let report = Scenario::new("a note that writes a note")
        .given_message("notes", &note("a"))
        .consumer("clerk", "notes", 1, handler)
        .limits(Limits { states: 1_000, ..Limits::default() })
        .search();
    assert_eq!(report.verdict, Verdict::Unknown);
    let reason = report.reason.unwrap_or_default();
    assert!(reason.contains("messages to `notes` and goes on: look for a handler that sends itself"), "{reason}");
}

#[test]
fn a_break_is_told_even_where_the_smallest_run_is_too_far_to_find() {
    let scenario = |states| {
        let handler = consumer(counts, async |counts: &Store<u32>, message: Note| {
            counts.put(&message.id, &1).await?;
            Ok(())
        });
        let messages = ["a", "b", "c", "d", "e"];
        messages
            .iter()
            .fold(Scenario::new("five messages"), |scenario, id| scenario.given_message("notes", &note(id)))
            .consumer("clerk", "notes", 3, handler)
            .finally("nothing is written", |view| lab::ensure(view.keys("counts").is_empty(), || "something is".into()))
            .limits(Limits { states, ..Limits::default() })
    };
    let report = scenario(100).search();
    assert_eq!(report.verdict, Verdict::Broken, "{report:#?}");
    assert_eq!(report.rule.as_deref(), Some("nothing is written"), "{report:#?}");
    assert!(report.story.is_some() && report.replay.is_some());
}
