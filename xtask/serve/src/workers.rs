//! The threads that run handlers. A handler is a local future, so each thread has a runtime of its own.

use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use http::StatusCode;
use lab::web::{respond, respond_json};
use lab::{Bytes, Failure, Id, Key, Op, Request, Response, World, Write, quietly};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::backend::Process;
use crate::db::Db;
use crate::limits::{HANDLER_TIME, WAITING_MOST, WORKERS};

/// A future that stays on its thread, as the handlers of exercises are.
pub type Local<T> = Pin<Box<dyn Future<Output = T>>>;

/// The store in which accounts are.
pub const ACCOUNTS: &str = "payments";

/// What is served: the code of an exercise, with its types erased.
#[derive(Clone, Copy, Debug)]
pub struct Exercise {
    /// What starts it, for messages: `cargo xtask serve 14`.
    pub command: &'static str,
    /// The file that is served, from the root of the kit.
    pub file: &'static str,
    /// The handler.
    pub answer: fn(World, Request) -> Local<Response>,
    /// An account with a balance, as it is stored in [`ACCOUNTS`].
    pub account: fn(u32) -> Bytes,
}

/// The threads. They end when this is dropped.
#[derive(Debug)]
pub struct Workers {
    jobs: SyncSender<Job>,
}

#[derive(Debug)]
struct Job {
    request: Request,
    reply: oneshot::Sender<Response>,
}

impl Workers {
    /// Starts the threads.
    pub fn start(exercise: Exercise, db: &Arc<Db>) -> Workers {
        let (jobs, waiting) = sync_channel(WAITING_MOST);
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 1..=WORKERS {
            let (db, waiting) = (db.clone(), waiting.clone());
            let thread = std::thread::Builder::new().name(format!("worker-{number}"));
            thread.spawn(move || work(exercise, &db, &waiting)).expect("the system has a thread for each worker");
        }
        Workers { jobs }
    }

    /// What the handler responds. 503 where no worker is free and too many wait, or the handler takes too long.
    pub async fn answer(&self, request: Request) -> Response {
        let (reply, response) = oneshot::channel();
        match self.jobs.try_send(Job { request, reply }) {
            Ok(()) => (),
            Err(TrySendError::Full(_)) => return try_later("all workers are busy"),
            Err(TrySendError::Disconnected(_)) => return try_later("the server ends"),
        }
        // A handler that never awaits cannot be stopped: its caller goes on without it.
        match timeout(HANDLER_TIME * 2, response).await {
            Ok(Ok(response)) => response,
            _ => try_later("the handler takes too long"),
        }
    }
}

fn try_later(why: &str) -> Response {
    respond_json(StatusCode::SERVICE_UNAVAILABLE, &why)
}

fn work(exercise: Exercise, db: &Arc<Db>, waiting: &Mutex<Receiver<Job>>) {
    let runtime = Builder::new_current_thread().enable_time().build().expect("the system has what a runtime needs");
    let world = World::new(Arc::new(Process::new(db.clone())));
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { request, reply }) = job else { return };
        let handler = || runtime.block_on(within((exercise.answer)(world.clone(), request)));
        // A caller that has gone away does not listen any more.
        let _ = reply.send(match quietly(handler) {
            Ok(response) => response,
            Err(panic) => {
                eprintln!("the handler panicked at {}: {}", panic.at, panic.message);
                if panic.message.starts_with("an item was read that is ") {
                    eprintln!("if you have changed the type since it was stored: {} --fresh", exercise.command);
                }
                respond(StatusCode::INTERNAL_SERVER_ERROR)
            }
        });
    }
}

async fn within(handler: Local<Response>) -> Response {
    timeout(HANDLER_TIME, handler).await.unwrap_or_else(|_| try_later("the handler takes too long"))
}

/// Makes the accounts that are not there yet.
///
/// # Errors
/// What the code or the database says.
pub async fn open_accounts(exercise: Exercise, db: &Db, accounts: &[(String, u32)]) -> Result<(), String> {
    for (name, balance) in accounts {
        let account = quietly(|| (exercise.account)(*balance));
        let account = account.map_err(|panic| format!("it panicked at {}: {}", panic.at, panic.message))?;
        let create = Write::Create(Key::new(Id::new(name)), account, None);
        match db.call(Op::Write(ACCOUNTS.into(), create)).await {
            Ok(_) | Err(Failure::Conflict) => (),
            Err(failure) => return Err(format!("account {name}: {failure}")),
        }
    }
    Ok(())
}
