//! A model of a message handler: each step it takes, and each way in which a step can end.
//! It receives a message, changes the database, tells the others, and acknowledges. Each of the three may fail.
//!
//! No message may be lost, stored twice or made up, and all copies of an answer must be equal: the four invariants.
//!
//! Run `cargo xtask check 10`. The task is in exercises/10-model-check/README.md.

use message_handler::{Label, Record, State, Work};

/// Where a handler goes on after `Receive`.
pub fn first() -> Label {
    Label::Update
}

/// All states that can come next where a worker takes its step: one for each way in which the step can end.
pub fn next(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Update => {
            if s.row(w.msg) != w.seen {
                return vec![s.goto_receive(w)];
            }
            let mut done = s.goto(w, Label::Send);
            if w.seen.is_none() {
                done.db.insert(Record { id: w.msg, tx_id: w.tx_id });
            }
            done_or_failed(s, w, done)
        }
        Label::Send => {
            let mut done = s.goto(w, Label::Ack);
            done.queue_out.extend(s.row(w.msg).map(|tx_id| Record { id: w.msg, tx_id }));
            done_or_failed(s, w, done)
        }
        Label::Ack => {
            let mut done = s.goto_receive(w);
            done.queue_in.remove(&w.msg);
            done.processed.insert(w.msg);
            done_or_failed(s, w, done)
        }
    }
}

/// A step that fails does nothing, and the message is delivered again.
fn done_or_failed(s: &State, w: &Work, done: State) -> Vec<State> {
    let mut next = vec![done];
    if s.failures < s.max_failures {
        let mut failed = s.goto_receive(w);
        failed.failures += 1;
        next.push(failed);
    }
    next
}
