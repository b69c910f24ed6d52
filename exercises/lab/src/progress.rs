//! Progress (I9), which every scenario is judged by, whoever runs it.

use crate::event::Event;
use crate::op::Name;
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
                "{} was delivered {} times from `{queue}` and failed each time: it is poison",
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
