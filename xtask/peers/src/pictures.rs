//! The pictures of lectures 7 and 8: the lab's run that books twice, and the same as a trace of the model.

use std::path::PathBuf;

use lab::draw::svg;
use lab::report::{Change, Lane, LaneKind, Row, RowKind, Story};

use crate::booking::Version;
use crate::on_lab;
use crate::on_stateright::{State, Step, Worker, counterexample};

/// Each file with what should stand in it.
pub fn files() -> Vec<(PathBuf, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../lectures/src/pictures");
    vec![
        (folder.join("booked-twice.svg"), svg(&of_the_lab(), "A conflict, and then the save all the same")),
        (folder.join("model-trace.svg"), svg(&of_the_model(), "The trace of the model, step by step")),
    ]
}

fn of_the_lab() -> Story {
    let mut story = on_lab::scenario(Version::SeededBug.with_two()).search().story.expect("it books twice");
    for row in &mut story.rows {
        row.at = None;
    }
    story
}

const QUEUE: usize = 0;
const STORE: usize = 3;

fn of_the_model() -> Story {
    let trace = counterexample(Version::SeededBug.with_two()).expect("it books twice");
    let lane = |name: &str, kind| Lane { name: name.into(), kind };
    let lanes = vec![
        lane("waiting", LaneKind::Queue),
        lane("worker 0", LaneKind::Process),
        lane("worker 1", LaneKind::Process),
        lane("payment", LaneKind::Store),
    ];
    let mut rows: Vec<Row> = trace
        .windows(2)
        .zip(1..)
        .map(|(pair, number)| {
            let ((before, step), (after, _)) = (&pair[0], &pair[1]);
            row(number, before, step.expect("a step leads to the next state"), after)
        })
        .collect();
    let mut broken = blank(rows.len() as u32, RowKind::Broken, 0, None, "a payment is booked once");
    broken.outcome = String::new();
    rows.push(broken);
    Story { lanes, rows }
}

fn row(number: u32, before: &State, Step(n): Step, after: &State) -> Row {
    let (worker, to_store) = (n + 1, Some(STORE));
    let (kind, from, to, label) = match before.workers[n] {
        Worker::Idle => (RowKind::Delivery, QUEUE, Some(worker), "receive"),
        Worker::Load => (RowKind::Operation, worker, to_store, "load"),
        Worker::LoadAgain => (RowKind::Operation, worker, to_store, "load again"),
        Worker::Save { .. } => (RowKind::Operation, worker, to_store, "save"),
        Worker::Send => (RowKind::Note, worker, None, "send"),
        Worker::Ack => (RowKind::Operation, worker, Some(QUEUE), "ack"),
    };
    let mut row = blank(number, kind, from, to, label);
    match before.workers[n] {
        Worker::Load | Worker::LoadAgain => {
            row.outcome = format!("booked {}, etag {}", before.payment.booked, before.etag);
        }
        Worker::Save { if_etag, .. } if if_etag != before.etag => {
            (row.outcome, row.refused) = ("conflict".into(), true);
        }
        _ => {}
    }
    let cells = [
        ("waiting", "waiting", before.waiting, after.waiting),
        ("payment", "booked", before.payment.booked, after.payment.booked),
        ("payment", "etag", before.etag, after.etag),
    ];
    for (lane, cell, was, is) in cells {
        if was != is {
            let (before, after) = (Some(was.to_string()), Some(is.to_string()));
            row.changes.push(Change { lane: lane.into(), cell: cell.into(), before, after });
        }
    }
    row
}

fn blank(step: u32, kind: RowKind, from: usize, to: Option<usize>, label: &str) -> Row {
    Row {
        step,
        kind,
        from,
        to,
        label: label.into(),
        outcome: String::new(),
        fault: None,
        refused: false,
        at: None,
        changes: Vec::new(),
    }
}
