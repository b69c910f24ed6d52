//! The handlers of the twin that belong to the specifications, and what is declared of each.

use message_handler::{Handler, Label, Record, State, Work};

use super::{Case, Size};

#[path = "../../shipped/lib.rs"]
mod shipped;

const SHIPPED: Handler = Handler { first: shipped::first, next: shipped::next };
const SOLVED: Handler = Handler { first: model_check_solution::first, next: model_check_solution::next };

const SMALL: Size = (1, 1, 1);
const MORE: Size = (2, 1, 1);
const LARGE: Size = (2, 2, 2);
const TWO_WORKERS: Size = (1, 1, 2);

/// All questions.
pub fn cases() -> Vec<Case> {
    let case = |spec, handler, size, rule, steps| Case { spec, handler: Some(handler), size, rule, steps };
    let of = |next| Handler { first: || Label::Update, next };
    let mut cases = vec![
        case("shipped", SHIPPED, SMALL, Some("NoGhost"), Some(5)),
        case("shipped", SHIPPED, SMALL, Some("NoLost"), None),
        case("shipped", SHIPPED, SMALL, Some("NoDuplicate"), Some(7)),
        case("shipped", SHIPPED, SMALL, Some("ConsistentOutput"), Some(5)),
        case("shipped", SHIPPED, MORE, Some("NoGhost"), Some(5)),
        case("shipped", SHIPPED, MORE, Some("NoLost"), None),
        case("shipped", SHIPPED, MORE, Some("NoDuplicate"), Some(7)),
        case("shipped", SHIPPED, MORE, Some("ConsistentOutput"), Some(5)),
        case("shipped", SHIPPED, LARGE, Some("NoGhost"), Some(7)),
        case("shipped", SHIPPED, LARGE, Some("NoDuplicate"), Some(6)),
        case("shipped", SHIPPED, LARGE, Some("ConsistentOutput"), Some(4)),
        case("swapped-order", of(swapped), SMALL, Some("NoLost"), Some(5)),
        case("give-up-kept", of(give_up_kept), SMALL, Some("NoLost"), Some(5)),
        case("lost-in-silence", of(lost_in_silence), SMALL, Some("NothingVanishes"), Some(4)),
        case("lost-in-silence", of(lost_in_silence), MORE, Some("NothingVanishes"), Some(4)),
        case("solved", SOLVED, MORE, Some("NothingVanishes"), None),
        case("skip-send", of(skip_send), SMALL, Some("NoLost"), Some(6)),
        case("own-attempt", of(own_attempt), SMALL, Some("ConsistentOutput"), Some(7)),
        case("ack-before-send", of(ack_before_send), SMALL, Some("NoLost"), Some(3)),
        case("no-compare", of(no_compare), TWO_WORKERS, Some("NoDuplicate"), Some(4)),
        case("conflict-taken-for-done", of(conflict_is_done), TWO_WORKERS, Some("NoLost"), Some(5)),
        Case { spec: "merged-steps", handler: None, size: SMALL, rule: Some("NoDuplicate"), steps: Some(5) },
        // A witness that has to be false: it is not, so the specification is refused.
        Case { spec: "no-failures", handler: None, size: SMALL, rule: Some("NothingFails"), steps: None },
        Case { spec: "solved", handler: None, size: SMALL, rule: Some("NothingFails"), steps: Some(2) },
    ];
    cases.extend([SMALL, MORE, LARGE].map(|size| case("solved", SOLVED, size, None, None)));
    cases
}

fn record(w: &Work, tx_id: u8) -> Record {
    Record { id: w.msg, tx_id }
}

/// Fails, but is never given up.
fn or_fails(s: &State, w: &Work, done: State) -> Vec<State> {
    let mut next = vec![done];
    if s.failures < s.max_failures {
        let mut failed = s.goto_receive(w);
        failed.failures += 1;
        next.push(failed);
    }
    next
}

fn or_given_up(s: &State, w: &Work, done: State) -> Vec<State> {
    if s.failures < s.max_failures {
        return or_fails(s, w, done);
    }
    vec![done, acked(s, w)]
}

fn acked(s: &State, w: &Work) -> State {
    let mut done = s.goto_receive(w);
    done.queue_in.remove(&w.msg);
    done.processed.insert(w.msg);
    done
}

fn stored(s: &State, w: &Work, then: Label) -> State {
    let mut done = s.goto(w, then);
    done.db.insert(record(w, w.tx_id));
    done
}

fn sent(s: &State, w: &Work, tx_id: Option<u8>) -> State {
    let mut done = s.goto(w, Label::Ack);
    done.queue_out.extend(tx_id.map(|tx_id| record(w, tx_id)));
    done
}

fn swapped(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Update => or_given_up(s, w, stored(s, w, Label::Send)),
        Label::Send => or_given_up(s, w, sent(s, w, Some(w.tx_id))),
        Label::Ack => or_given_up(s, w, acked(s, w)),
    }
}

/// The update as solved.
fn update(s: &State, w: &Work, then: Label) -> Option<State> {
    (s.row(w.msg) == w.seen).then(|| if w.seen.is_none() { stored(s, w, then) } else { s.goto(w, then) })
}

fn give_up_kept(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Update => {
            update(s, w, Label::Send).map_or_else(|| vec![s.goto_receive(w)], |done| or_given_up(s, w, done))
        }
        Label::Send => or_given_up(s, w, sent(s, w, s.row(w.msg))),
        Label::Ack => or_given_up(s, w, acked(s, w)),
    }
}

fn lost_in_silence(s: &State, w: &Work) -> Vec<State> {
    // With one worker there is no conflict: one way is what is left when no failure is forgiven any more.
    let mut next = model_check_solution::next(s, w);
    if next.len() == 1 {
        let mut gone = s.goto_receive(w);
        gone.queue_in.remove(&w.msg);
        next.push(gone);
    }
    next
}

fn skip_send(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Update if w.seen.is_some() => or_fails(s, w, s.goto(w, Label::Ack)),
        Label::Update => or_fails(s, w, stored(s, w, Label::Send)),
        Label::Send => or_fails(s, w, sent(s, w, s.row(w.msg))),
        Label::Ack => or_fails(s, w, acked(s, w)),
    }
}

fn own_attempt(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Send => or_fails(s, w, sent(s, w, Some(w.tx_id))),
        _ => model_check_solution::next(s, w),
    }
}

fn ack_before_send(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Update => update(s, w, Label::Ack).map_or_else(|| vec![s.goto_receive(w)], |done| or_fails(s, w, done)),
        Label::Ack => {
            let mut done = s.goto(w, Label::Send);
            done.queue_in.remove(&w.msg);
            done.processed.insert(w.msg);
            or_fails(s, w, done)
        }
        Label::Send => {
            let done = sent(s, w, s.row(w.msg)).goto_receive(w);
            or_fails(s, w, done)
        }
    }
}

fn no_compare(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Update if w.seen.is_none() => or_fails(s, w, stored(s, w, Label::Send)),
        Label::Update => or_fails(s, w, s.goto(w, Label::Send)),
        _ => model_check_solution::next(s, w),
    }
}

fn conflict_is_done(s: &State, w: &Work) -> Vec<State> {
    match w.label {
        Label::Update => {
            let done = update(s, w, Label::Send).unwrap_or_else(|| s.goto(w, Label::Ack));
            or_fails(s, w, done)
        }
        _ => model_check_solution::next(s, w),
    }
}
