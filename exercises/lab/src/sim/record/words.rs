//! The words of a story.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::codec::Bytes;
use crate::event::Event;
use crate::fault::Fault;
use crate::op::{Answer, Reply};
use crate::plain;
use crate::progress::PROGRESS;
use crate::report::{Change, Row, RowKind, Story};
use crate::scenario::Scenario;

use super::super::state::Breach;
use super::lanes::{Lane, Lanes};
use super::{Draft, at_words};

/// The answer to an operation that went well, or its refusal.
pub(super) fn reply_words(reply: &Reply) -> String {
    match reply {
        Err(failure) => failure.to_string(),
        Ok(Answer::Item(None) | Answer::Blob(None)) => "nothing there".into(),
        Ok(Answer::Item(Some(stored))) => plain::words(&stored.value),
        Ok(Answer::Items(items)) if items.len() == 1 => "1 item".into(),
        Ok(Answer::Items(items)) => format!("{} items", items.len()),
        Ok(Answer::Blob(Some(bytes))) => plain::words(bytes),
        Ok(Answer::Time(time)) => long(time.0),
        Ok(Answer::Picked(way)) => format!("way {}", way + 1),
        Ok(Answer::Response(wire)) => wire.head.clone(),
        Ok(Answer::Done | Answer::Written(_)) => String::new(),
    }
}

/// What the events of a step changed, and in which columns.
pub(super) fn changes(events: &[Event]) -> Vec<(Lane, Change)> {
    let json = |bytes: &Bytes| bytes.text();
    let change = |lane: Lane, cell: String, before: Option<String>, after: Option<String>| {
        let change = Change { lane: String::new(), cell, before, after };
        Some((lane, change))
    };
    let told = events.iter().filter_map(|event| match event {
        Event::Wrote { store, key, before, after } => {
            change(Lane::Store(store.clone()), key.to_string(), before.as_ref().map(json), after.as_ref().map(json))
        }
        Event::WroteBlob { store, blob, before, after } => {
            change(Lane::Blobs(store.clone()), blob.to_string(), before.as_ref().map(json), after.as_ref().map(json))
        }
        Event::Sent { queue, message } | Event::Duplicated { queue, message } => {
            change(Lane::Queue(queue.clone()), message.id.to_string(), None, Some(json(&message.body)))
        }
        Event::Acked { queue, message } => {
            change(Lane::Queue(queue.clone()), message.id.to_string(), Some(json(&message.body)), None)
        }
        _ => None,
    });
    told.collect()
}

/// A fault in plain words, for those who read only this line.
pub(super) fn fault_words(draft: &Draft, lanes: &Lanes) -> Option<String> {
    let row = &draft.row;
    let (from, at) = (lanes.name(&draft.from), at_words(&row.at));
    let to = draft.to.as_ref().map(|to| lanes.name(to));
    Some(match draft.fault? {
        Fault::Crash => match row.label.strip_prefix("dies ") {
            Some(before) => format!("crash of {from} {before}{at}"),
            None => format!("crash of {from}"),
        },
        Fault::Unavailable => format!("{} is unavailable for `{}` of {from}{at}", to.unwrap_or_default(), row.label),
        Fault::Ambiguous => {
            format!("no answer to `{}` of {from}, {}{at}", row.label, row.outcome.split(',').next().unwrap_or_default())
        }
        Fault::LostRequest => format!("`{}` of {from} is lost{at}", row.label),
        Fault::LostResponse => format!("the response `{}` of {from} is lost", row.label),
        fault @ (Fault::LeaseExpiry | Fault::Duplicate | Fault::Eviction | Fault::ClockJump) => {
            format!("{}: {}", fault.word(), row.label)
        }
    })
}

/// The row in which a promise breaks.
pub(super) fn broken_row(breach: &Breach, step: u32, scenario: &Scenario) -> Row {
    Row {
        step,
        kind: RowKind::Broken,
        from: 0,
        to: None,
        label: breach_words(breach, scenario).0,
        outcome: String::new(),
        fault: None,
        refused: false,
        at: None,
        changes: Vec::new(),
    }
}

/// The sentence that a breach breaks, and what was seen.
pub(crate) fn breach_words(breach: &Breach, scenario: &Scenario) -> (String, String) {
    match breach {
        Breach::Rule(broken) => (scenario.rules()[broken.rule].sentence().to_string(), broken.seen.clone()),
        Breach::Stuck(seen) | Breach::Endless(seen) => (PROGRESS.to_string(), seen.clone()),
        Breach::Odd(process, oddity) => {
            let names = scenario.process_names();
            (oddity.sentence().to_string(), format!("{}: {}", names[*process as usize], oddity.reason()))
        }
    }
}

/// Where a UUID starts in a text, if one does.
pub(crate) fn uuid_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    (0..bytes.len().saturating_sub(35)).find(|start| {
        (0..36).all(|at| if dash(at) { bytes[start + at] == b'-' } else { bytes[start + at].is_ascii_hexdigit() })
    })
}

/// Gives each UUID a short name, by the order in which they appear: `id-1`, `id-2`, ...
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortIds(BTreeMap<String, usize>);

impl ShortIds {
    pub(crate) fn shorten(&mut self, text: &mut String) {
        // In one pass: a text may hold hundreds.
        let mut from = 0;
        let mut short = String::new();
        while let Some(at) = uuid_at(&text[from..]) {
            let (start, end) = (from + at, from + at + 36);
            let count = self.0.len() + 1;
            let number = *self.0.entry(text[start..end].to_string()).or_insert(count);
            short.push_str(&text[from..start]);
            short.push_str(&format!("id-{number}"));
            from = end;
        }
        if from > 0 {
            short.push_str(&text[from..]);
            *text = short;
        }
    }
}

/// A story with short names for its UUIDs.
pub(super) fn short_ids(mut story: Story, mut faults: Vec<String>) -> (Story, Vec<String>, ShortIds) {
    let mut ids = ShortIds::default();
    for row in &mut story.rows {
        ids.shorten(&mut row.label);
        ids.shorten(&mut row.outcome);
        for change in &mut row.changes {
            ids.shorten(&mut change.cell);
            change.before.iter_mut().chain(change.after.iter_mut()).for_each(|text| ids.shorten(text));
        }
    }
    faults.iter_mut().for_each(|text| ids.shorten(text));
    (story, faults, ids)
}

/// A time in words: whole days as days, since nobody can read a million seconds.
pub(crate) fn long(time: Duration) -> String {
    const DAY: u64 = 24 * 60 * 60;
    match (time.as_secs() / DAY, time.subsec_nanos()) {
        (days, 0) if days > 1 && time.as_secs().is_multiple_of(DAY) => format!("{days} days"),
        _ => format!("{time:?}"),
    }
}
