//! Live mode: the scenarios of the lab, unchanged, on real threads and tokio, with random delays and faults.
//!
//! Each process of a scenario has an operating system thread with a current-thread tokio runtime, since handlers are local
//! futures. The infrastructure is [`lab::infra::Infra`] under one lock, so live mode and the search cannot disagree on what an
//! operation does; the rules are judged under that lock, after each thing that happens and when all is quiet. In reading order:
//!
//! - [`run`] makes one run, [`many`] makes many and counts: [`Outcome`], [`Tally`];
//! - [`Check`] lets a test file of the lab run here: `extern crate lab_live as lab;`;
//! - `crew` keeps the threads, `actor` is the loop of one process, `handle` is the backend that its handlers see;
//! - `stage` is one run, over a `cast` and with its `inner` state; `desk` takes operations and ends of handlers, `mishap` makes
//!   faults, `verdict` judges what has happened.
//!
//! What it does not promise:
//!
//! - **Repeatable runs.** A seed fixes each process's delays and how its dice for faults fall, but the threads race: two runs
//!   with one seed may go differently. To see a failure again and step by step, search the scenario.
//! - **Completeness.** A hundred thousand good runs prove nothing about the next one.
//! - **The guards.** Two gates at once, foreign awaits, hidden state: the search reports them, live mode lets them pass. A
//!   handler that panics, passes too many gates, or keeps the run from coming to rest fails the run.
#![warn(missing_docs)]

mod actor;
mod cast;
mod check;
mod crew;
mod desk;
mod handle;
mod inner;
mod live;
mod mishap;
mod stage;
mod tally;
mod verdict;

/// All of the lab, so that a test file finds here what it imports from there; only [`Check`] is another.
pub use lab::*;

pub use check::{Check, RUNS, SEED};
pub use live::{PATIENCE, many, run};
pub use tally::{Outcome, Tally};
