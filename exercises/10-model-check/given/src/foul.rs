//! Given: no need to edit. What no step of a model may do, because nothing in the world can.

use std::collections::BTreeSet;

use crate::{MessageId, Record, State, Work};

/// Why a step does not count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Foul {
    /// It changes two systems at once.
    TwoSystems(Vec<&'static str>),
    /// It changes what is not its own, or takes back what is done: what.
    Reaches(&'static str),
    /// It stores or sends what neither this attempt made nor the database had: where.
    MadeUp(&'static str),
    /// It takes a message out of `queue_in`, and not into `processed`: which.
    Vanishes(MessageId),
    /// What may go on for ever: what was seen of it.
    Endless(String),
    /// It panics: what the panic said, and where.
    Panics(String),
}

impl Foul {
    /// The rule that the step breaks.
    pub(crate) fn sentence(&self) -> &'static str {
        match self {
            Foul::TwoSystems(_) => "one step changes one system",
            Foul::Reaches(_) => "a step changes its own worker only, and takes nothing back",
            Foul::MadeUp(_) => "an attempt stores what it made, and sends what it made or what is stored",
            Foul::Vanishes(_) => "NothingVanishes: a message leaves queueIn only into processed",
            Foul::Endless(_) => "the attempts come to an end",
            Foul::Panics(_) => "each state has its next states",
        }
    }

    /// What was seen.
    pub(crate) fn reason(&self) -> String {
        match self {
            Foul::TwoSystems(systems) => format!("this step changes {} at once", systems.join(" and ")),
            Foul::Reaches(what) => format!("this step changes {what}"),
            Foul::MadeUp(place) => format!("the record that goes to {place} has another attempt's number"),
            Foul::Vanishes(msg) => format!("m{msg} is not in queueIn any more, and it is not processed"),
            Foul::Endless(why) => why.clone(),
            Foul::Panics(what) => format!("`next` panics: {what}"),
        }
    }
}

/// Judges a step that a handler took.
pub(crate) fn foul(before: &State, w: &Work, after: &State) -> Option<Foul> {
    let mut systems = Vec::new();
    if before.queue_in != after.queue_in || before.processed != after.processed {
        systems.push("queueIn");
    }
    if before.db != after.db {
        systems.push("db");
    }
    if before.queue_out != after.queue_out {
        systems.push("queueOut");
    }
    if systems.len() > 1 {
        return Some(Foul::TwoSystems(systems));
    }
    reaches(before, w, after)
        .map(Foul::Reaches)
        .or_else(|| vanishes(before, after).map(Foul::Vanishes))
        .or_else(|| made_up(before, w, after).map(Foul::MadeUp))
        .or_else(|| endless(before, w, after).map(Foul::Endless))
}

fn vanishes(before: &State, after: &State) -> Option<MessageId> {
    before.queue_in.iter().copied().find(|msg| !after.queue_in.contains(msg) && !after.processed.contains(msg))
}

/// A failure too many, or a step that leaves all as it was and may be taken again for ever.
fn endless(before: &State, w: &Work, after: &State) -> Option<String> {
    if after.failures > after.max_failures {
        return Some(format!("this is failure {}, and there may be {}", after.failures, after.max_failures));
    }
    let lets_go = after.workers.get(w.worker).is_some_and(Option::is_none);
    // Only a row that is not as it was seen makes the next attempt another one.
    let is_as_before = *after == before.goto_receive(w) && before.row(w.msg) == w.seen;
    (lets_go && is_as_before && before.queue_in.contains(&w.msg)).then(|| {
        format!("worker {} lets go of m{} and counts no failure, so it may do so for ever", w.worker + 1, w.msg)
    })
}

fn reaches(before: &State, w: &Work, after: &State) -> Option<&'static str> {
    let others = |state: &State| -> Vec<_> { state.workers.iter().copied().filter(|it| is_other(it, w)).collect() };
    let own = after.workers.get(w.worker).copied().flatten();
    let left = |from: &State, to: &State| from.queue_in.iter().filter(|msg| !to.queue_in.contains(msg)).count();
    let rules = [
        (others(before) == others(after) && before.workers.len() == after.workers.len(), "another worker"),
        (own.is_none_or(|own| own == Work { label: own.label, ..*w }), "what the worker has received"),
        (before.db.is_subset(&after.db) && after.db.len() <= before.db.len() + 1, "rows that are stored already"),
        (before.queue_out.is_subset(&after.queue_out), "what was sent already"),
        (after.queue_in.is_subset(&before.queue_in) && left(before, after) <= 1, "other messages of queueIn"),
        (before.queue_in == after.queue_in || !after.queue_in.contains(&w.msg), "other messages of queueIn"),
        (is_own(before, w, after), "what is processed"),
        (before.tx_counter == after.tx_counter, "the number of attempts"),
        (before.max_failures == after.max_failures, "how many failures there may be"),
        ((before.failures..=before.failures + 1).contains(&after.failures), "the number of failures"),
        (after.failures == before.failures || own.is_none(), "the number of failures, without a failure"),
    ];
    rules.into_iter().find(|(is_kept, _)| !is_kept).map(|(_, what)| what)
}

/// Nothing but the worker's own message was processed.
fn is_own(before: &State, w: &Work, after: &State) -> bool {
    let mut processed = before.processed.clone();
    processed.extend(after.processed.get(&w.msg));
    processed == after.processed
}

fn is_other(work: &Option<Work>, w: &Work) -> bool {
    work.is_some_and(|work| work.worker != w.worker)
}

fn made_up(before: &State, w: &Work, after: &State) -> Option<&'static str> {
    let new =
        |from: &BTreeSet<Record>, to: &BTreeSet<Record>| -> Vec<Record> { to.difference(from).copied().collect() };
    let own = Record { id: w.msg, tx_id: w.tx_id };
    if new(&before.db, &after.db).iter().any(|&record| record != own) {
        return Some("db");
    }
    let known = |record: &Record| *record == own || before.db.contains(record);
    if !new(&before.queue_out, &after.queue_out).iter().all(known) {
        return Some("queueOut");
    }
    None
}
