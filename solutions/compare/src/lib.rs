//! One small service, written once with each technique, so that they can be compared by figures.
//!
//! These are not the solutions of the exercises: the domain is the smallest in which the techniques differ, and each is
//! written as short as it can be. In reading order:
//!
//! - [`domain`]: a payment adds to a customer's total, and the world hears the new total;
//! - [`parts`]: the stores, with names as in the exercises;
//! - [`over_http`]: the same service as another company would offer it;
//! - [`techniques`]: the same service nine times, and [`techniques::ALL`], the rows of the tables;
//! - [`faults`]: what may go wrong, and what must be true all the same: the columns of the first table;
//! - [`costs`]: what a message costs, what is kept, what faults leave behind: the second table and the picture;
//! - [`table`]: all of it as plain data, which `cargo xtask compare` draws.

pub mod costs;
pub mod domain;
pub mod faults;
pub mod over_http;
pub mod parts;
pub mod table;
pub mod techniques;
