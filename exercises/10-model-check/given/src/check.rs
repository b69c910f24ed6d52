//! Given: no need to edit. How a test asks the checker.

use lab::exam::{Ruling, replay_asked};
use lab::report::{Effort, Least, grouped};
use stateright::{Checker, HasDiscoveries, Model};

use crate::replay;
use crate::ruling;
use crate::twin::{Action, Asked, Fails, Handler, Node, RULES, Twin};
use crate::{Invariant, State};

/// More states than this are no longer looked at.
const MOST_STATES: usize = 300_000;

/// What to look for where they are reached.
const ENDLESS: &str =
    "Look for what can happen again and again: a failure that nobody counts, or a label that leads back.";

/// A question to the checker: within which bounds, and what must be true.
#[derive(Clone, Debug)]
#[must_use = "a question is not asked until `check`"]
pub struct Check {
    title: String,
    messages: u8,
    failures: u8,
    workers: usize,
    invariants: Vec<Invariant>,
    fails: Fails,
}

/// What was found, in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The rule that breaks first; none if all hold.
    pub rule: Option<String>,
    /// How many steps it takes.
    pub steps: Option<usize>,
    /// How many states were seen; all of them where all holds.
    pub states: usize,
}

/// How the checker ended.
pub(crate) enum End {
    Holds,
    Broken(Vec<(Node, Option<Action>)>),
    Missed(&'static str),
    Limit,
}

impl Check {
    /// One message, one failure, one worker, and no invariant yet.
    pub fn new(title: impl Into<String>) -> Self {
        let (messages, failures, workers) = (1, 1, 1);
        Check { title: title.into(), messages, failures, workers, invariants: Vec::new(), fails: Fails::Unasked }
    }

    /// `NoMessages`, `MaxFailures` and `NoWorkers`.
    pub fn bounds(self, messages: u8, failures: u8, workers: usize) -> Self {
        Check { messages, failures, workers, ..self }
    }

    /// What has to hold in every state.
    pub fn invariants(self, invariants: &[Invariant]) -> Self {
        Check { invariants: invariants.to_vec(), ..self }
    }

    /// Each step has to be able to fail, and a second attempt as well as the first; and the work to end well after it.
    pub fn each_step_can_fail(self) -> Self {
        Check { fails: Fails::EachStep, ..self.bounds(1, 2, 1) }
    }

    /// Each of two workers has to be able to fail with each of two messages.
    pub fn each_worker_can_fail(self) -> Self {
        Check { fails: Fails::EachWorker, ..self.bounds(2, 1, 2) }
    }

    /// Looks at all states, and fails the test unless all holds.
    ///
    /// # Panics
    /// Where it does not hold, after it has shown the shortest way there: that is how a test fails.
    pub fn check(&self, handler: Handler) {
        let twin = self.twin(handler);
        if let Some(id) = replay_asked() {
            return replay::follow(self.ruled(Ruling::holds(&self.title), 0), &twin, &self.title, &id);
        }
        let (end, states) = search(&twin);
        let ruling = match end {
            End::Holds => Ruling::holds(&self.title),
            End::Broken(path) => ruling::of_path(&twin, &self.title, &path),
            End::Missed(sentence) => {
                Ruling::missed(&self.title, sentence, "all runs were looked at, and none comes to this")
            }
            End::Limit => {
                let limit = format!("{} states were looked at, and there are more", grouped(MOST_STATES as u64));
                Ruling::unknown(&self.title, limit).note(ENDLESS)
            }
        };
        self.ruled(ruling, states).judge();
    }

    /// The same in numbers; nothing is written and no test fails.
    pub fn find(&self, handler: Handler) -> Found {
        let twin = self.twin(handler);
        match search(&twin) {
            (End::Broken(path), states) => {
                let last = &path.last().expect("a path has a state").0;
                Found { rule: twin.wrong(last).map(|(rule, _)| rule), steps: Some(path.len() - 1), states }
            }
            (End::Missed(sentence), states) => Found { rule: Some(sentence.to_string()), steps: None, states },
            (End::Limit, states) => Found { rule: Some("a limit was reached".to_string()), steps: None, states },
            (End::Holds, states) => Found { rule: None, steps: None, states },
        }
    }

    /// All states that can be reached: for judging an invariant by them.
    pub(crate) fn states(&self, handler: Handler) -> Vec<(State, bool)> {
        let twin = self.twin(handler);
        let mut found = vec![twin.start()];
        let mut ends = Vec::new();
        let mut at = 0;
        while at < found.len() && found.len() < MOST_STATES / 10 {
            let steps = twin.steps(&found[at]);
            ends.push(steps.is_empty());
            for (_, node) in steps {
                if !found.contains(&node) {
                    found.push(node);
                }
            }
            at += 1;
        }
        found.into_iter().zip(ends).map(|(node, is_end)| (node.state, is_end)).collect()
    }

    pub(crate) fn start(&self, handler: Handler) -> Node {
        self.twin(handler).start()
    }

    pub(crate) fn steps(&self, handler: Handler, node: &Node) -> Vec<(Action, Node)> {
        self.twin(handler).steps(node)
    }

    fn twin(&self, handler: Handler) -> Twin {
        let &Check { messages, failures, workers, fails, .. } = self;
        Twin { handler, messages, failures, workers, invariants: self.invariants.clone(), fails, asked: Asked::Wrong }
    }

    fn ruled(&self, ruling: Ruling, states: usize) -> Ruling {
        let effort = Effort { states: states as u64, ..Effort::default() };
        let forgiven = if self.failures == 1 { "failure that is forgiven" } else { "failures that are forgiven" };
        ruling.effort(effort).least(Least::Steps).budget(forgiven, u32::from(self.failures))
    }
}

/// Breadth first, so that a way that is found is a shortest one. One thread, so that it is always the same.
fn search(twin: &Twin) -> (End, usize) {
    let ask = |asked| {
        let builder = Twin { asked, ..twin.clone() }.checker().threads(1).target_state_count(MOST_STATES);
        let until = if asked == Asked::Wrong { HasDiscoveries::AnyFailures } else { HasDiscoveries::All };
        builder.finish_when(until).spawn_bfs().join()
    };
    let checker = ask(Asked::Wrong);
    let states = checker.unique_state_count();
    if let Some(path) = checker.discovery(RULES) {
        let path = path.into_vec().into_iter().map(|(node, action)| (node, action.map(|(action, _)| action)));
        return (End::Broken(path.collect()), states);
    }
    if checker.state_count() >= MOST_STATES {
        return (End::Limit, states);
    }
    let checker = ask(Asked::Witnesses);
    let missed = twin.witnesses().find(|witness| checker.discovery(witness.name).is_none());
    (missed.map_or(End::Holds, |witness| End::Missed(witness.sentence)), states)
}
