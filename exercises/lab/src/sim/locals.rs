//! The memo of handler histories: what a handler does next, after this input and these answers.
//!
//! Each history is learned by running the real handler from its start. When a second answer to the same gate is needed, the
//! handler runs from its start again, and must do the same as before: that is how code is caught that does not repeat itself.

use std::collections::HashMap;
use std::sync::Arc;

use crate::hash::{self, Mix};
use crate::op::{Answer, Etag, Key, Op, Reply};
use crate::process::{Code, Task};
use crate::progress::{excuses, tells};

use super::guard::Oddity;
use super::port::{Input, Next, Running, Volatile};

/// One history of a handler: an index into [`Locals`].
pub(crate) type LocalId = u32;

/// A handler after some answers.
#[derive(Debug)]
pub(crate) struct Local {
    pub(crate) input: Arc<Input>,
    pub(crate) input_hash: u128,
    pub(crate) answers_hash: u128,
    /// True once the input and answers hold a name that only this run has: it drew a fresh identifier, or sent a request.
    pub(crate) named: bool,
    /// True where a failure now would not be its own: a fault, or somebody else wrote first.
    pub(crate) excused: bool,
    /// How many gates were passed.
    pub(crate) depth: u32,
    pub(crate) next: Next,
    /// The memory of the process now.
    pub(crate) memory: Volatile,
    before: Option<(LocalId, Arc<Reply>)>,
}

/// All histories seen in a search.
pub(crate) struct Locals {
    codes: Vec<Code>,
    nodes: Vec<Local>,
    roots: HashMap<u128, LocalId>,
    children: HashMap<(LocalId, u128), LocalId>,
    parked: HashMap<LocalId, Running>,
    memo: bool,
    most_gates: u32,
    /// How often a handler was run from its start.
    pub(crate) runs: u64,
}

fn task_hash(mix: &mut Mix, task: &Task) {
    match task {
        Task::Start => mix.number(0),
        Task::Message(body) => mix.number(1).hash(body.hash()),
        Task::Request(wire) => mix.number(2).hash(wire_hash(wire)),
    };
}

fn wire_hash(wire: &crate::op::Wire) -> u128 {
    let mut mix = Mix::new();
    mix.text(&wire.head).hash(wire.body.hash());
    wire.headers.iter().for_each(|(name, value)| {
        mix.text(name).text(value);
    });
    mix.finish()
}

fn reply_hash(reply: &Reply) -> u128 {
    let mut mix = Mix::new();
    match reply {
        Err(failure) => mix.number(1).text(&failure.to_string()),
        Ok(Answer::Done) => mix.number(2),
        Ok(Answer::Item(None)) => mix.number(3),
        Ok(Answer::Item(Some(stored))) => mix.number(4).hash(stored.value.hash()).number(stored.etag.0),
        Ok(Answer::Items(items)) => {
            mix.number(5);
            for (key, stored) in items {
                mix.text(key.item.as_str()).hash(stored.value.hash()).number(stored.etag.0);
            }
            &mut mix
        }
        Ok(Answer::Written(etag)) => mix.number(6).number(etag.0),
        Ok(Answer::Blob(None)) => mix.number(7),
        Ok(Answer::Blob(Some(bytes))) => mix.number(8).hash(bytes.hash()),
        Ok(Answer::Response(wire)) => mix.number(9).hash(wire_hash(wire)),
        Ok(Answer::Time(time)) => mix.number(10).number(time.0.as_nanos() as u64),
        Ok(Answer::Picked(way)) => mix.number(11).number(u64::from(*way)),
    };
    mix.finish()
}

/// How many handlers stay parked for their first continuation.
const PARKED_MOST: usize = 20_000;

impl Locals {
    /// With `memo`, histories are looked up; without, each handler is one running future that can only go on.
    pub(crate) fn new(codes: Vec<Code>, memo: bool, most_gates: u32) -> Self {
        Locals {
            codes,
            nodes: Vec::new(),
            roots: HashMap::new(),
            children: HashMap::new(),
            parked: HashMap::new(),
            memo,
            most_gates,
            runs: 0,
        }
    }

    pub(crate) fn get(&self, id: LocalId) -> &Local {
        &self.nodes[id as usize]
    }

    /// About how many bytes all histories take: each with its answer and two entries of a table, and the handlers that wait.
    pub(crate) fn bytes(&self) -> u64 {
        const HISTORY: usize = size_of::<Local>() + 320;
        const WAITING: usize = 1500;
        (self.nodes.len() * HISTORY + self.parked.len() * WAITING) as u64
    }

    /// The last answer of a history.
    pub(crate) fn last_reply(&self, id: LocalId) -> Option<Reply> {
        self.get(id).before.as_ref().map(|(_, reply)| (**reply).clone())
    }

    /// A handler at its first gate.
    pub(crate) fn start(&mut self, input: Input) -> LocalId {
        let mut mix = Mix::new();
        mix.number(input.pool as u64);
        task_hash(&mut mix, &input.task);
        let input_hash = mix.finish();
        let root = mix.hash(input.memory.hash()).hash(input.origin).finish();
        if let Some(id) = self.roots.get(&root).filter(|_| self.memo) {
            return *id;
        }
        self.runs += 1;
        let (running, next) = Running::start(&self.codes[input.pool], &input);
        let local = Local {
            input: Arc::new(input),
            input_hash,
            answers_hash: 0,
            named: running.has_name() || matches!(&next, Next::Gate(op, _) if matches!(**op, Op::Call(..))),
            excused: false,
            depth: 0,
            next,
            memory: running.memory(),
            before: None,
        };
        let id = self.add(local, running);
        self.roots.insert(root, id);
        id
    }

    /// The same handler after one more answer.
    pub(crate) fn step(&mut self, id: LocalId, reply: Reply) -> LocalId {
        let reply_hash = reply_hash(&reply);
        if let Some(child) = self.children.get(&(id, reply_hash)).filter(|_| self.memo) {
            return *child;
        }
        let reply = Arc::new(reply);
        let (running, next) = match self.parked.remove(&id) {
            Some(mut running) => {
                let next = running.answer((*reply).clone());
                (running, next)
            }
            None => self.again(id, &reply),
        };
        let excused = self.is_excuse(id, &reply);
        let parent = self.get(id);
        let depth = parent.depth + 1;
        let local = Local {
            input: parent.input.clone(),
            input_hash: parent.input_hash,
            answers_hash: hash::of_bytes(&[parent.answers_hash.to_le_bytes(), reply_hash.to_le_bytes()].concat()),
            named: parent.named
                || running.has_name()
                || matches!(&next, Next::Gate(op, _) if matches!(**op, Op::Call(..))),
            excused: parent.excused || excused,
            depth,
            next: match next {
                Next::Gate(..) if depth >= self.most_gates => {
                    Next::Odd(Oddity::Endless { gates: depth, last: next.words() })
                }
                other => other,
            },
            memory: running.memory(),
            before: Some((id, reply)),
        };
        let child = self.add(local, running);
        self.children.insert((id, reply_hash), child);
        child
    }

    /// True where this answer shows that a fault happened, or that somebody wrote after this handler had read.
    fn is_excuse(&self, id: LocalId, reply: &Reply) -> bool {
        let Next::Gate(op, _) = &self.get(id).next else {
            return false;
        };
        excuses(op, reply, |key, etag| self.has_read(id, key, etag))
    }

    /// True where the handler got this version of this item from an answer.
    fn has_read(&self, mut id: LocalId, key: &Key, etag: Etag) -> bool {
        while let Some((before, reply)) = &self.get(id).before {
            id = *before;
            let Next::Gate(op, _) = &self.get(id).next else {
                continue;
            };
            if tells(op, reply, key, etag) {
                return true;
            }
        }
        false
    }

    fn add(&mut self, local: Local, running: Running) -> LocalId {
        let id = LocalId::try_from(self.nodes.len()).expect("fewer histories than states");
        if matches!(local.next, Next::Gate(..)) && self.parked.len() < PARKED_MOST {
            self.parked.insert(id, running);
        }
        self.nodes.push(local);
        id
    }

    /// Runs the handler of a history from its start, compares, and gives it one more answer.
    fn again(&mut self, id: LocalId, reply: &Reply) -> (Running, Next) {
        self.runs += 1;
        let mut path = Vec::new();
        let mut at = id;
        while let Some((before, answer)) = &self.get(at).before {
            path.push((at, answer.clone()));
            at = *before;
        }
        let input = self.get(at).input.clone();
        let (mut running, mut next) = Running::start(&self.codes[input.pool], &input);
        let mut known = at;
        loop {
            if !next.is_same(&self.get(known).next) {
                let (before, now) = self.get(known).next.words_beside(&next);
                let step = self.get(known).depth + 1;
                return (running, Next::Odd(Oddity::NotRepeatable { before, now, step }));
            }
            let Some((after, answer)) = path.pop() else { break };
            next = running.answer((*answer).clone());
            known = after;
        }
        next = running.answer(reply.clone());
        (running, next)
    }
}
