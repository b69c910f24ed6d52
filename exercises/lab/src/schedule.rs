//! A schedule: who does what, in which order, and what goes wrong, written by a person instead of found by the search.
//!
//! It names processes, messages and gates as stories do. Not modelled: choices that no fault and no process makes, such as which
//! of two equal copies is delivered.

use std::fmt;
use std::panic::Location;

use crate::fault::Fault;
use crate::report::Story;

/// One step of a [`Schedule`]. Its words, by [`fmt::Display`], are the call that adds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A waiting message is handed to an idle worker.
    Deliver {
        /// The id of the message.
        message: String,
        /// The worker.
        to: String,
    },
    /// A process passes its next gate.
    Step {
        /// The process.
        who: String,
        /// The gate: `send`, or in full `send order-1`. `ack` ends the handling of a message, `answer` that of a request.
        gate: String,
    },
    /// A process goes on without a fault until it is idle, has ended, or waits for somebody else.
    Finish {
        /// The process.
        who: String,
    },
    /// A process dies and starts again: [`Fault::Crash`].
    Crash {
        /// The process.
        who: String,
    },
    /// The gate is passed, and no answer comes: [`Fault::Ambiguous`], or [`Fault::LostResponse`] of a service.
    LoseAnswer {
        /// The process.
        who: String,
        /// The gate.
        gate: String,
    },
    /// What the gate asks never arrives, and no answer comes: [`Fault::Ambiguous`] or [`Fault::LostRequest`].
    LoseRequest {
        /// The process.
        who: String,
        /// The gate.
        gate: String,
    },
    /// The resource refuses, and nothing is done: [`Fault::Unavailable`].
    Refuse {
        /// The process.
        who: String,
        /// The gate.
        gate: String,
    },
    /// The lease of a message runs out while its worker still has it: [`Fault::LeaseExpiry`].
    Expire {
        /// The id of the message.
        message: String,
    },
    /// The queue has one more copy of a message: [`Fault::Duplicate`].
    Duplicate {
        /// The id of the message.
        message: String,
    },
    /// A store forgets an expired item: [`Fault::Eviction`].
    Evict {
        /// The key of the item.
        item: String,
    },
    /// The clock moves on: [`Fault::ClockJump`].
    Jump,
}

impl Step {
    /// The fault that the step is, if it is one.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Step::Deliver { .. } | Step::Step { .. } | Step::Finish { .. } => None,
            Step::Crash { .. } => Some(Fault::Crash),
            Step::LoseAnswer { gate, .. } if gate == "answer" => Some(Fault::LostResponse),
            Step::LoseAnswer { .. } | Step::LoseRequest { .. } => Some(Fault::Ambiguous),
            Step::Refuse { .. } => Some(Fault::Unavailable),
            Step::Expire { .. } => Some(Fault::LeaseExpiry),
            Step::Duplicate { .. } => Some(Fault::Duplicate),
            Step::Evict { .. } => Some(Fault::Eviction),
            Step::Jump => Some(Fault::ClockJump),
        }
    }

    /// The process that acts, if one does.
    pub fn who(&self) -> Option<&str> {
        match self {
            Step::Deliver { to: who, .. }
            | Step::Step { who, .. }
            | Step::Finish { who }
            | Step::Crash { who }
            | Step::LoseAnswer { who, .. }
            | Step::LoseRequest { who, .. }
            | Step::Refuse { who, .. } => Some(who),
            _ => None,
        }
    }

    /// True where `asked` means this step: a gate may be named by its verb alone.
    pub(crate) fn is_meant_by(&self, asked: &Step) -> bool {
        match (self, asked) {
            (Step::Step { who, gate }, Step::Step { who: asked, gate: wanted })
            | (Step::LoseAnswer { who, gate }, Step::LoseAnswer { who: asked, gate: wanted })
            | (Step::LoseRequest { who, gate }, Step::LoseRequest { who: asked, gate: wanted })
            | (Step::Refuse { who, gate }, Step::Refuse { who: asked, gate: wanted }) => {
                who == asked && is_gate(gate, wanted)
            }
            (mine, asked) => mine == asked,
        }
    }
}

/// True where a gate that is named in full is the one that is asked for.
pub(crate) fn is_gate(full: &str, asked: &str) -> bool {
    let asked = asked.trim();
    !asked.is_empty() && full.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Deliver { message, to } => write!(f, "deliver({message:?}, {to:?})"),
            Step::Step { who, gate } => write!(f, "step({who:?}, {gate:?})"),
            Step::Finish { who } => write!(f, "finish({who:?})"),
            Step::Crash { who } => write!(f, "crash({who:?})"),
            Step::LoseAnswer { who, gate } => write!(f, "lose_answer({who:?}, {gate:?})"),
            Step::LoseRequest { who, gate } => write!(f, "lose_request({who:?}, {gate:?})"),
            Step::Refuse { who, gate } => write!(f, "refuse({who:?}, {gate:?})"),
            Step::Expire { message } => write!(f, "expire({message:?})"),
            Step::Duplicate { message } => write!(f, "duplicate({message:?})"),
            Step::Evict { item } => write!(f, "evict({item:?})"),
            Step::Jump => write!(f, "jump()"),
        }
    }
}

/// Steps in their order, each with the line that asked for it. After the last one, all goes on without a fault to its end.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    steps: Vec<(Step, Option<&'static Location<'static>>)>,
}

impl Schedule {
    /// No step yet: all goes as it should.
    pub fn new() -> Self {
        Schedule::default()
    }

    /// The steps in their order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().map(|(step, _)| step)
    }

    pub(crate) fn placed(&self) -> &[(Step, Option<&'static Location<'static>>)] {
        &self.steps
    }

    /// Adds a step.
    #[track_caller]
    #[must_use]
    pub fn then(mut self, step: Step) -> Self {
        self.steps.push((step, Some(Location::caller())));
        self
    }

    /// Hands a waiting message to an idle worker.
    #[track_caller]
    #[must_use]
    pub fn deliver(self, message: &str, to: &str) -> Self {
        self.then(Step::Deliver { message: message.into(), to: to.into() })
    }

    /// Lets a process pass its next gate, which must be this one.
    #[track_caller]
    #[must_use]
    pub fn step(self, who: &str, gate: &str) -> Self {
        self.then(Step::Step { who: who.into(), gate: gate.into() })
    }

    /// Lets a process go on without a fault until it has nothing more to do.
    #[track_caller]
    #[must_use]
    pub fn finish(self, who: &str) -> Self {
        self.then(Step::Finish { who: who.into() })
    }

    /// Kills a process; it starts again, and its message is delivered again.
    #[track_caller]
    #[must_use]
    pub fn crash(self, who: &str) -> Self {
        self.then(Step::Crash { who: who.into() })
    }

    /// Lets a process pass its next gate, and loses the answer.
    #[track_caller]
    #[must_use]
    pub fn lose_answer(self, who: &str, gate: &str) -> Self {
        self.then(Step::LoseAnswer { who: who.into(), gate: gate.into() })
    }

    /// Loses what a process asks at its next gate: it is not done, and no answer comes.
    #[track_caller]
    #[must_use]
    pub fn lose_request(self, who: &str, gate: &str) -> Self {
        self.then(Step::LoseRequest { who: who.into(), gate: gate.into() })
    }

    /// Lets the resource refuse a process at its next gate.
    #[track_caller]
    #[must_use]
    pub fn refuse(self, who: &str, gate: &str) -> Self {
        self.then(Step::Refuse { who: who.into(), gate: gate.into() })
    }

    /// Ends the lease of a message that a worker has.
    #[track_caller]
    #[must_use]
    pub fn expire(self, message: &str) -> Self {
        self.then(Step::Expire { message: message.into() })
    }

    /// Gives the queue one more copy of a message.
    #[track_caller]
    #[must_use]
    pub fn duplicate(self, message: &str) -> Self {
        self.then(Step::Duplicate { message: message.into() })
    }
}

/// A run that followed a [`Schedule`], and went on without a fault to its end.
#[derive(Clone, Debug)]
pub struct Played {
    /// The run.
    pub story: Story,
    /// The sentence of the rule that it breaks, and what was seen; none where it breaks none.
    pub broke: Option<(String, String)>,
    /// Its faults in plain words, in their order.
    pub faults: Vec<String>,
}

/// A step of a [`Schedule`] that cannot happen when it should.
#[derive(Clone, Debug)]
pub struct ScheduleError {
    /// Which step, from 1.
    pub step: usize,
    /// The step as it was asked for.
    pub asked: Box<Step>,
    /// The line that asked for it, such as `lib.rs:41`; none for a schedule that no code made.
    pub at: Option<String>,
    /// Why it cannot happen, in one sentence.
    pub why: String,
    /// What can happen instead: first what needs no fault.
    pub enabled: Vec<Step>,
    /// The run up to here.
    pub story: Box<Story>,
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
        writeln!(f, "step {}{at}, `{}`: {}", self.step, self.asked, self.why)?;
        let (faults, well): (Vec<&Step>, Vec<&Step>) = self.enabled.iter().partition(|step| step.fault().is_some());
        let list = |steps: Vec<&Step>| steps.iter().map(|step| format!("  {step}")).collect::<Vec<_>>().join("\n");
        match well.is_empty() {
            true => write!(f, "all is quiet: nothing more happens by itself")?,
            false => write!(f, "enabled here:\n{}", list(well))?,
        }
        if !faults.is_empty() {
            write!(f, "\nand what may go wrong:\n{}", list(faults))?;
        }
        Ok(())
    }
}

impl std::error::Error for ScheduleError {}
