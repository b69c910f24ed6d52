//! A framework that holds sends back until the handler has returned.

use lab::{Event, Failure, Fault, Queue, Rule, Scenario, Store, View, World, consumer, consumer_holding_sends, ensure};

use crate::common::{Note, id, note};
use crate::reach::{holds, one_fault, reaches};

struct Desk {
    done: Store<u32>,
    out: Queue<Note>,
}

fn desk(world: &World) -> Desk {
    Desk { done: world.store("done"), out: world.queue("out") }
}

/// Sends first, and writes then.
async fn answer(desk: &Desk, message: Note) -> Result<(), Failure> {
    desk.out.send(&message).await?;
    desk.done.put(&message.id, &1).await.map(drop)
}

/// Sends, and then fails once.
async fn fails_once(desk: &Desk, message: Note) -> Result<(), Failure> {
    desk.out.send(&message).await?;
    desk.done.create(&message.id, &1).await.map(drop)?;
    Err(Failure::refused("for once"))
}

fn sent(view: &View<'_>) -> usize {
    view.messages::<Note>("out").len()
}

fn is_done(view: &View<'_>) -> bool {
    view.item::<u32>("done", &id("a")).is_some()
}

fn a_note(handler: lab::process::OnMessage) -> Scenario {
    Scenario::new("a note").given_message("notes", &note("a")).consumer("clerk", "notes", 1, handler)
}

#[test]
fn what_is_held_back_goes_out_after_the_handler() {
    let early = |view: &View<'_>| sent(view) > 0 && !is_done(view);
    assert!(reaches(&a_note(consumer(desk, answer)).witness("sent, not done", early)));
    let held = a_note(consumer_holding_sends(desk, answer));
    assert!(!reaches(&held.clone().witness("sent, not done", early)));
    assert!(reaches(&held.witness("sent and done", |view| sent(view) == 1 && is_done(view))));
}

#[test]
fn a_handler_that_fails_has_sent_nothing() {
    let nothing = |view: &View<'_>| ensure(sent(view) == 0, || "something was sent".into());
    let scenario = a_note(consumer_holding_sends(desk, fails_once)).dead_letters_allowed();
    holds(&scenario.always("nothing is sent", nothing));
}

#[test]
fn a_held_send_may_fail_like_any_other() {
    let step = |sent: &mut u32, event: &Event, _: &View<'_>| {
        *sent += u32::from(matches!(event, Event::Sent { queue, .. } if **queue == *"out"));
        ensure(*sent < 2, || "sent twice".into())
    };
    let once = Rule::fold("sent once", 0, step, |_, _| Ok(()));
    let scenario = a_note(consumer_holding_sends(desk, answer)).faults(Fault::Ambiguous, 1);
    let fault = one_fault(&scenario.rule(once));
    assert!(fault.starts_with("no answer to `send a` of clerk, done"), "{fault}");
}
