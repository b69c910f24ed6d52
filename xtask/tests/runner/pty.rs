//! A terminal of 80 columns for the runner: keys go in, and what a person would see is read from the screen.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// How long a screen may take to show what it should; builds of other tests run at the same time.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program in a terminal.
pub struct Tty {
    child: Child,
    keys: File,
    /// Kept open, so that its modes can be asked for after the program has ended.
    place: File,
    shown: Arc<Mutex<Shown>>,
}

struct Shown {
    screen: vt100::Parser,
    written: Vec<u8>,
}

impl Tty {
    /// Starts the program in a terminal of so many rows and 80 columns that shows Unicode and colours.
    pub fn start(mut command: Command, rows: u16) -> Tty {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        tcsetwinsize(&ours, Winsize { ws_row: rows, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let path = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        let no_controlling = OFlags::NOCTTY.bits() as i32;
        let place = OpenOptions::new().read(true).write(true).custom_flags(no_controlling).open(path).unwrap();
        let end = || place.try_clone().unwrap();
        command.stdin(end()).stdout(end()).stderr(end()).env("TERM", "xterm-256color");
        let child = command.spawn().unwrap();
        let keys = File::from(ours);
        let shown = Shown { screen: screen_of(rows), written: Vec::new() };
        let shown = Arc::new(Mutex::new(shown));
        listen(keys.try_clone().unwrap(), Arc::clone(&shown));
        Tty { child, keys, place, shown }
    }

    /// Types these keys.
    pub fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Gives the terminal another number of rows.
    pub fn resize(&self, rows: u16) {
        self.shown.lock().unwrap().screen.screen_mut().set_size(rows.try_into().unwrap(), 80_u16.try_into().unwrap());
        tcsetwinsize(&self.keys, Winsize { ws_row: rows, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        // The kernel tells only the group in front of a controlling terminal, and this one controls nobody.
        self.signal("-WINCH");
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
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
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

    /// Whether the terminal is as a shell wants it: lines, shown as they are typed, and the cursor there.
    pub fn is_given_back(&self) -> bool {
        let modes = tcgetattr(&self.place).unwrap().local_modes;
        let shown = self.shown.lock().unwrap();
        let screen = shown.screen.screen();
        modes.contains(LocalModes::ICANON | LocalModes::ECHO) && !screen.hide_cursor() && !screen.alternate_screen()
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

/// Until nobody holds the other end.
fn listen(mut from: File, to: Arc<Mutex<Shown>>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let mut shown = to.lock().unwrap();
            shown.screen.process(&buffer[..length]);
            shown.written.extend_from_slice(&buffer[..length]);
        }
    });
}
