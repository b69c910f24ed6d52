//! Drives the built runner in small kits of its own, made for each test.

mod bad_input;
mod check;
mod guards;
mod kit;
mod names;
mod output;
mod progress;
mod samples;
#[cfg(unix)]
mod signals;
mod verify;
mod verify_kit;
