//! Small random handler programs: branches on answers, memory, fresh identifiers, retries.

use lab::web::respond;
use lab::{Etag, Failure, Id, Ids, Item, Key, Memory, Message, Queue, Request, Response, Store, World};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// What a handler does at one step. Keys and values are 0 or 1.
#[derive(Clone, Debug)]
pub enum Step {
    Load(u8),
    Create(u8, u8),
    /// With the etag of the last load of that key; nothing without one.
    Replace(u8, u8),
    Put(u8, u8),
    /// Puts a mark that nobody else has.
    Mark(u8),
    /// Looks whether the mark is still its own.
    LoadMark(u8),
    Delete(u8),
    Send(u8),
    Remember(u8),
    /// Skips so many steps if the condition holds.
    SkipIf(When, u8),
    /// Ends the handler; well or not.
    Stop(bool),
}

/// A condition on what the handler knows.
#[derive(Clone, Debug)]
pub enum When {
    Found,
    FoundOne,
    MarkIsMine,
    Failed,
    Remembers,
    SecondMessage,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    pub id: Id,
    pub value: u8,
}

impl Message for Note {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

pub struct Tools {
    store: Store<u8>,
    out: Queue<Note>,
    memory: Memory<u8>,
    marks: Store<Id>,
    ids: Ids,
}

impl Tools {
    pub fn new(world: &World) -> Self {
        Tools {
            store: world.store("s"),
            out: world.queue("out"),
            memory: world.memory("m"),
            marks: world.store("marks"),
            ids: world.ids(),
        }
    }
}

fn key(number: u8) -> Key {
    Key::new(if number == 0 { "a" } else { "b" })
}

/// What a run of a program knows.
#[derive(Default)]
struct Known {
    etags: [Option<Etag>; 2],
    found: Option<u8>,
    mark: Option<Id>,
    mark_is_mine: bool,
    failed: bool,
}

impl Known {
    fn note<T>(&mut self, result: Result<T, Failure>) -> Option<T> {
        self.failed = result.is_err();
        result.ok()
    }

    fn loaded(&mut self, at: u8, result: Result<Option<Item<u8>>, Failure>) {
        let item = self.note(result).flatten();
        self.etags[at as usize] = item.as_ref().map(|item| item.etag);
        self.found = item.map(|item| item.value);
    }

    fn holds(&self, when: &When, tools: &Tools, second: bool) -> bool {
        match when {
            When::Found => self.found.is_some(),
            When::FoundOne => self.found == Some(1),
            When::MarkIsMine => self.mark_is_mine,
            When::Failed => self.failed,
            When::Remembers => tools.memory.get() == 1,
            When::SecondMessage => second,
        }
    }
}

/// Runs a program to its end.
pub async fn run(program: &[Step], tools: &Tools, id: &Id) -> Result<(), Failure> {
    let second = id.as_str().ends_with('2');
    let mut known = Known::default();
    let mut at = 0;
    while let Some(step) = program.get(at) {
        at += 1;
        match step {
            Step::Load(k) => known.loaded(*k, tools.store.load(key(*k)).await),
            Step::Create(k, v) => drop(known.note(tools.store.create(key(*k), v).await)),
            Step::Replace(k, v) => {
                if let Some(etag) = known.etags[*k as usize] {
                    known.note(tools.store.replace(key(*k), v, etag).await);
                }
            }
            Step::Put(k, v) => drop(known.note(tools.store.put(key(*k), v).await)),
            Step::Mark(k) => {
                let mark = known.mark.get_or_insert_with(|| tools.ids.fresh()).clone();
                known.note(tools.marks.put(key(*k), &mark).await);
            }
            Step::LoadMark(k) => {
                let found = known.note(tools.marks.load(key(*k)).await).flatten();
                known.mark_is_mine = found.is_some_and(|found| Some(found.value) == known.mark);
            }
            Step::Delete(k) => drop(known.note(tools.store.delete(key(*k)).await)),
            Step::Send(v) => {
                let value = known.found.unwrap_or(*v);
                known.note(tools.out.send(&Note { id: id.clone(), value }).await);
            }
            Step::Remember(v) => tools.memory.set(v),
            Step::SkipIf(when, steps) => at += if known.holds(when, tools, second) { *steps as usize } else { 0 },
            Step::Stop(true) => return Ok(()),
            Step::Stop(false) => return Err(Failure::refused("stop")),
        }
    }
    if known.failed { Err(Failure::refused("the last step failed")) } else { Ok(()) }
}

/// The same for a service: its answer says how the program ended.
pub async fn answer(program: &[Step], tools: &Tools, request: &Request) -> Response {
    let id = Id::new(request.uri().path());
    let done = run(program, tools, &id).await;
    respond(if done.is_ok() { http::StatusCode::OK } else { http::StatusCode::CONFLICT })
}

fn steps() -> impl Strategy<Value = Step> {
    let bit = || 0..2_u8;
    let when = prop_oneof![
        2 => Just(When::Found),
        1 => Just(When::FoundOne),
        1 => Just(When::MarkIsMine),
        2 => Just(When::Failed),
        2 => Just(When::Remembers),
        3 => Just(When::SecondMessage)
    ];
    prop_oneof![
        3 => bit().prop_map(Step::Load),
        2 => (bit(), bit()).prop_map(|(k, v)| Step::Create(k, v)),
        2 => (bit(), bit()).prop_map(|(k, v)| Step::Replace(k, v)),
        2 => (bit(), bit()).prop_map(|(k, v)| Step::Put(k, v)),
        1 => bit().prop_map(Step::Mark),
        1 => bit().prop_map(Step::LoadMark),
        1 => bit().prop_map(Step::Delete),
        2 => bit().prop_map(Step::Send),
        1 => bit().prop_map(Step::Remember),
        3 => (when, 1..3_u8).prop_map(|(when, steps)| Step::SkipIf(when, steps)),
        1 => any::<bool>().prop_map(Step::Stop),
    ]
}

/// Programs of two to five steps.
pub fn programs() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(steps(), 2..6)
}
