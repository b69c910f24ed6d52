//! `mob` in a terminal.

use super::{Context, status};
use crate::exit::Exit;

/// Shows it.
///
/// # Errors
/// Where the exercises cannot be read.
pub fn run(context: &Context) -> anyhow::Result<Exit> {
    status::print(context)
}
