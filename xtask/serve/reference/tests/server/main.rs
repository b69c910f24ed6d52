//! Drives the real program over loopback, each test with a server of its own.

mod bad;
mod drive;
mod ends;
mod losses;
mod talk;
