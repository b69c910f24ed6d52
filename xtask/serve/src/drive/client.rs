//! One connection of the client: asks until it is told.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{Method, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::run::Drive;
use crate::exit::{Exit, Stop};
use crate::loss::Dice;

/// How long one attempt may take: longer than the server gives a handler.
const ATTEMPT: Duration = Duration::from_secs(15);
/// How long a request is asked again before the client gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// The waits between attempts double from the first to the last.
const WAIT_FIRST: Duration = Duration::from_millis(1);
const WAIT_LAST: Duration = Duration::from_millis(64);

/// Counts what all connections saw.
#[derive(Debug, Default)]
pub struct Counts {
    /// Attempts.
    pub requests: AtomicU64,
    /// Those that were told clearly: any status but 503.
    pub told: watch::Sender<u64>,
    /// Attempts without any answer: it was lost, or the server was killed.
    pub silent: AtomicU64,
    /// Attempts that were told 503.
    pub later: AtomicU64,
    /// How often the server was killed, and is up again.
    pub kills: watch::Sender<u32>,
}

/// The counts of a moment, or between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Attempts.
    pub requests: u64,
    /// Without any answer.
    pub silent: u64,
    /// Told 503.
    pub later: u64,
    /// Kills.
    pub kills: u32,
}

impl Counts {
    /// The counts of this moment.
    pub fn sums(&self) -> Sums {
        Sums {
            requests: self.requests.load(Ordering::Relaxed),
            silent: self.silent.load(Ordering::Relaxed),
            later: self.later.load(Ordering::Relaxed),
            kills: *self.kills.borrow(),
        }
    }
}

impl Sums {
    /// What came after an earlier moment.
    pub fn since(self, before: Sums) -> Sums {
        Sums {
            requests: self.requests - before.requests,
            silent: self.silent - before.silent,
            later: self.later - before.later,
            kills: self.kills - before.kills,
        }
    }
}

/// What a request was told in the end: any status but 503.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: String,
}

/// Why there is no answer: whatever it is, the request may have been done.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A client with one connection at a time.
#[derive(Debug)]
pub struct Client {
    drive: Arc<Drive>,
    dice: Dice,
    connection: Option<(SocketAddr, SendRequest<Full<Bytes>>)>,
}

impl Client {
    /// A client of this drive; the seed is for its waits.
    pub fn new(drive: Arc<Drive>, seed: u64) -> Client {
        Client { drive, dice: Dice::new(seed), connection: None }
    }

    /// Asks until there is a clear answer.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::Limit`] where none comes within [`PATIENCE`].
    pub async fn ask(&mut self, method: &Method, path: &str, body: &str) -> Result<Told, Stop> {
        let until = Instant::now() + PATIENCE;
        let mut wait = WAIT_FIRST;
        loop {
            self.drive.counts.requests.fetch_add(1, Ordering::Relaxed);
            match timeout(ATTEMPT, self.once(method, path, body)).await {
                Ok(Ok(told)) if told.status != StatusCode::SERVICE_UNAVAILABLE => {
                    self.drive.counts.told.send_modify(|told| *told += 1);
                    return Ok(told);
                }
                Ok(Ok(_)) => self.drive.counts.later.fetch_add(1, Ordering::Relaxed),
                Ok(Err(_)) | Err(_) => {
                    self.connection = None;
                    self.drive.counts.silent.fetch_add(1, Ordering::Relaxed)
                }
            };
            if Instant::now() > until {
                let what = format!("{method} {path} had no clear answer for {} s", PATIENCE.as_secs());
                return Err(Stop::new(Exit::Limit, what, "the same with --drive 10, to see what the server says"));
            }
            // Not all at the same moment: each wait is between a half and a whole.
            let half = wait.as_micros() as u64 / 2;
            sleep(Duration::from_micros(half + self.dice.below(half + 1))).await;
            wait = WAIT_LAST.min(wait * 2);
        }
    }

    async fn once(&mut self, method: &Method, path: &str, body: &str) -> Result<Told, Failure> {
        let address = self.drive.server.address();
        let mut sender = match self.connection.take() {
            Some((to, sender)) if to == address && !sender.is_closed() => sender,
            _ => connect(address).await?,
        };
        let request = http::Request::builder().method(method).uri(path).header(http::header::HOST, "127.0.0.1");
        sender.ready().await?;
        let response = sender.send_request(request.body(Full::new(Bytes::from(body.to_string())))?).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        self.connection = Some((address, sender));
        Ok(Told { status, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>, Failure> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // How it ends is seen by whoever sends on it.
    tokio::spawn(async { drop(connection.await) });
    Ok(sender)
}
