//! The columns of a story.

use crate::op::{Name, Op};
use crate::report::{Change, Lane as Column, LaneKind, Story};
use crate::scenario::Role;

use super::super::moves::Plan;
use super::{Draft, kind_word};

/// A column, before it has a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    Process(usize),
    Store(Name),
    Queue(Name),
    Blobs(Name),
    Clock,
    /// Whatever stands first.
    First,
}

/// The columns in the order in which they are drawn.
pub(super) struct Lanes {
    processes: Vec<Name>,
    pools: Vec<Option<Name>>,
    touched: Vec<Lane>,
}

impl Lanes {
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let pools = plan.pool_of.iter().map(|pool| match &plan.scenario.pools()[*pool].role {
            Role::Consumer(queue) => Some(queue.clone()),
            _ => None,
        });
        Lanes { processes: plan.names.clone(), pools: pools.collect(), touched: Vec::new() }
    }

    pub(super) fn of_op(&self, op: &Op) -> Lane {
        match op {
            Op::Load(name, _) | Op::Query(name, _) | Op::Write(name, _) | Op::Batch(name, _) => {
                Lane::Store(name.clone())
            }
            Op::Send(name, _) => Lane::Queue(name.clone()),
            Op::GetBlob(name, _) | Op::PutBlob(name, ..) | Op::DeleteBlob(name, _) => Lane::Blobs(name.clone()),
            Op::Call(name, _) => {
                let first = self
                    .processes
                    .iter()
                    .position(|process| *process == *name || process.starts_with(&format!("{name} ")));
                first.map_or(Lane::Clock, Lane::Process)
            }
            Op::Now | Op::Pick(_) => Lane::Clock,
        }
    }

    pub(super) fn touch(&mut self, lane: &Lane) {
        if !self.touched.contains(lane) && *lane != Lane::First {
            self.touched.push(lane.clone());
        }
    }

    fn plain(&self, lane: &Lane) -> (String, LaneKind) {
        match lane {
            Lane::Process(index) => (self.processes[*index].to_string(), LaneKind::Process),
            Lane::Store(name) => (name.to_string(), LaneKind::Store),
            Lane::Queue(name) => (name.to_string(), LaneKind::Queue),
            Lane::Blobs(name) => (name.to_string(), LaneKind::Blobs),
            Lane::Clock | Lane::First => ("clock".into(), LaneKind::Process),
        }
    }

    /// The name of a column: with its kind where another column, or any process, has the same name.
    pub(super) fn name(&self, lane: &Lane) -> String {
        let (name, kind) = self.plain(lane);
        let taken = |process: &Name| **process == *name || process.starts_with(&format!("{name} "));
        let other = |other: &Lane| other != lane && self.plain(other).0 == name;
        let shared = self.processes.iter().any(taken) || self.touched.iter().any(other);
        if shared && kind != LaneKind::Process { format!("{name} {}", kind_word(kind)) } else { name }
    }

    /// Processes in the order of the scenario, each followed by what it touched first; a queue stands before its consumers.
    fn ordered(&self, rows: &[Draft]) -> Vec<Lane> {
        let mut order = Vec::new();
        let mut add = |lane: &Lane| {
            if self.touched.contains(lane) && !order.contains(lane) {
                order.push(lane.clone());
            }
        };
        for process in 0..self.processes.len() {
            if let Some(queue) = &self.pools[process] {
                add(&Lane::Queue(queue.clone()));
            }
            add(&Lane::Process(process));
            let followed_by_its_like =
                self.processes.get(process + 1).is_some_and(|next| like(next, &self.processes[process]));
            if followed_by_its_like {
                continue;
            }
            for Draft { from, to, .. } in rows {
                let mine = matches!(from, Lane::Process(index) if *index == process || like(&self.processes[*index], &self.processes[process]));
                if let Some(to) = to.as_ref().filter(|to| mine && !matches!(to, Lane::Process(_))) {
                    add(to);
                }
            }
        }
        self.touched.iter().for_each(add);
        order
    }

    pub(super) fn story(&self, rows: Vec<Draft>) -> Story {
        let order = self.ordered(&rows);
        let lanes = order.iter().map(|lane| Column { name: self.name(lane), kind: self.plain(lane).1 }).collect();
        let index = |lane: &Lane| order.iter().position(|known| known == lane).unwrap_or(0);
        let rows = rows.into_iter().map(|draft| {
            let mut row = draft.row;
            row.from = index(&draft.from);
            row.to = draft.to.as_ref().map(index);
            let named = draft.changes.into_iter().map(|(lane, change)| Change { lane: self.name(&lane), ..change });
            row.changes = named.collect();
            row
        });
        Story { rows: rows.collect(), lanes }
    }
}

/// True for two workers of one pool: `carts 1` and `carts 2`.
fn like(one: &str, other: &str) -> bool {
    let stem =
        |name: &str| name.rsplit_once(' ').map(|(stem, number)| (stem.to_string(), number.parse::<u32>().is_ok()));
    matches!((stem(one), stem(other)), (Some((a, true)), Some((b, true))) if a == b)
}
