//! Given: no need to edit. It is the exercise's own file.

#[path = "../../../exercises/09-thousand-paths/src/given/mod.rs"]
mod shared;
pub use shared::*;
