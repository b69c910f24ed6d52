//! The queue with faults: crash, duplicate, end of a lease, and a send without an answer.

use lab::{Event, Failure, Fault, Id, Rule, Scenario, World, client, consumer, ensure};

use crate::both::{Note, breaks, holds_and_is_seen, keep, note, word};
use crate::queue::{count, counted, handles, leased};

const AT_LEAST_ONCE: &str = "the message is handled at least once";
const AT_MOST_ONCE: &str = "the message is handled at most once";

/// Handles each identifier once, however often it comes.
async fn handles_once(world: &World, message: Note) -> Result<(), Failure> {
    match world.store("counts").create(&message.id, &1).await {
        Err(Failure::Conflict) => Ok(()),
        done => done.map(drop),
    }
}

fn one_message(
    workers: usize,
    handler: impl AsyncFn(&World, Note) -> Result<(), Failure> + Clone + Send + Sync + 'static,
) -> Scenario {
    Scenario::new("one message waits")
        .consumer("worker", "notes", workers, consumer(World::clone, handler))
        .given_message("notes", &note("a"))
        .finally(AT_LEAST_ONCE, |view| ensure(counted(view, "a") >= 1, || "it never was".into()))
}

fn at_most_once(scenario: Scenario) -> Scenario {
    scenario.always(AT_MOST_ONCE, |view| {
        ensure(counted(view, "a") <= 1, || format!("it was handled {} times", counted(view, "a")))
    })
}

#[test]
fn a_message_is_delivered_again_after_a_crash() {
    let scenario = one_message(1, handles)
        .rule(leased())
        .crashes(1)
        .witness("a crash before the effect", |view| view.crashes() == 1 && counted(view, "a") == 0)
        .witness("a crash after the effect", |view| counted(view, "a") == 2);
    holds_and_is_seen(&scenario);
}

#[test]
fn a_worker_that_crashed_does_nothing_more() {
    async fn looks_on(world: &World) {
        for _ in 0..4 {
            assert!(world.store::<u32>("counts").load(&Id::new("a")).await.is_ok());
        }
    }
    let silent = Rule::fold(
        "only who was given a message writes",
        false,
        |is_at_work, event, _| match event {
            Event::Received { .. } => {
                *is_at_work = true;
                Ok(())
            }
            Event::Crashed { .. } => {
                *is_at_work = false;
                Ok(())
            }
            Event::Wrote { .. } => ensure(*is_at_work, || "the dead write".into()),
            _ => Ok(()),
        },
        |_, _| Ok(()),
    );
    let scenario = one_message(1, handles).client("onlooker", client(World::clone, looks_on));
    let scenario = scenario.rule(silent).crashes(1);
    holds_and_is_seen(&scenario.witness("somebody crashed", |view| view.crashes() == 1));
}

#[test]
fn a_crash_handles_a_message_twice_unless_the_handler_minds() {
    breaks(&at_most_once(one_message(1, handles)).crashes(1), AT_MOST_ONCE);
    let minded = at_most_once(one_message(1, handles_once)).crashes(1);
    holds_and_is_seen(&minded.witness("somebody crashed", |view| view.crashes() == 1));
}

#[test]
fn a_duplicate_is_handled_twice_unless_the_handler_minds() {
    let duplicate = |scenario: Scenario| at_most_once(scenario).faults(Fault::Duplicate, 1);
    breaks(&duplicate(one_message(2, handles)), AT_MOST_ONCE);
    let minded = duplicate(one_message(2, handles_once));
    holds_and_is_seen(&minded.witness("there were two copies", |view| view.messages::<Note>("notes").len() == 2));
}

#[test]
fn a_consumed_message_comes_back_only_where_late_duplicates_are_allowed() {
    const NOTHING_MORE: &str = "no copy appears after the acknowledgement";
    let scenario = one_message(1, handles).faults(Fault::Duplicate, 1).rule(Rule::fold(
        NOTHING_MORE,
        false,
        |is_acked, event, _| {
            *is_acked |= matches!(event, Event::Acked { .. });
            let is_late = *is_acked && matches!(event, Event::Duplicated { .. });
            ensure(!is_late, || "it came back".into())
        },
        |_, _| Ok(()),
    ));
    holds_and_is_seen(&scenario);
    breaks(&scenario.late_duplicates(), NOTHING_MORE);
}

const ALONE: &str = "no two workers are at one message at once";

/// Says when somebody else is at the message, too.
async fn works_alone(world: &World, message: Note) -> Result<(), Failure> {
    let inside = world.store::<()>("inside");
    match inside.create(&message.id, &()).await {
        Err(Failure::Conflict) => count(world, &Id::new("met")).await?,
        made => made.map(drop)?,
    }
    count(world, &message.id).await?;
    inside.delete(&message.id).await
}

fn alone(scenario: Scenario) -> Scenario {
    scenario.always(ALONE, |view| ensure(counted(view, "met") == 0, || "two met".into()))
}

#[test]
fn a_lease_keeps_others_away_until_it_ends() {
    let scenario = alone(one_message(2, works_alone)).rule(leased());
    holds_and_is_seen(&scenario.witness("the work is done", |view| counted(view, "a") == 1));
    breaks(&alone(one_message(2, works_alone)).faults(Fault::LeaseExpiry, 1), ALONE);
}

#[test]
fn a_late_acknowledgement_has_no_effect() {
    let once = Rule::fold(
        "the message is acknowledged once",
        0_u32,
        |acked, event, _| {
            *acked += u32::from(matches!(event, Event::Acked { .. }));
            Ok(())
        },
        |acked, _| ensure(*acked == 1, || format!("acknowledged {acked} times")),
    );
    let scenario = one_message(2, handles)
        .faults(Fault::LeaseExpiry, 1)
        .rule(once)
        .witness("two workers did the work", |view| counted(view, "a") == 2)
        .witness("the late one is through, and the message is still there", |view| {
            let is_late = view.faults(Fault::LeaseExpiry) == 1 && counted(view, "a") >= 1;
            is_late && view.messages::<Note>("notes").len() == 1
        });
    holds_and_is_seen(&scenario);
}

#[test]
fn a_message_is_no_poison_for_what_others_did_to_it() {
    let scenario = one_message(2, handles).given_message("notes", &note("a")).deliveries(1).faults_together(2);
    const FAULTS: [Fault; 4] = [Fault::Crash, Fault::Ambiguous, Fault::Unavailable, Fault::LeaseExpiry];
    let scenario = FAULTS.into_iter().fold(scenario, |scenario, fault| scenario.faults(fault, 1));
    holds_and_is_seen(
        &scenario.witness("two faults", |view| FAULTS.iter().map(|fault| view.faults(*fault)).sum::<u32>() == 2),
    );
}

#[test]
fn a_message_is_no_poison_where_another_worker_wrote_first() {
    async fn gives_up_at_a_conflict(world: &World, _: Note) -> Result<(), Failure> {
        let (counts, id) = (world.store::<u32>("counts"), Id::new("a"));
        let item = counts.load(&id).await?.ok_or(Failure::NotFound)?;
        let written = counts.replace(&id, &(item.value + 1), item.etag).await;
        if written == Err(Failure::Conflict) {
            count(world, &Id::new("conflicts")).await?;
        }
        written.map(drop)
    }
    let scenario = one_message(2, gives_up_at_a_conflict)
        .given_message("notes", &note("b"))
        .given("counts", &Id::new("a"), &0)
        .deliveries(1)
        .witness("a conflict", |view| counted(view, "conflicts") > 0);
    holds_and_is_seen(&scenario);
}

#[test]
fn after_a_timeout_a_message_is_on_its_way_or_not() {
    async fn sends(world: &World) {
        let told = word(world.queue("notes").send(&note("a")).await);
        keep(world, &[told]).await;
    }
    let told = |view: &lab::View<'_>, what: &str| {
        let seen = view.item::<Vec<String>>("seen", &Id::new("seen"));
        seen.is_some_and(|seen| *seen[0] == *what)
    };
    let scenario = Scenario::new("sends, and may get no answer")
        .client("sender", client(World::clone, sends))
        .consumer("worker", "notes", 1, consumer(World::clone, handles))
        .reliable()
        .faults(Fault::Ambiguous, 1)
        .faults(Fault::Unavailable, 1)
        .faults_together(1)
        .witness("no answer, and it came", move |view| told(view, "timeout") && counted(view, "a") == 1)
        .witness("it was refused", move |view| told(view, "unavailable"))
        .finally("what was accepted comes, what was refused does not", move |view| {
            let came = counted(view, "a") == 1;
            ensure(!(told(view, "unavailable") && came), || "it was refused, and came".into())?;
            ensure(!told(view, "null") || came, || "it was accepted, and lost".into())
        });
    holds_and_is_seen(&scenario);
}
