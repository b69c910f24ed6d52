//! The one writer: a thread that takes all writes that wait, does them in one transaction, and answers when it is on the disk.
//!
//! This is group commit. A disk takes a few milliseconds to write for sure, however much it is, and many callers share them.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use lab::{Answer, Failure, Name, Reply, Write};
use redb::{CommitError, Database, Error, ReadableTable};
use tokio::sync::oneshot;

use super::clock::Clock;
use super::table::{self, AHEAD, ITEMS, META, WRITES};
use crate::limits::SWEEP;

/// How many writes share a transaction at most.
const GROUP_MOST: usize = 256;

/// The sending end. The thread ends, and with it the last transaction, when it is dropped.
#[derive(Debug)]
pub struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Job {
    what: What,
    reply: oneshot::Sender<Reply>,
}

#[derive(Debug)]
enum What {
    Writes { store: Name, writes: Vec<Write>, is_batch: bool },
    Ahead(Duration),
}

impl Writer {
    /// Starts the thread.
    pub fn start(database: Arc<Database>, clock: Arc<Clock>) -> Writer {
        let (jobs, waiting) = channel();
        let thread = std::thread::Builder::new().name("writer".into());
        let thread = thread.spawn(move || work(&database, &clock, &waiting)).expect("the system has a thread");
        Writer { jobs: Some(jobs), thread: Some(thread) }
    }

    /// Does all writes or none.
    pub async fn write(&self, store: Name, writes: Vec<Write>, is_batch: bool) -> Reply {
        self.ask(What::Writes { store, writes, is_batch }).await
    }

    /// Sets how far the clock is ahead.
    pub async fn set_ahead(&self, ahead: Duration) -> Reply {
        self.ask(What::Ahead(ahead)).await
    }

    async fn ask(&self, what: What) -> Reply {
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or(Failure::Unavailable)?;
        jobs.send(Job { what, reply }).map_err(|_| Failure::Unavailable)?;
        answer.await.unwrap_or(Err(Failure::Timeout))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        // A panic in it was told when it happened.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn work(database: &Database, clock: &Clock, waiting: &Receiver<Job>) {
    loop {
        let mut group = Vec::new();
        match waiting.recv_timeout(SWEEP) {
            Ok(job) => group.push(job),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        while group.len() < GROUP_MOST
            && let Ok(job) = waiting.try_recv()
        {
            group.push(job);
        }
        let replies = commit(database, clock, &group).unwrap_or_else(|failure| vec![Err(failure); group.len()]);
        for (job, reply) in group.into_iter().zip(replies) {
            // A caller that has given up does not listen any more.
            let _ = job.reply.send(reply);
        }
    }
}

/// Does all jobs in one transaction; without a job, forgets what may be forgotten.
fn commit(database: &Database, clock: &Clock, group: &[Job]) -> Result<Vec<Reply>, Failure> {
    let unavailable = |error: Error| {
        eprintln!("the database cannot be written: {error}");
        Failure::Unavailable
    };
    let begin = || Ok(database.begin_write()?);
    let transaction = begin().map_err(unavailable)?;
    let (replies, ahead, is_changed) = jobs(&transaction, clock, group).map_err(unavailable)?;
    if is_changed {
        transaction.commit().map_err(|error: CommitError| {
            eprintln!("a commit to the database failed: {error}");
            Failure::Timeout
        })?;
    }
    if let Some(ahead) = ahead {
        clock.set_ahead(ahead);
    }
    Ok(replies)
}

type Done = (Vec<Reply>, Option<Duration>, bool);

fn jobs(transaction: &redb::WriteTransaction, clock: &Clock, group: &[Job]) -> Result<Done, Error> {
    let mut items = transaction.open_table(ITEMS)?;
    let mut meta = transaction.open_table(META)?;
    let before = meta.get(WRITES)?.map_or(0, |writes| writes.value());
    let (mut writes, mut now, mut ahead) = (before, clock.now(), None);
    let mut replies = Vec::new();
    if group.is_empty() {
        table::sweep(&mut items, &mut writes, now)?;
    }
    for job in group {
        replies.push(match &job.what {
            What::Writes { store, writes: wanted, is_batch } => {
                table::write(&mut items, &mut writes, store, wanted, *is_batch, now)?
            }
            What::Ahead(wanted) if *wanted < ahead.unwrap_or(clock.ahead()) => {
                Err(Failure::refused("the clock does not go back"))
            }
            What::Ahead(wanted) => {
                now += *wanted - ahead.unwrap_or(clock.ahead());
                ahead = Some(*wanted);
                meta.insert(AHEAD, wanted.as_millis() as u64)?;
                table::sweep(&mut items, &mut writes, now)?;
                Ok(Answer::Done)
            }
        });
    }
    meta.insert(WRITES, writes)?;
    Ok((replies, ahead, writes != before || ahead.is_some()))
}
