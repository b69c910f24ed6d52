//! Handlers that misbehave: their caller is told, and the server goes on.

use std::future::pending;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::spawn;
use std::time::Duration;

use http::StatusCode;
use lab::web::respond;
use lab::{Bytes, Id, Response};
use serve::db::Db;
use serve::http::{Site, accept};
use serve::limits::{WAITING_MOST, WORKERS};
use serve::log::Log;
use serve::loss::Losses;
use serve::workers::{Exercise, Workers};
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::{oneshot, watch};

/// What each path does.
async fn answer(world: lab::World, path: &str) -> Response {
    match path {
        "/large" => return Response::new(vec![b'x'; 1 << 20]),
        "/panics" => panic!("a learner's code may"),
        "/waits" => pending().await,
        "/reads" => drop(world.store::<u32>("items").load(&Id::new("a")).await),
        "/stores" => drop(world.store::<String>("items").put(&Id::new("a"), &"text".to_string()).await),
        _ => (),
    }
    respond(StatusCode::OK)
}

/// A server of this exercise, and what ends it.
fn server(name: &str) -> (SocketAddr, impl FnOnce()) {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.redb", std::process::id()));
    let (ending, end) = watch::channel(false);
    let (tell, address) = oneshot::channel();
    let file = path.clone();
    let thread = spawn(move || {
        let db = Arc::new(Db::open(&file).unwrap());
        let exercise = Exercise {
            command: "serve",
            file: "handlers.rs",
            answer: |world, request| Box::pin(async move { answer(world, request.uri().path()).await }),
            account: |balance| Bytes::of(&balance),
        };
        let site = Site { workers: Workers::start(exercise, &db), db, losses: Losses::new(0, 1), log: Log::new(true) };
        Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            accept(listener, Arc::new(site), end).await;
        });
    });
    let end = move || {
        ending.send(true).unwrap();
        thread.join().unwrap();
        std::fs::remove_file(path).unwrap();
    };
    (address.blocking_recv().unwrap(), end)
}

/// The status and the body.
fn get(server: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server).unwrap();
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), body.to_string())
}

#[test]
fn a_handler_that_panics_is_told_500_as_often_as_it_likes() {
    let (server, end) = server("panics");
    for _ in 0..2 * WORKERS {
        assert_eq!(get(server, "/panics"), (500, String::new()));
    }
    assert_eq!(get(server, "/").0, 200);
    assert_eq!(get(server, "/stores").0, 200);
    // An item of another type, as after a change of the learner's.
    assert_eq!(get(server, "/reads").0, 500);
    end();
}

#[test]
fn handlers_that_never_end_are_told_503_and_so_is_who_comes_when_all_are_busy() {
    let (server, end) = server("waits");
    let most = WORKERS + WAITING_MOST;
    let callers: Vec<_> = (0..most + 6).map(|_| spawn(move || get(server, "/waits"))).collect();
    let told: Vec<(u16, String)> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
    assert!(told.iter().all(|(status, _)| *status == 503), "{told:?}");
    let count = |why: &str| told.iter().filter(|(_, body)| body.contains(why)).count();
    let (busy, slow) = (count("all workers are busy"), count("the handler takes too long"));
    assert!(busy >= 1 && slow >= WORKERS && busy + slow == told.len(), "{told:?}");
    assert_eq!(get(server, "/").0, 200);
    end();
}

#[test]
fn a_client_that_asks_and_never_reads_is_cut_off() {
    let (server, end) = server("deaf");
    let mut stream = TcpStream::connect(server).unwrap();
    // Longer than the server's patience: it is the server that gives up.
    stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
    let asks = b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(1000);
    // With responses that wait the server reads no more requests, so they wait, too.
    let ended = std::iter::repeat_with(|| stream.write_all(&asks)).find_map(Result::err).unwrap();
    let closed = [ErrorKind::ConnectionReset, ErrorKind::ConnectionAborted, ErrorKind::BrokenPipe];
    assert!(closed.contains(&ended.kind()), "{ended}");
    assert_eq!(get(server, "/").0, 200);
    end();
}
