//! All that is Unix only: process groups, signals, the keyboard of a terminal, and what else only such a system tells.

use std::io;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_current_process_group, kill_process_group};
use rustix::termios::{OptionalActions, OutputModes, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};

use crate::clock;
use crate::exit::Exit;

struct Flags {
    /// The user asked to end.
    asked: Arc<AtomicBool>,
    /// No program runs, so the process can end at once.
    idle: Arc<AtomicBool>,
    /// The process was stopped, and goes on.
    continued: Arc<AtomicBool>,
}

static FLAGS: OnceLock<Flags> = OnceLock::new();

/// From now on Ctrl-C, and a terminal that is closed, end the program that runs before they end the runner.
///
/// # Errors
/// Where the system refuses to register the handler.
pub fn listen() -> std::io::Result<()> {
    let flags = Flags { asked: Arc::default(), idle: Arc::new(AtomicBool::new(true)), continued: Arc::default() };
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        let code = i32::from(Exit::Interrupted as u8);
        signal_hook::flag::register_conditional_shutdown(signal, code, Arc::clone(&flags.idle))?;
        signal_hook::flag::register(signal, Arc::clone(&flags.asked))?;
    }
    signal_hook::flag::register(SIGCONT, Arc::clone(&flags.continued))?;
    FLAGS.get_or_init(|| flags);
    Ok(())
}

/// Whether the user asked to end.
pub fn interrupted() -> bool {
    FLAGS.get().is_some_and(|flags| flags.asked.load(Ordering::SeqCst))
}

/// While one of these lives the runner does not end at once, but ends its programs first.
#[derive(Debug)]
pub struct Busy;

/// How many [`Busy`] there are.
static RUNNING: Mutex<usize> = Mutex::new(0);

/// See [`Busy`].
pub fn busy() -> Busy {
    count(|running| running + 1);
    Busy
}

impl Drop for Busy {
    fn drop(&mut self) {
        count(|running| running - 1);
    }
}

fn count(change: fn(usize) -> usize) {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    *running = change(*running);
    if let Some(flags) = FLAGS.get() {
        flags.idle.store(*running == 0, Ordering::SeqCst);
    }
}

/// Gives the program a process group of its own, so that it can be ended with its children.
pub fn group(command: &mut Command) {
    command.process_group(0);
}

/// Ends the program and its children.
pub fn end(child: &mut Child) {
    // That it is gone already is the only error, and no error.
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.wait();
}

/// The name of the signal that ended the program.
pub fn signal(status: ExitStatus) -> String {
    let number = status.signal().unwrap_or_default();
    match number {
        4 => "SIGILL (an instruction that is none)".to_string(),
        6 => "SIGABRT (it aborted)".to_string(),
        9 => "SIGKILL (something ended it, often for want of memory)".to_string(),
        11 => "SIGSEGV (a memory access that is not allowed)".to_string(),
        15 => "SIGTERM (something asked it to end)".to_string(),
        _ => format!("signal {number}"),
    }
}

/// How many bytes are free for this user where the folder is; none where that cannot be told.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(folder).ok()?;
    told.f_bavail.checked_mul(told.f_frsize)
}

/// The name of this machine; empty where it has none.
pub fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// After the terminal was set to give single keys: a newline that is written goes to the left edge again.
///
/// # Errors
/// Where the terminal refuses.
pub fn keep_newlines() -> std::io::Result<()> {
    let terminal = std::io::stdin();
    let mut modes = tcgetattr(&terminal)?;
    modes.output_modes |= OutputModes::OPOST | OutputModes::ONLCR;
    Ok(tcsetattr(&terminal, OptionalActions::Now, &modes)?)
}

/// Whether the keyboard has something to read, now or within this time.
///
/// # Errors
/// Where nobody is at its other end any more: a library that reads from it then would read for ever.
pub fn typed(patience: Duration) -> io::Result<bool> {
    let terminal = io::stdin();
    let mut keys = [PollFd::new(&terminal, PollFlags::IN)];
    let patience = Timespec::try_from(patience).unwrap_or_default();
    match poll(&mut keys, Some(&patience)) {
        // A signal: it may be one that the caller looks at.
        Err(rustix::io::Errno::INTR) => return Ok(false),
        told => told?,
    };
    let seen = keys[0].revents();
    if seen.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(seen.contains(PollFlags::IN))
}

/// From now on the process ends where its terminal has been away for so long: who reads from it through a library may never come back.
pub fn end_without_terminal(grace: Duration) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::thread::spawn(move || {
            while typed(Duration::ZERO).is_ok() {
                std::thread::sleep(grace);
            }
            std::thread::sleep(grace);
            std::process::exit(i32::from(Exit::Interrupted as u8))
        });
    });
}

/// Stops this process and those of the same command line, as Ctrl-Z does, until the user wants it to go on.
///
/// Where nobody could do that the system does not stop it.
///
/// # Errors
/// Where the system refuses.
pub fn suspend() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::TSTP)?)
}

/// Whether the process was stopped and goes on, since this was asked last.
pub fn continued() -> bool {
    FLAGS.get().is_some_and(|flags| flags.continued.swap(false, Ordering::SeqCst))
}

/// How far the clock on the wall is from UTC now: `date` knows, and a library for it would be built by everybody.
pub fn minutes_from_utc() -> Option<i64> {
    let said = Command::new("date").arg("+%z").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    clock::offset(&String::from_utf8_lossy(&said.stdout))
}
