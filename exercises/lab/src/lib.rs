//! The lab: the world in which the exercises run, and the search through everything that can happen in it.
#![warn(missing_docs)]

pub mod draw;
pub mod report;
