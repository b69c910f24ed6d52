//! As a stateright model: not the code, but what it does, as states and actions.

use stateright::{Checker, Model, Property, Representative};

use crate::booking::{Case, Payment, Version};
use crate::outcome::{Counterexample, Outcome, Unit};

/// Where a worker stands: what it will do next, with what it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Worker {
    Idle,
    Load,
    Save {
        booked: u8,
        if_etag: u8,
    },
    /// Only with the seeded bug: it loads again in order to save, whatever it finds.
    LoadAgain,
    Send,
    Ack,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    pub waiting: u8,
    pub payment: Payment,
    pub etag: u8,
    pub events: u8,
    pub workers: Vec<Worker>,
}

impl State {
    fn is_quiet(&self) -> bool {
        self.waiting == 0 && self.workers.iter().all(|worker| *worker == Worker::Idle)
    }
}

/// The number of the worker that makes its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step(pub usize);

/// What is asked of the model. One question a search: as long as stateright 0.31 looks for another answer, it replaces a
/// counterexample by each later one, and the trace that it shows is no shortest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Does the rule always hold?
    Rule,
    /// Is the end ever reached? A model in which nothing can happen breaks no rule.
    Witness,
}

#[derive(Clone, Copy, Debug)]
pub struct Booking(pub Case, pub Question);

impl Model for Booking {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let (waiting, workers) = (self.0.of_each, vec![Worker::Idle; self.0.of_each.into()]);
        vec![State { waiting, payment: Payment::default(), etag: 0, events: 0, workers }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        let busy = |worker: &Worker| *worker != Worker::Idle || state.waiting > 0;
        actions.extend((0..state.workers.len()).filter(|n| busy(&state.workers[*n])).map(Step));
    }

    fn next_state(&self, last: &State, Step(n): Step) -> Option<State> {
        let mut next = last.clone();
        let if_etag = last.etag;
        let save = Worker::Save { booked: last.payment.booked + 1, if_etag };
        next.workers[n] = match last.workers[n] {
            Worker::Idle => {
                next.waiting -= 1;
                Worker::Load
            }
            Worker::Load if last.payment.booked > 0 => Worker::Send,
            Worker::Load | Worker::LoadAgain => save,
            Worker::Save { if_etag, .. } if if_etag != last.etag => match self.0.version {
                Version::Right => Worker::Load,
                Version::SeededBug => Worker::LoadAgain,
            },
            Worker::Save { booked, .. } => {
                next.payment.booked = booked;
                next.etag += 1;
                Worker::Send
            }
            Worker::Send => {
                next.events += 1;
                Worker::Ack
            }
            Worker::Ack => Worker::Idle,
        };
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        match self.1 {
            Question::Rule => vec![Property::always(RULE, |_, state: &State| {
                state.payment.booked <= 1 && (!state.is_quiet() || state.events > 0)
            })],
            Question::Witness => vec![Property::sometimes(WITNESS, |_, state: &State| state.is_quiet())],
        }
    }
}

const RULE: &str = "a payment is booked once, and who booked has told it";
const WITNESS: &str = "all is done";

/// The workers are alike: which of them is where makes no difference.
impl Representative for State {
    fn representative(&self) -> Self {
        let mut state = self.clone();
        state.workers.sort();
        state
    }
}

/// Nearest states first: the first counterexample is a shortest one. One thread, else that is not so.
pub fn breadth_first(case: Case) -> Outcome {
    outcome(&Booking(case, Question::Rule).checker().threads(1).spawn_bfs().join(), true)
}

/// As deep as it goes, with the workers taken for alike.
pub fn depth_first_alike(case: Case) -> Outcome {
    let checker = Booking(case, Question::Rule).checker().threads(1).symmetry();
    outcome(&checker.spawn_dfs().join(), false)
}

/// A shortest run that breaks the rule: each state with the step that is made in it.
pub fn counterexample(case: Case) -> Option<Vec<(State, Option<Step>)>> {
    let checker = Booking(case, Question::Rule).checker().threads(1).spawn_bfs().join();
    checker.discovery(RULE).map(|path| path.into_vec())
}

/// The steps of a shortest run to the end; none where there is none.
pub fn end(case: Case) -> Option<Vec<Step>> {
    let checker = Booking(case, Question::Witness).checker().threads(1).spawn_bfs().join();
    checker.discovery(WITNESS).map(|path| path.into_actions())
}

fn outcome(checker: &impl Checker<Booking>, smallest: bool) -> Outcome {
    let found = checker.discovery(RULE).map(|path| {
        let steps = path.into_actions().len() as u64;
        Counterexample { steps, smallest }
    });
    Outcome {
        looked_at: checker.unique_state_count() as u64,
        unit: Unit::States,
        to_the_end: found.is_none(),
        found,
        breaking_runs: None,
    }
}
