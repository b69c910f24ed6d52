//! How things stand: what the infrastructure holds, where the processes are, what may still go wrong.

use std::collections::BTreeMap;

use crate::codec::Bytes;
use crate::fault::Fault;
use crate::op::Name;
use crate::plain;
use crate::report::{Allowance, Cell, LaneKind};

use super::super::record::words::{ShortIds, long};
use super::super::state::{Holds, State, Status};
use super::Stage;

/// Where a cell is: the kind and name of its place, its own name, and which of several with that name.
type At = (u8, String, String, usize);

impl Stage<'_> {
    /// What everything holds, and what the last step changed. Names are shortened as `ids` has it.
    pub(crate) fn cells(&self, ids: &mut ShortIds) -> Vec<Cell> {
        let now = self.contents(&self.state);
        let before = self.before.as_ref().map(|before| self.contents(before)).unwrap_or_else(|| now.clone());
        let gone = before.keys().filter(|at| !now.contains_key(*at)).map(|at| (at, None));
        let all: BTreeMap<&At, Option<&String>> = now.iter().map(|(at, it)| (at, Some(it))).chain(gone).collect();
        let cells = all.into_iter().map(|(at, content)| {
            let (kind, place, cell, _) = at;
            let mut cell = Cell {
                place: place.clone(),
                kind: KINDS[*kind as usize],
                cell: cell.clone(),
                content: content.cloned(),
                changed: before.get(at) != content,
            };
            ids.shorten(&mut cell.cell);
            cell.content.iter_mut().for_each(|content| ids.shorten(content));
            cell
        });
        cells.collect()
    }

    fn contents(&self, state: &State) -> BTreeMap<At, String> {
        let mut contents = BTreeMap::new();
        let mut put = |kind: u8, place: &str, cell: String, content: String| {
            let at = |number| (kind, place.to_string(), cell.clone(), number);
            let number = (0..).find(|number| !contents.contains_key(&at(*number))).unwrap_or_default();
            contents.insert(at(number), content);
        };
        let infra = &state.infra;
        for (name, store) in infra.stores.iter() {
            store.items().for_each(|(key, stored)| put(0, name, key.to_string(), plain::words(&stored.value)));
        }
        for (name, queue) in infra.queues.iter() {
            for entry in queue.entries() {
                let content = match (entry.leased, infra.setup.consumed.contains(name)) {
                    (true, _) => with(&self.holder(state, name, entry), &entry.message.body),
                    (false, true) => with("waiting", &entry.message.body),
                    // Where nobody takes it, it waits for nobody.
                    (false, false) => plain::words(&entry.message.body),
                };
                put(1, name, entry.message.id.to_string(), content);
            }
            for dead in queue.dead_letters() {
                put(1, name, dead.id.to_string(), with("dead letter", &dead.body));
            }
        }
        for (name, blobs) in infra.blobs.iter() {
            blobs.blobs.iter().for_each(|(blob, bytes)| put(2, name, blob.to_string(), plain::words(bytes)));
        }
        if !infra.now.0.is_zero() {
            put(3, "clock", "now".to_string(), long(infra.now.0));
        }
        contents
    }

    /// Who works on this copy: `with worker 1`.
    fn holder(&self, state: &State, queue: &Name, entry: &crate::infra::Entry) -> String {
        let holds = |holds: &Holds| {
            matches!(holds, Holds::Delivery { queue: of, receipt } if of == queue && receipt.id == entry.message.id
                && receipt.copy == entry.copy && receipt.delivery == entry.deliveries)
        };
        let works = state.processes.iter().position(|process| match &process.status {
            Status::Running { holds: it, .. } | Status::Waiting { holds: it, .. } => holds(it),
            _ => false,
        });
        works.map_or("leased".to_string(), |process| format!("with {}", self.machine.plan.names[process]))
    }

    /// Where each process stands, each a sentence.
    pub(crate) fn places(&self, ids: &mut ShortIds) -> Vec<String> {
        let places = (0..self.state.processes.len()).map(|process| self.place(process));
        places.map(|mut place| (ids.shorten(&mut place), place).1).collect()
    }

    /// Each kind of fault, and why it cannot happen now where none of `possible` is of it.
    pub(crate) fn allowances(&self) -> Vec<Allowance> {
        let (budget, used) = (self.scenario.budget(), self.state.used);
        let mut moves = Vec::new();
        self.machine.plan.faults(&self.state, &self.machine.locals, &mut moves);
        let is_possible = |fault| !self.is_broken() && moves.iter().any(|chosen| chosen.fault() == Some(fault));
        let allowance = |fault: Fault| Allowance {
            word: fault.word().to_string(),
            meaning: fault.meaning().to_string(),
            used: u32::from(used.of(fault)),
            most: u32::from(budget.each.of(fault)),
            why_not: (!is_possible(fault)).then(|| self.why_no(fault)),
        };
        Fault::ALL.into_iter().map(allowance).collect()
    }

    /// How many more faults may happen, of all kinds together.
    pub(crate) fn faults_left(&self) -> u32 {
        self.scenario.budget().total().saturating_sub(self.state.used.total())
    }
}

const KINDS: [LaneKind; 4] = [LaneKind::Store, LaneKind::Queue, LaneKind::Blobs, LaneKind::Process];

fn with(holder: &str, body: &Bytes) -> String {
    format!("({holder}) {}", plain::words(body))
}
