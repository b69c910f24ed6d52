//! HTTP/1.1 on the loopback address: what comes in, within the limits, and what goes out again.

mod body;
mod connection;
pub mod control;
mod site;
mod stream;

pub use connection::accept;
pub use site::{Lost, Reply, Site};
