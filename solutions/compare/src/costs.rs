//! What a message costs where nothing fails, what is kept in the long run, and what faults leave behind.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lab::report::{LaneKind, RowKind, Verdict};
use lab::{Bytes, Event, Key, Rule, Scenario, View};
use serde::Serialize;
use serde_json::Value;

use crate::domain::PaymentBooked;
use crate::faults::{CHECKOUT, long, short, waiting};
use crate::parts::SENDER;
use crate::techniques::{Others, Technique};

/// The long run.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Run {
    /// So many payments of one customer, one after the other.
    pub messages: usize,
    /// An item of so many bytes would be too large.
    pub item_limit_bytes: usize,
}

/// 500 messages. DynamoDB's limit is fifty times as large, and so reached after fifty times as many.
pub const RUN: Run = Run { messages: 500, item_limit_bytes: 8 * 1024 };

/// What one technique costs.
#[derive(Debug, Serialize)]
pub struct Costs {
    /// Loads, writes, sends and calls of one message, the second of a customer, where nothing fails. A batch is one.
    pub round_trips: usize,
    pub loads: usize,
    pub sends: usize,
    /// Calls over HTTP; what the other side does about one is counted by itself.
    pub calls: usize,
    /// Writing round trips.
    pub writes: usize,
    /// How many of them have a condition.
    pub conditional: usize,
    /// How many items these writes touch.
    pub items: usize,
    /// The bytes in the stores after 0, 1, 2, ... messages of the long run.
    pub stored_bytes: Vec<i64>,
    /// The same over all messages: how much each leaves there, rounded.
    pub kept_bytes: i64,
    /// The message of the long run at which an item was over the limit.
    pub too_large_at: Option<usize>,
    /// The most bytes that are left when all is quiet over those of the run without faults: one worker, two crashes.
    pub garbage_after_crashes: Garbage,
    /// The same: two workers and a copy, no crash.
    pub garbage_after_copies: Garbage,
}

/// What a search found left: what is measured in all quiet states that there are.
#[derive(Debug, Serialize)]
pub struct Garbage {
    pub verdict: Verdict,
    pub states: u64,
    pub bytes: i64,
}

/// Measures a technique.
pub fn of(technique: &'static Technique) -> Costs {
    let (one, two) = (operations(technique, 1), operations(technique, 2));
    let count =
        |which: fn(&Operation) -> usize| two.iter().map(which).sum::<usize>() - one.iter().map(which).sum::<usize>();
    let (stored_bytes, too_large_at) = long_run(technique);
    let grown = stored_bytes[RUN.messages] - stored_bytes[1];
    let crashes = |scenario: Scenario| scenario.crashes(2);
    Costs {
        round_trips: count(|_| 1),
        loads: count(|it| usize::from(it.verb == "load")),
        sends: count(|it| usize::from(it.verb == "send")),
        calls: count(|it| usize::from(it.is_call)),
        writes: count(|it| usize::from(it.is_write())),
        conditional: count(|it| usize::from(it.is_conditional())),
        items: count(|it| if it.is_write() { it.keys } else { 0 }),
        kept_bytes: (grown as f64 / (RUN.messages - 1) as f64).round() as i64,
        stored_bytes,
        too_large_at,
        garbage_after_crashes: garbage(technique, 1, &[short(1, 10)], crashes),
        garbage_after_copies: garbage(technique, 2, &[short(1, 10), short(1, 10)], |scenario| scenario),
    }
}

/// One operation of whoever takes part.
struct Operation {
    verb: String,
    keys: usize,
    is_call: bool,
}

impl Operation {
    fn is_write(&self) -> bool {
        !self.is_call && !matches!(self.verb.as_str(), "load" | "send")
    }

    fn is_conditional(&self) -> bool {
        matches!(self.verb.as_str(), "create" | "replace" | "batch")
    }
}

/// What is done for so many payments, where nothing fails.
fn operations(technique: &'static Technique, messages: u32) -> Vec<Operation> {
    let all: Vec<PaymentBooked> = (1..=messages).map(long).collect();
    let story = waiting(technique, "costs", 1, &all).canonical_story();
    let asks = |row: &&lab::report::Row| {
        let kind = matches!(row.kind, RowKind::Operation | RowKind::Request);
        kind && row.to.is_some() && story.lanes[row.from].kind == LaneKind::Process
    };
    // The same for all: each message is sent by somebody, received and acknowledged.
    let own = |row: &&lab::report::Row| {
        let is_sent = story.lanes[row.from].name == CHECKOUT && row.label.starts_with("send ");
        asks(row) && !is_sent && !row.label.starts_with("ack")
    };
    let operation = |row: &lab::report::Row| {
        let verb = row.label.split(' ').next().unwrap_or_default().to_string();
        Operation { verb, keys: row.label.matches(", ").count() + 1, is_call: row.kind == RowKind::Request }
    };
    story.rows.iter().filter(own).map(operation).collect()
}

/// Whoever receives the events takes part, where the technique asks something of them.
fn with_receiver(technique: &'static Technique, scenario: Scenario) -> Scenario {
    match technique.others {
        Others::Tokens { receiver } => scenario.consumer("receiver", "events", 1, receiver()).reliable(),
        _ => scenario,
    }
}

/// What is in the stores.
type Items = Vec<(String, Key, Value)>;

#[derive(Default)]
struct Curve {
    bytes: i64,
    after: Vec<i64>,
    too_large_at: Option<usize>,
    /// How many messages are still to come; what is seen afterwards is another run.
    left: usize,
    /// What was there in the end.
    items: Option<Items>,
}

/// So many payments wait at once. Where something is stored for each that waits, one: what waits is not kept.
const WAITING: usize = 25;

/// The bytes after each message, and where an item got too large. One worker, some order, nothing fails, no time passes.
fn long_run(technique: &'static Technique) -> (Vec<i64>, Option<usize>) {
    let all: Vec<PaymentBooked> = (1..=RUN.messages as u32).map(long).collect();
    let mut curve = Curve { after: vec![0], ..Curve::default() };
    let stores_before = matches!(technique.others, Others::Http { sender: Some(_), .. });
    for batch in all.chunks(if stores_before { 1 } else { WAITING }) {
        curve = go_on(technique, batch, curve);
    }
    (curve.after, curve.too_large_at)
}

fn go_on(technique: &'static Technique, batch: &[PaymentBooked], before: Curve) -> Curve {
    let mut scenario = with_receiver(technique, waiting(technique, "long run", 1, batch));
    for (store, key, value) in before.items.iter().flatten() {
        scenario = scenario.given(store, key.clone(), value);
    }
    let curve = Arc::new(Mutex::new(Curve { left: batch.len(), items: None, ..before }));
    let (recorder, last) = (curve.clone(), curve.clone());
    let step = move |(): &mut (), event: &Event, _: &View<'_>| {
        record(&mut held(&recorder), event);
        Ok(())
    };
    let end = move |(): &(), view: &View<'_>| {
        held(&last).items.get_or_insert_with(|| items(view));
        Ok(())
    };
    let report = scenario.rule(Rule::fold("it is measured", (), step, end)).long_run(500);
    assert_eq!(report.verdict, Verdict::Ran, "{}: {:?}", technique.name, report.reason);
    let mut curve = std::mem::take(&mut *held(&curve));
    curve.bytes = curve.items.as_ref().map_or(0, size);
    curve
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn record(curve: &mut Curve, event: &Event) {
    if curve.left == 0 {
        return;
    }
    match event {
        Event::Wrote { key, before, after, .. } => {
            let of = |value: &Option<Bytes>| value.as_ref().map_or(0, |value| bytes(key, value.len()));
            curve.bytes += of(after) - of(before);
            if after.as_ref().is_some_and(|value| value.len() > RUN.item_limit_bytes) {
                curve.too_large_at.get_or_insert(curve.after.len());
            }
        }
        Event::Acked { queue, .. } if **queue == *"payments" => {
            curve.after.push(curve.bytes);
            curve.left -= 1;
        }
        _ => {}
    }
}

/// The bytes of an item with its key; a sender's tokens are the sender's.
fn bytes(key: &Key, value: usize) -> i64 {
    let partition = if key.partition == key.item { "" } else { key.partition.as_str() };
    match partition {
        SENDER => 0,
        _ => (partition.len() + key.item.as_str().len() + value) as i64,
    }
}

fn items(view: &View<'_>) -> Items {
    let of = |store: &str| {
        let items = view.items::<Value>(store).into_iter();
        items.map(|(key, value)| (store.to_string(), key, (*value).clone())).collect::<Items>()
    };
    view.stores().iter().flat_map(|store| of(store)).collect()
}

fn size(items: &Items) -> i64 {
    items.iter().map(|(_, key, value)| bytes(key, value.to_string().len())).sum()
}

/// The most that is left in any run, over what the run without faults leaves.
fn garbage(
    technique: &'static Technique,
    workers: usize,
    all: &[PaymentBooked],
    may_fail: fn(Scenario) -> Scenario,
) -> Garbage {
    let most = Arc::new(Mutex::new(0));
    let recorder = most.clone();
    let look = move |view: &View<'_>| {
        let now = size(&items(view));
        let mut most = held(&recorder);
        *most = now.max(*most);
        Ok(())
    };
    let measured = |all: &[PaymentBooked], may_fail: fn(Scenario) -> Scenario| {
        let scenario = with_receiver(technique, waiting(technique, "garbage", workers, all));
        *held(&most) = 0;
        let report = may_fail(scenario.finally("it is measured", look.clone())).search();
        (report, *held(&most))
    };
    let (_, least) = measured(&all[..1], |scenario| scenario);
    let (report, most) = measured(all, may_fail);
    Garbage { verdict: report.verdict, states: report.effort.states, bytes: most - least }
}
