//! Runs a program: output captured, ended with its children when the time is up or the user asks.

mod capture;
#[cfg(not(unix))]
#[path = "other.rs"]
mod system;
#[cfg(unix)]
#[path = "unix.rs"]
mod system;

use std::cell::RefCell;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use capture::Capture;
pub use system::{Busy, busy, continued, free_bytes, host, interrupted, keep_newlines};
pub use system::{end_without_terminal, listen, minutes_from_utc, suspend, typed};

/// How long the runner waits at most before it looks at the clock and at the user's wish to end.
pub const TICK: Duration = Duration::from_millis(40);
/// How long output may stay open after the program ended, because a child of it holds it.
const LEFT_OPEN: Duration = Duration::from_millis(400);
/// After so long a program that was started has not failed to start.
const A_MOMENT: Duration = Duration::from_secs(2);

/// What to grant a program.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The time after which it is ended.
    pub time: Option<Duration>,
    /// How many bytes of each output are kept: the half of it from the beginning, the rest from the end.
    pub output_bytes: usize,
}

/// How a program ended.
#[derive(Debug)]
pub enum Ended {
    /// By itself, with this code.
    Code(i32),
    /// By a signal, or whatever the system has like it: its name.
    Signal(String),
    /// It was ended after its time.
    TimeLimit,
    /// It was ended because the user asked, or by the wish of [`unless`].
    Interrupted,
}

/// What a program left behind.
#[derive(Debug)]
pub struct Run {
    /// How it ended.
    pub ended: Ended,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
}

/// What happens while a program runs.
#[derive(Debug)]
pub enum Sign<'a> {
    /// A piece of its standard error, not always whole lines.
    Stderr(&'a str),
    /// Nothing, for so long since the start.
    Waiting(Duration),
}

/// Says whether what runs is to be ended.
pub type Wish = Rc<dyn Fn() -> bool>;

thread_local! {
    static WISH: RefCell<Option<(Wish, Duration)>> = const { RefCell::new(None) };
}

/// Does this work; each program that this thread runs is ended as by Ctrl-C as soon as there is the wish. It is asked so often.
pub fn unless<T>(wish: Wish, every: Duration, work: impl FnOnce() -> T) -> T {
    let before = WISH.replace(Some((wish, every)));
    let result = work();
    WISH.set(before);
    result
}

/// Whether there is the wish, in this thread, to end what runs, or the user asked to.
pub fn is_to_end() -> bool {
    // Taken out of its place before it is asked: it may do anything.
    let wish = WISH.with_borrow(Clone::clone);
    wish.is_some_and(|(wish, _)| wish()) || system::interrupted()
}

/// How long to wait at most before the wish is asked again.
fn patience() -> Duration {
    WISH.with_borrow(|wish| wish.as_ref().map_or(TICK, |&(_, every)| every.min(TICK)))
}

enum Piece {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
}

struct Output {
    pieces: Receiver<Piece>,
    stdout: Capture,
    stderr: Capture,
}

#[derive(PartialEq, Eq)]
enum Took {
    Something,
    Nothing,
    End,
}

impl Output {
    fn take(&mut self, patience: Duration, watch: &mut dyn FnMut(Sign<'_>)) -> Took {
        match self.pieces.recv_timeout(patience) {
            Ok(Piece::Stdout(bytes)) => self.stdout.push(&bytes),
            Ok(Piece::Stderr(bytes)) => {
                watch(Sign::Stderr(&String::from_utf8_lossy(&bytes)));
                self.stderr.push(&bytes);
            }
            Err(RecvTimeoutError::Timeout) => return Took::Nothing,
            Err(RecvTimeoutError::Disconnected) => return Took::End,
        }
        Took::Something
    }

    /// Takes what has come; [`Took::End`] if no more can come.
    fn take_rest(&mut self) -> Took {
        loop {
            match self.take(Duration::from_millis(5), &mut |_| {}) {
                Took::Something => {}
                end => return end,
            }
        }
    }
}

/// Runs the program to its end, with standard input closed.
///
/// # Errors
/// Where it cannot be started, or not be waited for.
pub fn run(mut command: Command, limits: Limits, mut watch: impl FnMut(Sign<'_>)) -> anyhow::Result<Run> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    system::group(&mut command);
    let busy = system::busy();
    let start = Instant::now();
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let mut output = Output {
        pieces: listen_to(&mut child),
        stdout: Capture::new(limits.output_bytes),
        stderr: Capture::new(limits.output_bytes),
    };
    let ended = wait(&mut child, &mut output, limits, start, &mut watch)?;
    drop(busy);
    let ended = if system::interrupted() { Ended::Interrupted } else { ended };
    Ok(Run { ended, stdout: output.stdout.text(), stderr: output.stderr.text(), took: start.elapsed() })
}

/// What became of a program that was started and left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Started {
    /// It goes on.
    Goes,
    /// It has ended; true where it says that all went well.
    Ended(bool),
}

/// Starts a program that may outlive the runner, silently; waits a moment to see whether it ends at once.
///
/// # Errors
/// Where it cannot be started.
pub fn start(mut command: Command) -> std::io::Result<Started> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    system::group(&mut command);
    let mut child = command.spawn()?;
    let start = Instant::now();
    while start.elapsed() < A_MOMENT {
        if let Some(status) = child.try_wait()? {
            return Ok(Started::Ended(status.success()));
        }
        std::thread::sleep(TICK);
    }
    Ok(Started::Goes)
}

/// Runs the program with the terminal for its own output, to its end.
///
/// Its standard input is a pipe that ends when the user asks to end, and with the runner: the program should end then. One that
/// does not within `grace` is ended.
///
/// # Errors
/// Where it cannot be started, or not be waited for.
pub fn attend(mut command: Command, grace: Duration) -> anyhow::Result<Ended> {
    command.stdin(Stdio::piped());
    system::group(&mut command);
    let _busy = system::busy();
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let mut asked: Option<Instant> = None;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(how(status));
        }
        match asked {
            None if system::interrupted() => {
                drop(child.stdin.take());
                asked = Some(Instant::now());
            }
            Some(at) if at.elapsed() >= grace => {
                system::end(&mut child);
                return Ok(Ended::Interrupted);
            }
            _ => std::thread::sleep(TICK),
        }
    }
}

fn wait(
    child: &mut Child,
    output: &mut Output,
    limits: Limits,
    start: Instant,
    watch: &mut dyn FnMut(Sign<'_>),
) -> anyhow::Result<Ended> {
    let mut gone: Option<(ExitStatus, Instant)> = None;
    loop {
        match output.take(patience(), watch) {
            Took::Something => {}
            Took::Nothing => watch(Sign::Waiting(start.elapsed())),
            // Output is closed at the very end as a rule, so this wait is short.
            Took::End => std::thread::sleep(Duration::from_millis(1)),
        }
        if let Some(ended) = reason_to_end(start, limits) {
            system::end(child);
            output.take_rest();
            return Ok(ended);
        }
        gone = gone.or(child.try_wait()?.map(|status| (status, Instant::now())));
        let Some((status, at)) = gone else { continue };
        let open = output.take_rest() != Took::End;
        if open && at.elapsed() < LEFT_OPEN {
            continue;
        }
        if open {
            system::end(child);
        }
        return Ok(how(status));
    }
}

fn reason_to_end(start: Instant, limits: Limits) -> Option<Ended> {
    if is_to_end() {
        return Some(Ended::Interrupted);
    }
    limits.time.filter(|&time| start.elapsed() >= time).map(|_| Ended::TimeLimit)
}

fn how(status: ExitStatus) -> Ended {
    match status.code() {
        Some(code) => Ended::Code(code),
        None => Ended::Signal(system::signal(status)),
    }
}

/// One thread for each output; both end when the last holder of the output closes it.
fn listen_to(child: &mut Child) -> Receiver<Piece> {
    let (sender, receiver) = sync_channel(16);
    if let Some(stdout) = child.stdout.take() {
        forward(stdout, sender.clone(), Piece::Stdout);
    }
    if let Some(stderr) = child.stderr.take() {
        forward(stderr, sender, Piece::Stderr);
    }
    receiver
}

fn forward(mut from: impl Read + Send + 'static, to: SyncSender<Piece>, piece: fn(Vec<u8>) -> Piece) {
    std::thread::spawn(move || {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if to.send(piece(buffer[..length].to_vec())).is_err() {
                break;
            }
        }
    });
}
