//! Connections: how many there may be, how they are read, and how they end.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Site;
use super::stream::Stream;
use crate::limits::{CONNECTIONS_MOST, GRACE, HEAD_BYTES_MOST, HEAD_TIME, HEADERS_MOST};
use crate::race::{First, first};

/// How long and how much is still read of a connection that has its last response, before it is closed. Closed with unread bytes in
/// it, the system would reset it, and the client might never see the response.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: usize = 1024 * 1024;

/// After an error of `accept`, such as too many open files, this long nothing is accepted.
const PAUSE: Duration = Duration::from_millis(50);

const TOO_MANY: &str = "503 Service Unavailable\r\nretry-after: 1";
const TOO_SLOW: &str = "408 Request Timeout";

/// Takes connections until `end` changes, then gives those under way [`GRACE`] to end.
pub async fn accept(listener: TcpListener, site: Arc<Site>, mut end: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MOST));
    // Those that are turned away need a moment, too, and are no more.
    let doors = Arc::new(Semaphore::new(CONNECTIONS_MOST));
    let mut connections = JoinSet::new();
    while let First::Right(taken) = first(end.changed(), listener.accept()).await {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = taken else {
            sleep(PAUSE).await;
            continue;
        };
        if let Ok(place) = places.clone().try_acquire_owned() {
            connections.spawn(serve(stream, site.clone(), end.clone(), place));
        } else if let Ok(door) = doors.clone().try_acquire_owned() {
            connections.spawn(turn_away(stream, door));
        }
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    // Those that do not end in time are dropped.
    let _ = timeout(GRACE, all).await;
}

async fn turn_away(stream: TcpStream, door: OwnedSemaphorePermit) {
    say(Stream::new(stream), TOO_MANY).await;
    drop(door);
}

/// Serves one connection to its end.
async fn serve(stream: TcpStream, site: Arc<Site>, mut end: watch::Receiver<bool>, place: OwnedSemaphorePermit) {
    // A response is one small write, and should not wait for another.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let site = site.clone();
        async move { site.answer(request).await }
    });
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    builder.max_headers(HEADERS_MOST).max_header_size(HEAD_BYTES_MOST).max_buf_size(HEAD_BYTES_MOST.max(8192));
    let mut connection = builder.serve_connection(TokioIo::new(Stream::new(stream)), service);
    let ended = match first(&mut connection, end.changed()).await {
        First::Left(ended) => ended,
        First::Right(_) => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    let parts = connection.into_parts();
    let stream = parts.io.into_inner();
    match ended {
        Err(error) if error.is_user() => drop(stream),
        Err(error) if error.is_timeout() && !parts.read_buf.is_empty() => say(stream, TOO_SLOW).await,
        _ => linger(stream).await,
    }
    drop(place);
}

/// Says one last thing, outside of any exchange.
async fn say(mut stream: Stream, status: &str) {
    let response = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    if stream.write_all(response.as_bytes()).await.is_ok() {
        linger(stream).await;
    }
}

async fn linger(mut stream: Stream) {
    let read = async {
        stream.shutdown().await?;
        let mut buffer = vec![0; 8 * 1024];
        let mut left = LINGER_BYTES;
        while left > 0 {
            match stream.read(&mut buffer).await? {
                0 => break,
                read => left = left.saturating_sub(read),
            }
        }
        Ok::<_, io::Error>(())
    };
    // It is the client's own harm if it does not take what was said.
    let _ = timeout(LINGER, read).await;
}
