//! Why a step cannot happen, in a sentence.

use crate::fault::Fault;
use crate::schedule::{Step, is_gate};

use super::super::state::Status;
use super::Stage;

impl Stage<'_> {
    pub(super) fn why_not(&self, asked: &Step) -> String {
        if let Some(who) = asked.who() {
            let Some(process) = self.process(who) else { return self.no_such(who) };
            match asked {
                Step::Deliver { .. } if matches!(self.state.processes[process].status, Status::Idle) => (),
                Step::Deliver { .. } => return format!("{}, and takes no other message", self.place(process)),
                Step::Step { gate, .. }
                | Step::LoseAnswer { gate, .. }
                | Step::LoseRequest { gate, .. }
                | Step::Refuse { gate, .. } => {
                    let runs = matches!(self.state.processes[process].status, Status::Running { .. });
                    if !runs {
                        return self.place(process);
                    }
                    if !is_gate(&self.gate(process as u8), gate) {
                        return format!("{}, not at `{gate}`", self.place(process));
                    }
                }
                Step::Crash { .. } if matches!(self.state.processes[process].status, Status::Idle | Status::Ended) => {
                    return self.place(process);
                }
                _ => (),
            }
        }
        match asked {
            Step::Deliver { message, to } => self.no_message(message, to),
            Step::Expire { message } => format!("no worker has {message}, or no lease may run out any more"),
            Step::Duplicate { message } => format!("there is no copy of {message}, or none may be made any more"),
            _ => self.used_up(asked),
        }
    }

    fn no_message(&self, message: &str, to: &str) -> String {
        let waiting = self.choices().into_iter().filter_map(|choice| match choice.step {
            Step::Deliver { message, to: worker } if worker == to => Some(message),
            _ => None,
        });
        let waiting: Vec<String> = waiting.collect();
        match waiting.is_empty() {
            true => format!("no message waits for {to}"),
            false => format!("no `{message}` waits for {to}; there waits {}", waiting.join(", ")),
        }
    }

    fn used_up(&self, asked: &Step) -> String {
        asked.fault().map_or("this cannot happen here".into(), |fault| self.why_no(fault))
    }

    /// Why a fault cannot happen, where it cannot.
    pub(super) fn why_no(&self, fault: Fault) -> String {
        let (used, most) = (self.state.used, self.scenario.budget());
        if most.each.of(fault) == 0 {
            format!("{fault} is no fault of this scenario")
        } else if used.of(fault) >= most.each.of(fault) {
            format!("{fault} may happen {}, and has", times(u32::from(most.each.of(fault))))
        } else if used.total() >= most.total() {
            format!("faults may happen {}, and have", times(most.total()))
        } else {
            format!("{fault} cannot happen here")
        }
    }
}

fn times(count: u32) -> String {
    match count {
        1 => "once".into(),
        2 => "twice".into(),
        _ => format!("{count} times"),
    }
}
