//! Ready rules: the nine properties of exactly-once *processing*, over projections that the test supplies.
//!
//! Whatever is seen from outside must equal some run in which each message was processed once: duplicates of an identical
//! message are fine, contradicting ones are not. Source: the authors of exactly-once.github.io, retold as invariants.
//! I9, progress, is always judged: see [`Scenario`](crate::Scenario).

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use crate::codec::decoded;
use crate::event::Event;
use crate::id::Id;
use crate::op::Envelope;
use crate::rule::{Judged, Rule, ensure};
use crate::view::View;

fn sent<'e>(event: &'e Event, wanted: &str) -> Option<&'e Envelope> {
    match event {
        Event::Sent { queue, message } if **queue == *wanted => Some(message),
        _ => None,
    }
}

/// I1: when all is quiet, each accepted message has its change.
pub fn no_lost_change(
    sentence: &str,
    accepted: impl Fn(&View<'_>) -> Vec<Id> + Send + Sync + 'static,
    changed: impl Fn(&View<'_>) -> Vec<Id> + Send + Sync + 'static,
) -> Rule {
    Rule::finally(sentence, move |view| {
        let changed: BTreeSet<Id> = changed(view).into_iter().collect();
        let lost = accepted(view).into_iter().find(|id| !changed.contains(id));
        lost.map_or(Ok(()), |id| Err(format!("{id} was accepted, and all is quiet, but its change was never made")))
    })
}

/// I2: at no moment has a message more than one change. `changes` lists the message of each change that was made.
pub fn no_duplicate_change(sentence: &str, changes: impl Fn(&View<'_>) -> Vec<Id> + Send + Sync + 'static) -> Rule {
    Rule::always(sentence, move |view| {
        let mut seen = BTreeSet::new();
        let twice = changes(view).into_iter().find(|id| !seen.insert(id.clone()));
        twice.map_or(Ok(()), |id| Err(format!("the change of {id} was made twice")))
    })
}

/// I3: at the moment a message is sent, the change that it tells of is there. `committed` says what it misses.
pub fn no_ghost<M: DeserializeOwned + 'static>(
    sentence: &str,
    queue: &'static str,
    committed: impl Fn(&View<'_>, &M) -> Judged + Send + Sync + 'static,
) -> Rule {
    on_send(sentence, queue, committed)
}

/// I4: when all is quiet, each output that is due was sent at least once. `due` lists identifiers of messages.
pub fn no_lost_output(
    sentence: &str,
    queue: &'static str,
    due: impl Fn(&View<'_>) -> Vec<Id> + Send + Sync + 'static,
) -> Rule {
    Rule::fold(
        sentence,
        BTreeSet::<Id>::new(),
        move |known, event, _| {
            known.extend(sent(event, queue).map(|message| message.id.clone()));
            Ok(())
        },
        move |known, view| {
            let lost = due(view).into_iter().find(|id| !known.contains(id));
            lost.map_or(Ok(()), |id| Err(format!("{id} is due on `{queue}`, and all is quiet, but it was never sent")))
        },
    )
}

/// I5: all copies of a message that were ever sent to the queue are equal, byte for byte.
pub fn consistent_output(sentence: &str, queue: &'static str) -> Rule {
    Rule::fold(
        sentence,
        BTreeMap::<Id, (u128, String)>::new(),
        move |known, event, _| {
            let Some(message) = sent(event, queue) else {
                return Ok(());
            };
            let first = known.entry(message.id.clone()).or_insert_with(|| (message.body.hash(), message.body.text()));
            ensure(first.0 == message.body.hash(), || {
                format!("{} was sent as {} and then as {}", message.id, first.1, message.body.text())
            })
        },
        |_, _| Ok(()),
    )
}

/// I6: what a message says at the moment it is sent follows from the committed state. `derived` says where it does not.
pub fn state_matches_output<M: DeserializeOwned + 'static>(
    sentence: &str,
    queue: &'static str,
    derived: impl Fn(&View<'_>, &M) -> Judged + Send + Sync + 'static,
) -> Rule {
    on_send(sentence, queue, derived)
}

/// I7: when all is quiet, nothing is left over. `left` lists what is, in words.
pub fn no_garbage(sentence: &str, left: impl Fn(&View<'_>) -> Vec<String> + Send + Sync + 'static) -> Rule {
    Rule::finally(sentence, move |view| {
        let left = left(view);
        ensure(left.is_empty(), || format!("all is quiet, and this is left: {}", left.join(", ")))
    })
}

/// I8: at no moment is there more than `bound` of what `measure` counts.
pub fn bounded_state(
    sentence: &str,
    unit: &'static str,
    bound: impl Fn(&View<'_>) -> u64 + Send + Sync + 'static,
    measure: impl Fn(&View<'_>) -> u64 + Send + Sync + 'static,
) -> Rule {
    Rule::always(sentence, move |view| {
        let (most, now) = (bound(view), measure(view));
        ensure(now <= most, || format!("{now} {unit} where {most} are allowed"))
    })
}

fn on_send<M: DeserializeOwned + 'static>(
    sentence: &str,
    queue: &'static str,
    look: impl Fn(&View<'_>, &M) -> Judged + Send + Sync + 'static,
) -> Rule {
    Rule::fold(
        sentence,
        (),
        move |(), event, view| match sent(event, queue) {
            Some(message) => look(view, &decoded::<M>(&message.body)),
            None => Ok(()),
        },
        |(), _| Ok(()),
    )
}
