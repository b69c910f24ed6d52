//! Given: no need to edit. A way through the model as a story.

use std::collections::{BTreeMap, BTreeSet};

use lab::report::{LaneKind, Row, RowKind, Story};

use crate::foul::Foul;
use crate::twin::{Action, Node};
use crate::{Label, MessageId, Record, State, Work};

/// Writes a story step by step.
pub(crate) struct Teller {
    pub story: Story,
    pub faults: Vec<String>,
    workers: usize,
    step: u32,
}

const QUEUE_IN: usize = 0;

impl Teller {
    pub(crate) fn new(workers: usize) -> Self {
        let mut story = Story::default();
        story.lane("queueIn", LaneKind::Queue);
        for worker in 1..=workers {
            story.lane(if workers == 1 { "worker".to_string() } else { format!("worker {worker}") }, LaneKind::Process);
        }
        story.lane("db", LaneKind::Store);
        story.lane("queueOut", LaneKind::Queue);
        Teller { story, faults: Vec::new(), workers, step: 0 }
    }

    /// One more step.
    pub(crate) fn tell(&mut self, before: &Node, action: Action, after: &Node) {
        self.step += 1;
        let panics = matches!(after.foul, Some(Foul::Panics(_)));
        let (before, after) = (&before.state, &after.state);
        let row = match action {
            Action::Receive(worker, msg) => self.receive(before, worker, msg, after),
            Action::Step(worker, _) => match before.workers[worker] {
                Some(work) => self.work(before, &work, after),
                None => return,
            },
        };
        let outcome = if panics { "panics".to_string() } else { row.outcome };
        self.story.rows.push(Row { outcome, ..row });
    }

    /// The last row: what is wrong here.
    pub(crate) fn broken(&mut self, rule: &str) {
        let from = self.story.rows.last().map_or(0, |row| row.from);
        self.story.rows.push(Row::new(self.step, RowKind::Broken, from, None, rule, ""));
    }

    fn receive(&self, before: &State, worker: usize, msg: MessageId, after: &State) -> Row {
        let seen = match before.row(msg) {
            Some(attempt) => format!("sees the row of attempt {attempt}"),
            None => "sees no row".to_string(),
        };
        let label = format!("Receive m{msg}, attempt {}", after.tx_counter);
        Row::new(self.step, RowKind::Delivery, QUEUE_IN, Some(1 + worker), label, seen)
    }

    fn work(&mut self, before: &State, w: &Work, after: &State) -> Row {
        let from = 1 + w.worker;
        let (db, out) = (1 + self.workers, 2 + self.workers);
        let name = self.story.lanes[from].name.clone();
        let what = format!("{:?} m{}", w.label, w.msg);
        let has_stopped = after.workers[w.worker].is_none();
        let has_left = before.queue_in.contains(&w.msg) && !after.queue_in.contains(&w.msg);
        let row = |kind, to, label: &str, outcome: &str| Row::new(self.step, kind, from, to, label, outcome);
        let row = if has_stopped && after.failures > before.failures {
            self.faults.push(format!("{name} fails at {what}"));
            row(RowKind::Crash, None, &format!("{what} fails"), "").fault("failure")
        } else if has_stopped && has_left && w.label != Label::Ack {
            self.faults.push(format!("{name} fails at {what}, and m{} is given up", w.msg));
            row(RowKind::Crash, None, &format!("{what} fails once more, and m{} leaves the queue", w.msg), "")
                .fault("given up")
        } else if has_stopped && w.label == Label::Update && before.db == after.db {
            row(RowKind::Operation, Some(db), &what, "the row is not as it was seen").refused()
        } else if has_stopped && w.label != Label::Ack {
            row(RowKind::Note, None, &format!("lets go of m{}", w.msg), "")
        } else {
            let to = match (before.db != after.db, before.queue_out != after.queue_out, w.label) {
                (true, _, _) | (false, false, Label::Update) => db,
                (_, true, _) | (false, false, Label::Send) => out,
                _ => QUEUE_IN,
            };
            let new = after.db.difference(&before.db).chain(after.queue_out.difference(&before.queue_out)).next();
            let outcome = match (new, to == QUEUE_IN) {
                (Some(record), _) => format!("made by attempt {}", record.tx_id),
                (None, true) => String::new(),
                (None, false) => "nothing new".to_string(),
            };
            row(RowKind::Operation, Some(to), &what, &outcome)
        };
        changes(row, before, after)
    }
}

fn changes(mut row: Row, before: &State, after: &State) -> Row {
    for msg in before.queue_in.difference(&after.queue_in) {
        row = row.changing("queueIn", &format!("m{msg}"), Some("waits"), None);
    }
    for (lane, before, after) in [("db", &before.db, &after.db), ("queueOut", &before.queue_out, &after.queue_out)] {
        let (before, after) = (by_message(before), by_message(after));
        for (cell, text) in &after {
            let old = before.get(cell).map(String::as_str);
            if old != Some(text.as_str()) {
                row = row.changing(lane, cell, old, Some(text));
            }
        }
    }
    row
}

/// `m1` and `attempt 1, attempt 2`.
fn by_message(records: &BTreeSet<Record>) -> BTreeMap<String, String> {
    let mut cells: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in records {
        cells.entry(format!("m{}", record.id)).or_default().push(format!("attempt {}", record.tx_id));
    }
    cells.into_iter().map(|(cell, attempts)| (cell, attempts.join(" and "))).collect()
}
