//! Drives the built runner in small kits of its own, made for each test.

mod backups;
mod bad_input;
mod check;
mod compare;
mod completions;
mod content;
mod guards;
mod kit;
mod ladder;
#[cfg(unix)]
mod links;
mod machine;
mod mob;
#[cfg(unix)]
mod mob_screen;
mod names;
mod output;
mod page;
mod plan;
mod play;
#[cfg(unix)]
mod play_keys;
mod prepare;
mod progress;
#[cfg(unix)]
mod pty;
mod rough;
mod samples;
mod serve;
#[cfg(unix)]
mod signals;
mod stories;
mod tasks;
mod tlc;
mod verify;
mod verify_kit;
#[cfg(unix)]
mod watch;
