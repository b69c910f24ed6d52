//! One scenario on three tools that look for bugs in concurrent code, side by side: the lab, shuttle and stateright.
//!
//! Two workers take two copies of one message. Each loads the payment, saves it with the etag, sends an event, and acknowledges. No
//! fault happens, since shuttle has none. In reading order:
//!
//! - [`booking`]: the code under test, once right and once with a seeded bug; the lab and shuttle run the same functions;
//! - [`on_lab`], [`on_shuttle`], [`on_stateright`]: the world around it, and the search;
//! - [`outcome`]: what a search came to; [`measure`]: all of them in one run, with times;
//! - [`table`]: how that is shown; [`page`]: the part of it that stands in lecture 7; [`pictures`]: those of lectures 7 and 8.

pub mod booking;
pub mod measure;
pub mod on_lab;
pub mod on_shuttle;
pub mod on_stateright;
pub mod outcome;
pub mod page;
pub mod pictures;
pub mod table;
