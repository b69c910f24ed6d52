//! Given: no need to edit. The model of a message handler, but for its steps: those are `src/lib.rs` of the exercise.
//!
//! In reading order: the [`State`] and what helps to write it; the four [`Invariant`]s; the [`Handler`] and its [`Check`].
//! `MessageHandler.tla` has the same variables, labels and invariants.
//!
//! Not in the model: how long anything takes, what a message says, the network inside of a step, a disk that loses data.
#![warn(missing_docs)]

mod check;
mod foul;
mod invariant;
mod mob;
mod replay;
mod ruling;
mod state;
mod tell;
mod twin;

pub use check::{Check, Found};
pub use invariant::Invariant;
pub use mob::Exam;
pub use state::{Label, MessageId, Record, State, TxId, Work};
pub use twin::Handler;
