//! Progress (I9), which every scenario is judged by, whoever runs it.

use crate::event::Event;
use crate::op::{Answer, Etag, Failure, Key, Name, Op, Reply, Write};
use crate::scenario::{Pool, Role, Scenario};

/// The sentence of I9.
pub const PROGRESS: &str = "every message is handled in the end, and nobody waits for ever";

impl Scenario {
    /// What to say of a message that was just dead-lettered, unless the scenario allows that.
    pub fn poison(&self, events: &[Event]) -> Option<String> {
        if self.dead_letters_allowed {
            return None;
        }
        let (queue, id) = events.iter().find_map(|event| match event {
            Event::DeadLettered { queue, message } => Some((queue, &message.id)),
            _ => None,
        })?;
        Some(match self.redelivery_cap() {
            1 => format!("{id} from `{queue}` failed with no fault to blame: it is poison"),
            times => format!("{id} from `{queue}` failed {times} times with no fault to blame: it is poison"),
        })
    }

    /// What to say of a process that waits while all else is quiet, for this service if it has called one.
    pub fn stuck(&self, process: &Name, service: Option<&Name>) -> String {
        let is_it = |pool: &Pool, service: &Name| pool.name == *service && pool.role == Role::Service;
        match service {
            Some(service) if self.pools.iter().any(|pool| is_it(pool, service)) => {
                format!("{process} waits for the service `{service}`, and all its workers wait too")
            }
            Some(service) => format!("{process} waits for the service `{service}`, and there is no such service"),
            None => format!("{process} waits, and nobody will ever answer"),
        }
    }
}

/// True where this answer shows that a fault happened, or that somebody wrote after the handler had read: if it fails now, then
/// not by itself. `has_read` says whether the handler was told this version of this item.
pub fn excuses(op: &Op, reply: &Reply, has_read: impl Fn(&Key, Etag) -> bool) -> bool {
    let of_old = |write: &Write| match write {
        Write::Replace(key, _, etag) | Write::Delete(key, Some(etag)) => has_read(key, *etag),
        _ => false,
    };
    match (reply, op) {
        (Err(Failure::Timeout | Failure::Unavailable), _) => true,
        (Err(Failure::Conflict), Op::Write(_, write)) => of_old(write),
        (Err(Failure::Conflict), Op::Batch(_, writes)) => writes.iter().any(of_old),
        (Err(Failure::NotFound), Op::Write(_, write)) => of_old(write),
        _ => false,
    }
}

/// True where this answer tells this version of this item.
pub fn tells(op: &Op, reply: &Reply, key: &Key, etag: Etag) -> bool {
    match (reply, op) {
        (Ok(Answer::Item(Some(stored))), Op::Load(_, of)) => of == key && stored.etag == etag,
        (Ok(Answer::Items(items)), _) => items.iter().any(|(of, stored)| of == key && stored.etag == etag),
        (Ok(Answer::Written(written)), Op::Write(_, write)) => write.key() == key && *written == etag,
        _ => false,
    }
}
