//! Each fault happens where it is allowed, costs one, is named in the report, and is spared to those who are reliable.

mod budgets;
mod calls;
#[path = "../common/mod.rs"]
mod common;
mod crashes;
mod drops;
mod held;
mod messages;
mod reach;
mod stores;
