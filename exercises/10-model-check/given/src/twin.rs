//! Given: no need to edit. The model as the crate `stateright` takes it: states, actions, and what follows.

use lab::quietly;
use stateright::{Model, Property};

use crate::foul::{Foul, foul};
use crate::{Invariant, Label, MessageId, State, Work};

/// The steps of a handler: what a learner writes.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    /// Where it goes on after `Receive`.
    pub first: fn() -> Label,
    /// All states that can come next where a busy worker takes its step: one for each way in which the step can end.
    pub next: fn(&State, &Work) -> Vec<State>,
}

/// One step of one worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// It receives this message.
    Receive(usize, MessageId),
    /// It takes its next step, which ends in the way with this index.
    Step(usize, usize),
}

/// A state, and whether the step to it was foul: nothing comes after that.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    pub state: State,
    pub foul: Option<Foul>,
    /// The failure that a witness asks for; nothing is kept where none asks.
    pub failed: Option<Failed>,
}

/// Who failed, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Failed {
    /// The last failure was at this label.
    At(Label),
    /// The last step was a failure of this worker with this message.
    Of(usize, MessageId),
}

/// Which failures have to be possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fails {
    /// Nobody asks.
    Unasked,
    /// One at each label, and so many as there may be.
    EachStep,
    /// One of each worker with each message.
    EachWorker,
}

/// A handler within bounds.
#[derive(Clone, Debug)]
pub(crate) struct Twin {
    pub handler: Handler,
    pub messages: u8,
    pub failures: u8,
    pub workers: usize,
    pub invariants: Vec<Invariant>,
    /// Which failures have to be possible.
    pub fails: Fails,
    /// What the checker looks for.
    pub asked: Asked,
}

/// What the checker looks for, one thing at a time: it keeps the last bad state that it finds, and only where there is nothing else
/// to wait for does it stop at the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A state in which something is wrong.
    Wrong,
    /// A run for each witness.
    Witnesses,
}

/// The name of the property that all rules hold.
pub(crate) const RULES: &str = "rules";
/// What some run has to come to.
pub(crate) struct Witness {
    pub name: &'static str,
    pub sentence: &'static str,
    is_seen: fn(&Twin, &Node) -> bool,
}

const COMPLETE: Witness = Witness {
    name: "Complete",
    sentence: "some run ends with every message stored and sent",
    is_seen: |_, node| node.state.is_complete(),
};
const EACH_STEP: [Witness; 4] = [
    Witness {
        name: "SendFails",
        sentence: "some run ends with every message stored and sent after a failure at Send",
        is_seen: |_, node| node.ends_after(Label::Send),
    },
    Witness {
        name: "UpdateFails",
        sentence: "some run ends with every message stored and sent after a failure at Update",
        is_seen: |_, node| node.ends_after(Label::Update),
    },
    Witness {
        name: "AckFails",
        sentence: "some run ends with every message stored and sent after a failure at Ack",
        is_seen: |_, node| node.ends_after(Label::Ack),
    },
    Witness {
        name: "SecondFails",
        sentence: "some run ends with every message stored and sent after its second attempt has failed, too",
        is_seen: |_, node| node.state.failures > 1 && node.state.is_complete(),
    },
];
const EACH_WORKER: [Witness; 4] = [
    Witness {
        name: "Worker1FailsWithM1",
        sentence: "worker 1 fails with m1",
        is_seen: |_, node| node.failed == Some(Failed::Of(0, 1)),
    },
    Witness {
        name: "Worker1FailsWithM2",
        sentence: "worker 1 fails with m2",
        is_seen: |_, node| node.failed == Some(Failed::Of(0, 2)),
    },
    Witness {
        name: "Worker2FailsWithM1",
        sentence: "worker 2 fails with m1",
        is_seen: |_, node| node.failed == Some(Failed::Of(1, 1)),
    },
    Witness {
        name: "Worker2FailsWithM2",
        sentence: "worker 2 fails with m2",
        is_seen: |_, node| node.failed == Some(Failed::Of(1, 2)),
    },
];
/// A model with more attempts has no end; the bounds of the exercise need at most ten.
const MOST_ATTEMPTS: u8 = 40;

impl Twin {
    pub(crate) fn start(&self) -> Node {
        Node { state: State::new(self.messages, self.failures, self.workers), foul: None, failed: None }
    }

    /// All steps from here, in a fixed order.
    pub(crate) fn steps(&self, node: &Node) -> Vec<(Action, Node)> {
        let mut steps = Vec::new();
        let state = &node.state;
        if node.foul.is_some() {
            return steps;
        }
        for (worker, work) in state.workers.iter().enumerate() {
            match work {
                None => steps.extend(state.queue_in.iter().map(|&msg| {
                    let state = state.receive(worker, msg, (self.handler.first)());
                    let foul = (state.tx_counter >= MOST_ATTEMPTS)
                        .then(|| Foul::Endless(format!("{MOST_ATTEMPTS} attempts, and no end")));
                    let failed = node.failed.filter(|failed| matches!(failed, Failed::At(_)));
                    (Action::Receive(worker, msg), Node { state, foul, failed })
                })),
                Some(work) => steps.extend(self.ways(node, work)),
            }
        }
        steps
    }

    fn ways(&self, node: &Node, work: &Work) -> Vec<(Action, Node)> {
        let state = &node.state;
        match quietly(|| (self.handler.next)(state, work)) {
            Ok(ways) => ways
                .into_iter()
                .enumerate()
                // What fails comes first: of two ways of one length the story takes the one that fails earlier.
                .rev()
                .map(|(way, next)| {
                    let has_failed = next.failures > state.failures;
                    let failed = match self.fails {
                        Fails::EachStep if has_failed => Some(Failed::At(work.label)),
                        Fails::EachStep => node.failed,
                        Fails::EachWorker if has_failed => Some(Failed::Of(work.worker, work.msg)),
                        Fails::EachWorker | Fails::Unasked => None,
                    };
                    (Action::Step(work.worker, way), Node { foul: foul(state, work, &next), state: next, failed })
                })
                .collect(),
            Err(caught) => {
                let foul = Some(Foul::Panics(format!("{} ({})", caught.message, caught.at)));
                vec![(Action::Step(work.worker, 0), Node { state: state.clone(), foul, failed: None })]
            }
        }
    }

    /// What some run has to come to, by what is asked.
    pub(crate) fn witnesses(&self) -> impl Iterator<Item = &'static Witness> {
        let of_failures: &[Witness] = match self.fails {
            Fails::Unasked => &[],
            Fails::EachStep => &EACH_STEP,
            Fails::EachWorker => &EACH_WORKER,
        };
        std::iter::once(&COMPLETE).chain(of_failures)
    }

    /// What is wrong in this state: the sentence of the rule, and what was seen.
    pub(crate) fn wrong(&self, node: &Node) -> Option<(String, String)> {
        if let Some(foul) = &node.foul {
            return Some((foul.sentence().to_string(), foul.reason()));
        }
        let wrong = |&it: &Invariant| Some((it.sentence().to_string(), it.broken(&node.state)?));
        self.invariants.iter().find_map(wrong)
    }
}

impl Model for Twin {
    type State = Node;
    type Action = (Action, Node);

    fn init_states(&self) -> Vec<Node> {
        vec![self.start()]
    }

    fn actions(&self, node: &Node, actions: &mut Vec<(Action, Node)>) {
        actions.extend(self.steps(node));
    }

    fn next_state(&self, _: &Node, (_, next): (Action, Node)) -> Option<Node> {
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        if self.asked == Asked::Wrong {
            return vec![Property::always(RULES, |twin: &Twin, node: &Node| twin.wrong(node).is_none())];
        }
        self.witnesses().map(|witness| Property::sometimes(witness.name, witness.is_seen)).collect()
    }
}

impl Node {
    fn ends_after(&self, label: Label) -> bool {
        self.failed == Some(Failed::At(label)) && self.state.is_complete()
    }
}
