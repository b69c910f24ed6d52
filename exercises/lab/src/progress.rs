//! Progress (I9), which every scenario is judged by, whoever runs it.

use crate::event::Event;
use crate::op::{Answer, Etag, Failure, Key, Name, Op, Reply, Write};
use crate::scenario::Scenario;

/// The sentence of I9.
pub const PROGRESS: &str = "every message is handled in the end, and nobody waits for ever";

impl Scenario {
    /// What to say of a message that was just dead-lettered, unless the scenario allows that.
    pub fn poison(&self, events: &[Event]) -> Option<String> {
        if self.dead_letters_allowed {
            return None;
        }
        events.iter().find_map(|event| match event {
            Event::DeadLettered { queue, message } => Some(format!(
                "{} failed {} times on its way from `{queue}`, each time by itself: it is poison",
                message.id,
                self.redelivery_cap()
            )),
            _ => None,
        })
    }
}

/// What to say of a process that waits while all else is quiet.
pub fn waits_for_ever(process: &Name) -> String {
    format!("{process} waits, and nobody will ever answer")
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
