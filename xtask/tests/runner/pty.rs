//! A terminal of 80 columns for the runner: keys go in, and what a person would see is read from the screen.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use crate::signals::send;

/// How long a screen may take to show what it should; builds of other tests run at the same time.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program in a terminal.
pub struct Tty {
    child: Child,
    /// None when the window was closed.
    keys: Option<File>,
    listener: Option<JoinHandle<()>>,
    closed: Arc<AtomicBool>,
    /// Kept open, so that its modes can be asked for after the program has ended.
    place: File,
    shown: Arc<Mutex<Shown>>,
}

struct Shown {
    screen: vt100::Parser,
    written: Vec<u8>,
}

impl Tty {
    /// Starts the program in a terminal of so many rows and 80 columns that shows Unicode and colours, unless `TERM` is set otherwise.
    pub fn start(mut command: Command, rows: u16) -> Tty {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        tcsetwinsize(&ours, Winsize { ws_row: rows, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let path = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        let no_controlling = OFlags::NOCTTY.bits() as i32;
        let place = OpenOptions::new().read(true).write(true).custom_flags(no_controlling).open(path).unwrap();
        let end = || place.try_clone().unwrap();
        command.stdin(end()).stdout(end()).stderr(end());
        if !command.get_envs().any(|(name, _)| name == "TERM") {
            command.env("TERM", "xterm-256color");
        }
        let child = command.spawn().unwrap();
        let keys = File::from(ours);
        let shown = Shown { screen: screen_of(rows), written: Vec::new() };
        let shown = Arc::new(Mutex::new(shown));
        let closed = Arc::new(AtomicBool::new(false));
        let listener = listen(keys.try_clone().unwrap(), Arc::clone(&shown), Arc::clone(&closed));
        Tty { child, keys: Some(keys), listener: Some(listener), closed, place, shown }
    }

    /// Types these keys.
    pub fn types(&mut self, keys: &str) {
        self.keys.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Makes the window so large, and tells the program as a terminal does.
    pub fn resize(&self, rows: u16, columns: u16) {
        let size = (NonZero::new(rows).unwrap(), NonZero::new(columns).unwrap());
        self.shown.lock().unwrap().screen.screen_mut().set_size(size.0, size.1);
        tcsetwinsize(&self.place, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        // The terminal tells only those whose controlling terminal it is.
        self.signal("-WINCH");
    }

    /// Closes the window: nobody is at the other end any more.
    pub fn close_window(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        self.listener.take().unwrap().join().unwrap();
        self.keys = None;
    }

    /// What is on the screen now.
    pub fn screen(&self) -> String {
        self.shown.lock().unwrap().screen.screen().contents()
    }

    /// All that was written up to now, with its control sequences.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().unwrap().written).into_owned()
    }

    /// Waits until it holds.
    #[track_caller]
    pub fn until(&self, what: &str, holds: impl Fn(&Tty) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < PATIENCE, "never: {what}; the screen:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the screen shows these words.
    #[track_caller]
    pub fn shows(&self, words: &str) {
        self.until(words, |tty| tty.screen().contains(words));
    }

    /// Sends the program a signal, such as `-TERM`.
    pub fn signal(&self, signal: &str) {
        send(signal, &self.child);
    }

    /// Waits for the end of the program: its exit code; none where a signal ended it.
    #[track_caller]
    pub fn ends(&mut self) -> Option<i32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(start.elapsed() < PATIENCE, "it does not end; the screen:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Types `q` until it has ended: what is typed while something runs is dropped.
    #[track_caller]
    pub fn quits(&mut self) {
        let start = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < PATIENCE, "it does not end; the screen:\n{}", self.screen());
            self.types("q");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the terminal is as a shell wants it: lines, shown as they are typed, and the cursor there. What was written before
    /// the program ended may still be on its way here.
    #[track_caller]
    pub fn gives_back(&self) {
        self.until("a terminal given back", |tty| !tty.is_taken());
    }

    /// Whether the program has the keyboard or the screen now.
    pub fn is_taken(&self) -> bool {
        let modes = tcgetattr(&self.place).unwrap().local_modes;
        let shown = self.shown.lock().unwrap();
        let screen = shown.screen.screen();
        let lines = modes.contains(LocalModes::ICANON | LocalModes::ECHO);
        !lines || screen.hide_cursor() || screen.alternate_screen()
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        // It is gone already, as a rule.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn screen_of(rows: u16) -> vt100::Parser {
    vt100::Parser::new(NonZero::new(rows).unwrap(), NonZero::new(80).unwrap(), 0)
}

/// Until nobody holds the other end, or the window is closed.
fn listen(mut from: File, to: Arc<Mutex<Shown>>, closed: Arc<AtomicBool>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        let patience = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
        while !closed.load(Ordering::SeqCst) {
            let mut ready = [PollFd::new(&from, PollFlags::IN)];
            match poll(&mut ready, Some(&patience)) {
                Ok(1..) => {}
                _ => continue,
            }
            let Ok(length @ 1..) = from.read(&mut buffer) else { return };
            let mut shown = to.lock().unwrap();
            shown.screen.process(&buffer[..length]);
            shown.written.extend_from_slice(&buffer[..length]);
        }
    })
}
