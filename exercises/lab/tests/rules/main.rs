//! Rules: each ready rule is broken by a small wrong system and kept by a right one; and what a search makes of rules.

#[path = "../common/mod.rs"]
mod common;
mod cost;
mod kinds;
mod outputs;
mod runs;
mod smallest;
mod state;
mod verdicts;
