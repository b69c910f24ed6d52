//! The search: every order of gates and every fault within the budget, on the real code.
//!
//! How it goes back to an earlier state without cloning futures: the state of the whole is plain data, and the state of a
//! handler between two gates is a function of its input and the answers it got. So what a handler does next is learned once for
//! each such history, by running it from its start with those answers, and looked up after that. Then:
//!
//! - [`port`] is the backend that parks each operation of one handler run;
//! - [`locals`] is the memo of handler histories;
//! - [`state`] is the whole system at one moment, and its key;
//! - [`moves`] lists what may happen next;
//! - [`machine`] makes it happen;
//! - [`search`] goes through all of it within its [`memory`], [`cheapest`] finds the smallest failing run, [`sample`] doubts what holds;
//! - [`record`] tells a run as a story, [`replay`] names it, [`report`] puts all together;
//! - [`stage`] lets a person choose instead;
//! - [`enumerate`] does the same without any reduction, for the proof; [`walk`] makes one long seeded run.

pub(crate) mod cheapest;
pub(crate) mod enumerate;
pub(crate) mod guard;
pub(crate) mod locals;
pub(crate) mod machine;
pub(crate) mod memory;
pub(crate) mod moves;
pub(crate) mod port;
pub(crate) mod record;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod sample;
pub(crate) mod search;
pub(crate) mod stage;
pub(crate) mod state;
pub(crate) mod walk;
pub(crate) mod watch;
