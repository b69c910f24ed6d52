//! Given: no need to edit. The mob's half: rules that the mob writes, judged by models that the four invariants let pass.

use lab::exam::Ruling;
use lab::report::Effort;

use crate::check::Check;
use crate::tell::Teller;
use crate::twin::{Action, Handler};
use crate::{Label, State, Work};

/// A rule over states that the mob has written.
#[derive(Clone, Copy, Debug)]
pub struct Exam {
    /// What it is called.
    pub name: &'static str,
    /// The rule.
    pub rule: fn(&State) -> bool,
}

impl Exam {
    /// The rule is an invariant: true in all states of the right handler, and false in some state of one that only acknowledges.
    ///
    /// # Panics
    /// Where it is not: that is how a test fails.
    pub fn check_invariant(self, right: Handler) {
        let title = format!("{} as an invariant", self.name);
        let states = bounds().states(right);
        let refused = states.iter().find(|(state, _)| !(self.rule)(state));
        let only_acks = bounds().states(ONLY_ACKS);
        let ruling = match refused {
            Some((state, _)) => {
                let reason = format!("your handler comes to this state, and the rule says no: {}", words(state));
                Ruling::broken(&title, "the rule is true of a handler that is right", reason)
            }
            None if only_acks.iter().all(|(state, _)| (self.rule)(state)) => {
                let reason = "the rule is true of each of its states, as the four invariants are";
                Ruling::broken(&title, "the rule refuses a handler that only acknowledges", reason).story(silent())
            }
            None => Ruling::holds(&title),
        };
        ruling.effort(effort(states.len())).judge();
    }

    /// The rule is what each run comes to in the end, `<>rule`: true in each last state of the right handler, not yet at the start, and not in the last
    /// state of a handler that stops before it acknowledges.
    ///
    /// # Panics
    /// Where it is not: that is how a test fails.
    pub fn check_eventually(self, right: Handler) {
        let title = format!("{} as an end", self.name);
        let ends = |handler| -> Vec<State> {
            let states = bounds().states(handler).into_iter();
            states.filter(|(_, is_end)| *is_end).map(|(state, _)| state).collect()
        };
        let (right, stuck) = (ends(right), ends(NEVER_ACKS));
        let start = State::new(2, 1, 1);
        let ruling = if let Some(state) = right.iter().find(|state| !(self.rule)(state)) {
            let reason = format!("a run of your handler ends in this state, and the rule says no: {}", words(state));
            Ruling::broken(&title, "each run of a handler that is right comes to it", reason)
        } else if stuck.iter().any(|state| (self.rule)(state)) {
            let reason = "it has stored and sent, and its message is in the queue for ever";
            Ruling::broken(&title, "a handler that never acknowledges does not come to it", reason)
        } else if (self.rule)(&start) {
            let reason = "the rule is true before the first step, so it asks for nothing";
            Ruling::broken(&title, "at the start it is not yet true", reason)
        } else {
            Ruling::holds(&title)
        };
        ruling.effort(effort(right.len())).judge();
    }
}

fn bounds() -> Check {
    Check::new("").bounds(2, 1, 1)
}

fn effort(states: usize) -> Effort {
    Effort { states: states as u64, ..Effort::default() }
}

const ONLY_ACKS: Handler = Handler { first: || Label::Ack, next: acks };

fn acks(s: &State, w: &Work) -> Vec<State> {
    let mut done = s.goto_receive(w);
    done.queue_in.remove(&w.msg);
    done.processed.insert(w.msg);
    vec![done]
}

const NEVER_ACKS: Handler = Handler { first: || Label::Update, next: stops };

fn stops(s: &State, w: &Work) -> Vec<State> {
    let record = crate::Record { id: w.msg, tx_id: w.tx_id };
    match w.label {
        Label::Update => {
            let mut next = s.goto(w, Label::Send);
            next.db.insert(record);
            vec![next]
        }
        Label::Send => {
            let mut next = s.goto(w, Label::Ack);
            next.queue_out.insert(record);
            vec![next]
        }
        Label::Ack => Vec::new(),
    }
}

/// The run of the handler that only acknowledges.
fn silent() -> lab::report::Story {
    let check = bounds();
    let mut teller = Teller::new(1);
    let mut node = check.start(ONLY_ACKS);
    let is_wanted = |action: &Action| matches!(action, Action::Receive(_, 1) | Action::Step(..));
    for _ in 0..2 {
        let steps = check.steps(ONLY_ACKS, &node);
        let (action, next) = steps.into_iter().find(|(action, _)| is_wanted(action)).expect("it has two steps");
        teller.tell(&node, action, &next);
        node = next;
    }
    teller.broken("m1 is processed, and nothing was stored or sent");
    teller.story
}

fn words(s: &State) -> String {
    format!("queueIn {:?}, db {}, queueOut {}, processed {:?}", s.queue_in, s.db.len(), s.queue_out.len(), s.processed)
}
