//! The server as a process of its own, which can be killed and started again.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::plan::Plan;
use crate::exit::{Exit, Stop};
use crate::options::Options;
use crate::server::SERVING;

/// How many lines of the server's complaints are passed on.
const COMPLAINTS_MOST: usize = 12;

/// A running server, and where it listens: at another port after each start.
#[derive(Debug)]
pub struct Server {
    arguments: Vec<String>,
    process: Mutex<Option<Child>>,
    address: watch::Sender<SocketAddr>,
}

impl Server {
    /// Starts it over an empty database with the accounts of the plan.
    ///
    /// # Errors
    /// A [`Stop`] where it does not come up.
    pub async fn start(options: &Options, plan: &Plan) -> Result<Server, Stop> {
        let text = |value: &dyn std::fmt::Display| value.to_string();
        let mut arguments: Vec<String> = ["--quiet", "--end-with-stdin", "--port", "0"].map(String::from).to_vec();
        arguments.extend(["--database".into(), text(&options.database.display())]);
        arguments.extend(["--lose-responses".into(), text(&options.lose_responses)]);
        arguments.extend(["--seed".into(), text(&options.seed)]);
        arguments.extend(["--accounts".into(), text(&plan.accounts())]);
        let fresh = [arguments.clone(), vec!["--fresh".into()]].concat();
        let (process, address) = begin(fresh).await?;
        Ok(Server { arguments, process: Mutex::new(Some(process)), address: watch::Sender::new(address) })
    }

    /// Where it listens, as far as is known.
    pub fn address(&self) -> SocketAddr {
        *self.address.borrow()
    }

    /// Kills it as a power cut would, and starts it again over the same database.
    ///
    /// # Errors
    /// A [`Stop`] where it does not come up again.
    pub async fn kill_and_restart(&self) -> Result<(), Stop> {
        if let Some(mut process) = self.take() {
            // On Unix this is SIGKILL: nothing in it can react.
            let _ = process.kill();
            let _ = process.wait();
        }
        let (process, address) = begin(self.arguments.clone()).await?;
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = Some(process);
        self.address.send_replace(address);
        Ok(())
    }

    /// Lets it end in good order, so that its database can be opened.
    pub async fn end(&self) {
        if let Some(mut process) = self.take() {
            drop(process.stdin.take());
            let _ = spawn_blocking(move || process.wait()).await;
        }
    }

    fn take(&self) -> Option<Child> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

async fn begin(arguments: Vec<String>) -> Result<(Child, SocketAddr), Stop> {
    let started = spawn_blocking(move || start(&arguments)).await;
    started.map_err(|error| cannot(error.to_string()))?
}

fn cannot(what: impl Into<String>) -> Stop {
    Stop::new(Exit::NotReady, what, "the same once more")
}

fn start(arguments: &[String]) -> Result<(Child, SocketAddr), Stop> {
    let itself = |error| cannot(format!("this program cannot find itself: {error}"));
    let program = std::env::current_exe().map_err(itself)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().map_err(|error| cannot(format!("the server cannot be started: {error}")))?;
    let complaints = process.stderr.take().map(|stderr| std::thread::spawn(move || pass_on(stderr)));
    let mut line = String::new();
    let stdout = process.stdout.take().ok_or_else(|| cannot("the server has no standard output"))?;
    let read = BufReader::new(stdout).read_line(&mut line);
    let address = line.trim().strip_prefix(SERVING).and_then(|address| address.parse().ok());
    match (read, address) {
        (Ok(_), Some(address)) => Ok((process, address)),
        (Ok(0), None) => {
            let how = process.wait().ok();
            // What it said comes first.
            let _ = complaints.map(JoinHandle::join);
            Err(ended(how))
        }
        _ => {
            let _ = process.kill();
            let _ = process.wait();
            Err(cannot(format!("the server says `{}`, not where it listens", line.trim())))
        }
    }
}

fn pass_on(stderr: ChildStderr) {
    for (number, line) in BufReader::new(stderr).lines().map_while(Result::ok).enumerate() {
        match number {
            ..COMPLAINTS_MOST => eprintln!("server: {line}"),
            COMPLAINTS_MOST => eprintln!("server: (and so on)"),
            _ => (),
        }
    }
}

/// It ended by itself: where it said why, with the next step, this program ends as it did.
fn ended(how: Option<ExitStatus>) -> Stop {
    match how.and_then(|how| Exit::of(how.code()?)) {
        Some(exit) if exit != Exit::Done => Stop::new(exit, "the server did not come up", "what the server says above"),
        _ => cannot(format!("the server did not come up: {}", how.map(|how| how.to_string()).unwrap_or_default())),
    }
}
