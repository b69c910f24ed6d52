//! The counterpart of the Unix module for other systems: there Ctrl-C ends the runner and its programs by itself.

use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::clock;

/// Nothing to register.
///
/// # Errors
/// Never.
pub fn listen() -> std::io::Result<()> {
    Ok(())
}

/// Never known here.
pub fn interrupted() -> bool {
    false
}

/// No meaning here.
#[derive(Debug)]
pub struct Busy;

impl Drop for Busy {
    fn drop(&mut self) {}
}

/// See [`Busy`].
pub fn busy() -> Busy {
    Busy
}

/// There are no process groups that std could make.
pub fn group(_command: &mut Command) {}

/// Ends the program, not its children.
pub fn end(child: &mut Child) {
    // That it is gone already is the only error, and no error.
    let _ = child.kill();
    let _ = child.wait();
}

/// Every end has a code here.
pub fn signal(_status: ExitStatus) -> String {
    "the system".to_string()
}

/// Not known here.
pub fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}

/// The name of this machine: here nobody asks for it.
pub fn host() -> String {
    String::new()
}

/// Single keys change nothing in what is written here.
///
/// # Errors
/// Never.
pub fn keep_newlines() -> std::io::Result<()> {
    Ok(())
}

/// Not known here before it is read: let the caller look.
///
/// # Errors
/// Where the console refuses.
pub fn typed(patience: Duration) -> std::io::Result<bool> {
    crossterm::event::poll(patience)
}

/// Nothing to do: a console that goes away ends its processes.
pub fn end_without_terminal(_grace: Duration) {}

/// Nothing can be stopped here.
///
/// # Errors
/// Never.
pub fn suspend() -> std::io::Result<()> {
    Ok(())
}

/// Never stopped, see [`suspend`].
pub fn continued() -> bool {
    false
}

/// How far the local time is from UTC, asked of the shell that comes with Windows: std knows no time zones.
pub fn minutes_from_utc() -> Option<i64> {
    let mut shell = Command::new("powershell");
    shell.args(["-NoProfile", "-Command", "Get-Date -Format zzz"]).stdin(Stdio::null()).stderr(Stdio::null());
    clock::offset(&String::from_utf8_lossy(&shell.output().ok()?.stdout))
}
