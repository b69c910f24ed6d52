//! Rules: what must be true, as folds over events and state.

use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::event::Event;
use crate::hash::{self, Mix};
use crate::view::View;

/// What a rule says of one moment: fine, or what it saw, one sentence with names and values.
pub type Judged = Result<(), String>;

/// Fine where `condition` is true, else what was seen.
pub fn ensure(condition: bool, seen: impl FnOnce() -> String) -> Judged {
    if condition { Ok(()) } else { Err(seen()) }
}

type Look = dyn Fn(&View<'_>) -> Judged + Send + Sync;
type Step = dyn Fn(&Remembered, &Event, &View<'_>) -> (Remembered, Judged) + Send + Sync;
type End = dyn Fn(&Remembered, &View<'_>) -> Judged + Send + Sync;

#[derive(Clone)]
enum Kind {
    Always(Arc<Look>),
    Finally(Arc<Look>),
    Fold { start: Remembered, step: Arc<Step>, end: Arc<End> },
}

/// A promise with its sentence.
#[derive(Clone)]
pub struct Rule {
    sentence: String,
    kind: Kind,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.sentence)
    }
}

/// What a fold remembers, with its hash: it is part of the state of the search.
#[derive(Clone)]
pub(crate) struct Remembered {
    value: Arc<dyn Any + Send + Sync>,
    hash: u128,
}

impl fmt::Debug for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remembered({:x})", self.hash)
    }
}

#[derive(Default)]
struct Collect(Vec<u8>);

impl Hasher for Collect {
    fn finish(&self) -> u64 {
        hash::of_bytes(&self.0) as u64
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

impl Remembered {
    fn of<M: Hash + Send + Sync + 'static>(value: M) -> Self {
        let mut collect = Collect::default();
        value.hash(&mut collect);
        Remembered { value: Arc::new(value), hash: hash::of_bytes(&collect.0) }
    }

    fn get<M: 'static>(&self) -> &M {
        self.value.downcast_ref().expect("a fold is given what it remembered itself")
    }
}

impl Rule {
    /// A rule for each moment: looked at at the start, and whenever the infrastructure has changed.
    pub fn always(sentence: impl Into<String>, look: impl Fn(&View<'_>) -> Judged + Send + Sync + 'static) -> Self {
        Rule { sentence: sentence.into(), kind: Kind::Always(Arc::new(look)) }
    }

    /// A rule for the end: looked at when all is quiet, that is, no message waits, no handler runs, no client has more to do.
    pub fn finally(sentence: impl Into<String>, look: impl Fn(&View<'_>) -> Judged + Send + Sync + 'static) -> Self {
        Rule { sentence: sentence.into(), kind: Kind::Finally(Arc::new(look)) }
    }

    /// A rule with a memory of what happened before.
    ///
    /// `step` is called for each event with the world just after it; `end` when all is quiet. What is remembered is part of
    /// the state of the search: keep it small, ordered, and free of counts of steps.
    pub fn fold<M: Clone + Hash + Send + Sync + 'static>(
        sentence: impl Into<String>,
        start: M,
        step: impl Fn(&mut M, &Event, &View<'_>) -> Judged + Send + Sync + 'static,
        end: impl Fn(&M, &View<'_>) -> Judged + Send + Sync + 'static,
    ) -> Self {
        let step = move |old: &Remembered, event: &Event, view: &View<'_>| {
            let mut memory: M = old.get::<M>().clone();
            let judged = step(&mut memory, event, view);
            (Remembered::of(memory), judged)
        };
        let end = move |memory: &Remembered, view: &View<'_>| end(memory.get::<M>(), view);
        let kind = Kind::Fold { start: Remembered::of(start), step: Arc::new(step), end: Arc::new(end) };
        Rule { sentence: sentence.into(), kind }
    }

    /// The sentence.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }
}

/// A rule that broke, and what it saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The index of the rule among the scenario's rules.
    pub rule: usize,
    /// What it saw.
    pub seen: String,
}

/// What all folds of a scenario remember.
#[derive(Clone, Debug)]
pub struct Judge {
    folds: Arc<Vec<Remembered>>,
}

impl Judge {
    /// At the start of a run.
    pub fn new(rules: &[Rule]) -> Self {
        let folds = rules.iter().filter_map(|rule| match &rule.kind {
            Kind::Fold { start, .. } => Some(start.clone()),
            _ => None,
        });
        Judge { folds: Arc::new(folds.collect()) }
    }

    /// Says which rule is broken before anything has happened, if any.
    pub fn start(&self, rules: &[Rule], view: &View<'_>) -> Option<Broken> {
        rules.iter().enumerate().find_map(|(rule, each)| match &each.kind {
            Kind::Always(look) => look(view).err().map(|seen| Broken { rule, seen }),
            _ => None,
        })
    }

    /// Takes in what one step did, and says which rule it broke, if any: the first in the order of the scenario.
    pub fn step(&mut self, rules: &[Rule], events: &[Event], view: &View<'_>) -> Option<Broken> {
        if events.is_empty() {
            return None;
        }
        let mut broken = None;
        let mut fold = 0;
        for (index, rule) in rules.iter().enumerate() {
            let judged = match &rule.kind {
                Kind::Always(look) => look(view),
                Kind::Finally(_) => Ok(()),
                Kind::Fold { step, .. } => {
                    let mut judged = Ok(());
                    for event in events {
                        let (memory, now) = step(&self.folds[fold], event, view);
                        if memory.hash != self.folds[fold].hash {
                            Arc::make_mut(&mut self.folds)[fold] = memory;
                        }
                        judged = judged.and(now);
                    }
                    fold += 1;
                    judged
                }
            };
            if let (Err(seen), None) = (judged, &broken) {
                broken = Some(Broken { rule: index, seen });
            }
        }
        broken
    }

    /// Says which rule is broken now that all is quiet, if any.
    pub fn end(&self, rules: &[Rule], view: &View<'_>) -> Option<Broken> {
        let mut folds = self.folds.iter();
        rules.iter().enumerate().find_map(|(rule, each)| {
            let judged = match &each.kind {
                Kind::Always(_) => Ok(()),
                Kind::Finally(look) => look(view),
                Kind::Fold { end, .. } => end(folds.next().expect("each fold has its memory"), view),
            };
            judged.err().map(|seen| Broken { rule, seen })
        })
    }

    pub(crate) fn mix(&self, mix: &mut Mix) {
        for memory in self.folds.iter() {
            mix.hash(memory.hash);
        }
    }
}
