//! The lab: the world in which the exercises run, and the search through everything that can happen in it.
//!
//! A learner writes ordinary `async fn` handlers. Each operation on shared infrastructure is a [`Gate`], where the handler stops
//! until the lab lets it pass; between gates it is local and deterministic. So a run is a list of choices: whose gate goes next,
//! and with which [`Fault`]. The lab makes all of them within a budget, on the real code, and shows the smallest run that breaks
//! a rule. In reading order:
//!
//! - what a handler uses: [`World`], [`Store`], [`BlobStore`], [`Queue`], [`Http`], [`Clock`], [`Ids`], [`Memory`], [`Failure`];
//! - who runs it: [`client`], [`consumer`] and [`consumer_holding_sends`], [`service`];
//! - what is tested: [`Scenario`] and its [`Check`], [`Fault`], [`Rule`] and the ready rules of [`ready`], [`View`], [`Event`];
//! - what a person may do instead of the search: follow a [`schedule`](schedule::Schedule), or choose step by step
//!   ([`Scenario::offer`]);
//! - what comes out: [`report`] and its pictures in [`draw`]; [`exam`], for a judge that is no search;
//! - below: [`Backend`], the seam between handlers and whatever carries their operations out, and [`infra`], the
//!   infrastructure as plain data;
//! - and [`proof`], by which the search itself is tested.
#![warn(missing_docs)]

mod backend;
mod blob;
mod check;
mod codec;
pub mod draw;
mod event;
pub mod exam;
mod fault;
mod hash;
mod held;
mod id;
pub mod infra;
mod local;
mod odd;
mod op;
mod plain;
mod play;
pub mod process;
mod progress;
pub mod proof;
mod queue;
pub mod ready;
pub mod report;
mod rule;
mod scenario;
pub mod schedule;
mod sim;
mod store;
mod tally;
mod view;
pub mod web;
mod world;

pub use backend::{Backend, Boxed, Gate};
pub use blob::BlobStore;
pub use check::{Check, Replayed};
pub use codec::Bytes;
pub use event::Event;
pub use fault::{Budget, Counts, Fault};
pub use held::consumer_holding_sends;
pub use id::{Id, derive};
pub use local::{Clock, Ids, Memory, Will};
pub use odd::{Odd, Place};
pub use op::{Answer, Envelope, Etag, Failure, Key, Name, Op, Reply, Stored, Time, Wire, Write};
pub use play::play_asked;
pub use process::{client, consumer, service};
pub use progress::{PROGRESS, excuses, tells};
pub use queue::{Message, Queue};
pub use rule::{Broken, Judge, Judged, Rule, ensure};
pub use scenario::{Limits, Pool, Role, Scenario, Witness};
pub use sim::guard::{Caught, quietly};
pub use sim::replay::ReplayError;
pub use sim::watch::WATCHDOG_EXIT;
pub use store::{BATCH_MOST, Batch, ITEM_LIMIT_BYTES, Item, Store};
pub use view::View;
pub use web::{Http, Request, Response};
pub use world::World;
