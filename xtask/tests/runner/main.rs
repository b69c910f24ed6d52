//! Drives the built runner in small kits of its own, made for each test.

mod backups;
mod bad_input;
mod check;
mod compare;
mod content;
mod guards;
mod kit;
mod machine;
mod names;
mod output;
mod page;
mod progress;
mod rough;
mod samples;
#[cfg(unix)]
mod signals;
mod stories;
mod tlc;
mod verify;
mod verify_kit;
