//! A model of a message handler: each step it takes, and each way in which a step can end.
//! It receives a message, tells the others, changes the database, and acknowledges. Each of the three may fail.
//!
//! No message may be lost, stored twice or made up, and all copies of an answer must be equal: the four invariants.
//!
//! Run `cargo xtask check 10`. The task is in exercises/10-model-check/README.md.

use message_handler::{Label, Record, State, Work};

/// Where a handler goes on after `Receive`.
pub fn first() -> Label {
    Label::Send
}

/// All states that can come next where a worker takes its step: one for each way in which the step can end.
pub fn next(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Send => {
            let mut done = s.goto(w, Label::Update);
            done.queue_out.insert(Record { id: w.msg, tx_id: w.tx_id });
            done_or_failed(s, w, done)
        }
        Label::Update => {
            let mut done = s.goto(w, Label::Ack);
            done.db.insert(Record { id: w.msg, tx_id: w.tx_id });
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

/// A step that fails does nothing, and the message is delivered again; after too many failures it is given up.
fn done_or_failed(s: &State, w: &Work, done: State) -> Vec<State> {
    let mut failed = s.goto_receive(w);
    if s.failures < s.max_failures {
        failed.failures += 1;
    } else {
        failed.queue_in.remove(&w.msg);
        failed.processed.insert(w.msg);
    }
    vec![done, failed]
}
